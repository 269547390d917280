/* test_card: a whole template through pagec, the C compiler and the runtime. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "card.page.h"
#include "page/markup.h"

static struct card_page sample(struct arena *arena)
{
    static const struct str tags[] = { { "merah", 5 }, { "<b>", 3 } };
    struct card_row *rows = ARENA_ARRAY(arena, struct card_row, 2);
    struct card_page page = {
        .head.title = STR("Judul & <isi>"),
        .part = { .title = STR("bagian"), .strong = true },
        .name = STR("Ani \"<A>\""),
        .checked = true,
        .state = CARD_READ,
        .count = 1234,
        .day = day_of(2024, 10, 16),
        .when = { .us = INT64_C(1729063200) * 1000000, .zone_minutes = ZONE_WIB },
        .span = { 97200 },
        .percent = { 961 },
        .msg = MSG(T_TEST_WORDS),
        .markup = markup_made_here(STR("<b>x</b>")),
        .rows = rows,
        .rows_len = 2,
    };

    assert_non_null(rows);
    assert_true(LINK(arena, &page.link, "/cek?k={}", STR("A B")));
    rows[0] = (struct card_row){ .title = STR("satu"), .n = 1000, .link = page.link,
        .tags = tags, .tags_len = 2 };
    rows[1] = (struct card_row){ .title = STR("dua"), .n = 2, .link = page.link };
    return page;
}

static const char expected[] =
    "\n<article class=\"card on\" data-name=\"Ani &#34;&lt;A&gt;&#34;\" data-n=\"1234\">\n"
    "<h2>Judul &amp; &lt;isi&gt;</h2>\n"
    "<p class=\"read\">Ani \"&lt;A&gt;\"</p>\n"
    "<p>Halo Ani \"&lt;A&gt;\" &amp; kawan, 1.234 laporan</p>\n"
    "<p title=\"Halo Ani &#34;&lt;A&gt;&#34; &amp; kawan, 1.234 laporan\">"
    "<time datetime=\"2024-10-16\">Rabu, 16 Oktober 2024</time></p>\n"
    "<p><time datetime=\"2024-10-16T14:20:00+07:00\">Rabu, 16 Oktober 2024 pukul 14.20 WIB</time> "
    "16 Okt 14.20 14.20 WIB 16 Okt 2024</p>\n"
    "<p>1 hari 3 jam 96,1% kata &lt; kata kata &lt; kata Paling lambat Rabu, 16 Oktober 2024</p>\n"
    "<input type=\"checkbox\" checked value=\"96.1\" lang=\"id\">\n"
    "<a href=\"/cek?k=A%20B\"><b>x</b></a> <a href=\"#Ani &#34;&lt;A&gt;&#34;\">x</a>\n"
    "<textarea name=\"t\">\nAni \"&lt;A&gt;\"</textarea>\n"
    "<pre>\n  two  spaces\n</pre>\n"
    "<ul>\n"
    "<li><a href=\"/cek?k=A%20B\">satu</a> 1.000 <b>merah</b> <b>&lt;b&gt;</b></li>\n"
    "<li><a href=\"/cek?k=A%20B\">dua</a> 2 -</li>\n"
    "</ul>\n"
    "<p><strong>bagian</strong></p>\n"
    "\n\n"
    "<svg class=\"i\" viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
    "<path d=\"M20 6 9 17l-5-5\"/></svg>\n"
    "</article>\n";

static struct str render(struct arena *arena, enum lang lang, const struct card_page *page)
{
    struct buf b = buf_in(arena, 1u << 20);
    struct out o = out_to(&b, lang);

    page_card(&o, page);
    return buf_end(&b);
}

static void every_value_stands_escaped_in_its_place(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    struct card_page page = sample(arena);

    (void)state;
    assert_string_equal(render(arena, LANG_ID, &page).at, expected);
    arena_free(arena);
}

static void branches_follow_the_struct(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    struct card_page page = sample(arena);
    struct card_part_page other = { .title = STR("lain") };
    struct str made;

    (void)state;
    page.checked = false;
    page.rows_len = 0;
    page.other_part = &other;
    made = render(arena, LANG_EN, &page);
    assert_true(str_find(made, STR("<p>1,234 0 0 1234</p>")) != SIZE_MAX);
    assert_true(str_find(made, STR("class=\"card\"")) != SIZE_MAX);
    assert_true(str_find(made, STR("type=\"checkbox\" value=")) != SIZE_MAX);
    assert_true(str_find(made, STR("<li>empty</li>")) != SIZE_MAX);
    assert_true(str_find(made, STR("<p>lain</p>")) != SIZE_MAX);
    assert_true(str_find(made, STR("1,234 reports")) != SIZE_MAX);
    page.name = STR("");
    made = render(arena, LANG_EN, &page);
    assert_true(str_find(made, STR("<p>none</p>")) != SIZE_MAX);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_stands_escaped_in_its_place),
        cmocka_unit_test(branches_follow_the_struct),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
