/* Forms as browsers and strangers send them (WHATWG URL §5.1, RFC 7578). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "web/form.h"

static const struct field fields[] = { { "name", 10, false }, { "tag", 5, true },
                                       { "file", 12, FIELD_FILE } };

static struct form form_in(struct arena *a)
{
    return (struct form){ .arena = a, .fields = fields, .fields_len = COUNT_OF(fields) };
}

/* "name=Ana;tag=x;tag=y;" */
static const char *shown(const struct form *f)
{
    static char text[500];
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < f->len; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%.*s=%.*s;", STR_FMT(f->pairs[i].name),
                              STR_FMT(f->pairs[i].value));
    return text;
}

static void urlencoded_forms_are_read(void **state)
{
    static const struct {
        const char *body;
        enum form_fault fault;
        const char *want;
    } cases[] = {
        { "", FORM_FINE, "" },
        { "name=Ana", FORM_FINE, "name=Ana;" },
        { "name=", FORM_FINE, "name=;" },
        { "name", FORM_FINE, "name=;" },
        { "name=a+b%20c", FORM_FINE, "name=a b c;" },
        { "name=%2B%26%3d", FORM_FINE, "name=+&=;" },
        { "name=a=b", FORM_FINE, "name=a=b;" },
        { "&&name=x&", FORM_FINE, "name=x;" },
        { "n%61me=x", FORM_FINE, "name=x;" },
        { "tag=a&tag=b", FORM_FINE, "tag=a;tag=b;" },
        { "other=1&name=x", FORM_FINE, "name=x;" },
        { "name=a%0D%0Ab%0Dc%0Ad", FORM_FINE, "name=a\nb\nc\nd;" },
        { "name=1234567890", FORM_FINE, "name=1234567890;" },
        { "name=12345678901", FORM_TOO_LONG, "" },
        { "name=123456789%0D%0A", FORM_FINE, "name=123456789\n;" }, /* counted after folding */
        { "name=a&name=b", FORM_TWICE, "name=a;" },
        { "name=%", FORM_MALFORMED, "" },
        { "name=%4", FORM_MALFORMED, "" },
        { "name=%zz", FORM_MALFORMED, "" },
        { "name=%ff", FORM_NOT_UTF8, "" },
        { "name=%00", FORM_NOT_UTF8, "" },
        { "name=%c0%80", FORM_NOT_UTF8, "" },
        { "name=\xff", FORM_NOT_UTF8, "" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *a = arena_new(1u << 20);
        struct form f = form_in(a);

        form_read(&f, str_of(cases[i].body));
        if (f.fault != cases[i].fault || strcmp(shown(&f), cases[i].want) != 0)
            fail_msg("%s: %s, %s", cases[i].body, form_fault_name(f.fault), shown(&f));
        arena_free(a);
    }
}

static void the_two_reserved_names_need_no_declaring(void **state)
{
    struct arena *a = arena_new(1u << 20);
    struct form f = form_in(a);

    (void)state;
    form_read(&f, STR("csrf=abc%2B&lang=en&name=x"));
    assert_true(str_is(f.csrf, "abc+"));
    assert_true(str_is(f.lang, "en"));
    assert_string_equal(shown(&f), "name=x;");
    arena_free(a);
}

static void a_flood_of_pairs_is_refused(void **state)
{
    struct arena *a = arena_new(4u << 20);
    struct form f = form_in(a);
    static char body[20000];

    (void)state;
    for (int i = 0; i < 3000; i++)
        memcpy(body + i * 6, "tag=x&", 6);
    form_read(&f, str_of(body));
    assert_int_equal(f.fault, FORM_TOO_MANY);
    f = form_in(a);
    for (int i = 0; i < 3000; i++)
        memcpy(body + i * 6, "zzz=x&", 6);
    form_read(&f, str_of(body));
    assert_int_equal(f.fault, FORM_TOO_MANY);
    arena_free(a);
}

#define PART(head, value) "--B\r\nContent-Disposition: form-data; " head "\r\n\r\n" value "\r\n"
#define END "--B--\r\n"

static const struct {
    const char *type, *body;
    enum form_fault fault;
    const char *want;
} multiparts[] = {
    { "multipart/form-data; boundary=B", PART("name=\"name\"", "Ana") END, FORM_FINE,
      "name=Ana;" },
    { "multipart/form-data; boundary=\"B\"", PART("name=\"name\"", "") END, FORM_FINE,
      "name=;" },
    { "multipart/form-data; boundary=B", PART("name=\"tag\"", "a") PART("name=tag", "b") END,
      FORM_FINE, "tag=a;tag=b;" },
    { "multipart/form-data; boundary=B", PART("name=\"name\"", "a\r\n--b") END, FORM_FINE,
      "name=a\n--b;" },
    { "multipart/form-data; boundary=B", PART("name=\"name\"", "100%+1") END, FORM_FINE,
      "name=100%+1;" },
    { "multipart/form-data; boundary=B",
      "--B\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; "
      "name=\"name\"\r\n\r\nx\r\n" END,
      FORM_FINE, "name=x;" },
    { "multipart/form-data; boundary=B", PART("name=\"f\"; filename=\"a.jpg\"", "x") END,
      FORM_FILE, "" },
    { "multipart/form-data; boundary=B", PART("name=\"f\"; filename=\"\"", "") END, FORM_FINE,
      "" }, /* none chosen */
    { "multipart/form-data; boundary=B", PART("name=\"name\"; filename=\"a\"", "x") END,
      FORM_FILE, "" }, /* a file where text is wanted */
    { "multipart/form-data; boundary=B", PART("name=\"file\"; filename=\"a\"", "x\r\ny") END,
      FORM_FINE, "file=x\ny;" },
    { "multipart/form-data; boundary=B", PART("name=\"file\"; filename=\"\"", "") END,
      FORM_FINE, "" },
    { "multipart/form-data; boundary=B", PART("name=\"file\"; filename=\"a\"", "") END,
      FORM_FINE, "file=;" }, /* chosen, and empty */
    { "multipart/form-data; boundary=B", PART("name=\"file\"; filename=\"a\"", "\xff\xd8") END,
      FORM_FINE, "file=?;" }, /* a photo: for the page to say */
    { "multipart/form-data; boundary=B", PART("name=\"file\"; filename=\"a\"", "1234567890123")
              END,
      FORM_FINE, "file=?;" }, /* too long for it */
    { "multipart/form-data; boundary=B",
      PART("name=\"file\"; filename=\"a\"", "x") PART("name=\"file\"; filename=\"b\"", "y") END,
      FORM_TWICE, "file=x;" },
    { "multipart/form-data; boundary=B", PART("name=\"name\"", "\xff") END, FORM_NOT_UTF8, "" },
    { "multipart/form-data; boundary=B", PART("name=\"name\"", "12345678901") END,
      FORM_TOO_LONG, "" },
    { "multipart/form-data; boundary=B", PART("nam=\"name\"", "x") END, FORM_MALFORMED, "" },
    { "multipart/form-data; boundary=B", PART("name=\"name", "x") END, FORM_MALFORMED, "" },
    { "multipart/form-data; boundary=B", PART("name=\"name\"", "Ana"), FORM_MALFORMED,
      "" }, /* cut off */
    { "multipart/form-data; boundary=B", "--B\r\n\r\nx\r\n" END, FORM_MALFORMED, "" },
    { "multipart/form-data; boundary=B", "--B", FORM_MALFORMED, "" },
    { "multipart/form-data; boundary=B", "", FORM_MALFORMED, "" },
    { "multipart/form-data; boundary=B", END, FORM_FINE, "" },
    { "multipart/form-data", PART("name=\"name\"", "Ana") END, FORM_MALFORMED, "" },
    { "multipart/form-data; boundary=", "--\r\n", FORM_MALFORMED, "" },
};

static void multipart_forms_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(multiparts); i++) {
        struct arena *a = arena_new(1u << 20);
        struct form f = form_in(a);

        form_read_multipart(&f, str_of(multiparts[i].body), str_of(multiparts[i].type));
        if (f.fault != multiparts[i].fault || strcmp(shown(&f), multiparts[i].want) != 0)
            fail_msg("case %zu: %s, %s", i, form_fault_name(f.fault), shown(&f));
        arena_free(a);
    }
}

/* No cut of a good body reads past its end (run under ASan) or is taken for whole. */

static void every_cut_of_a_multipart_body_is_survived(void **state)
{
    static const char whole[] = PART("name=\"name\"", "Ana") PART("name=\"tag\"", "a") END;
    struct arena *a = arena_new(1u << 20);

    (void)state;
    for (size_t len = 0; len < sizeof whole - 1 - 4; len++) {
        struct form f = form_in(a);
        struct str cut = arena_copy(a, (struct str){ whole, len });

        form_read_multipart(&f, cut, STR("multipart/form-data; boundary=B"));
        assert_int_equal(f.fault, FORM_MALFORMED);
        arena_reset(a);
    }
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urlencoded_forms_are_read),
        cmocka_unit_test(the_two_reserved_names_need_no_declaring),
        cmocka_unit_test(a_flood_of_pairs_is_refused),
        cmocka_unit_test(multipart_forms_are_read),
        cmocka_unit_test(every_cut_of_a_multipart_body_is_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
