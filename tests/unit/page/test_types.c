/*
 * test_types: what the C compiler must refuse. Each row is the body of a template over struct
 * card_page (card.h); pagec takes it, the compiler must not, naming the template's line.
 *
 * POSKO_CC is the compiler with the include paths, as the build calls it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/buf.h"
#include "page_compile.h"

struct place {
    char dir[64];
    struct arena *arena;
};

static int setup(void **state)
{
    static struct place place;

    (void)snprintf(place.dir, sizeof place.dir, "/tmp/posko-types-XXXXXX");
    place.arena = arena_new(64u << 20);
    *state = &place;
    return place.arena && mkdtemp(place.dir) && getenv("POSKO_CC") ? 0 : -1;
}

static int teardown(void **state)
{
    struct place *place = *state;
    static const char *const names[] = { "card.page.c", "card.page.h" };

    for (size_t i = 0; i < COUNT_OF(names); i++)
        (void)unlink(arena_printf(place->arena, "%s/%s", place->dir, names[i]).at);
    (void)rmdir(place->dir);
    arena_free(place->arena);
    return 0;
}

/* The compiler's complaints about a template; "" if it took it. */
static struct str compiler_says(struct place *place, const char *body)
{
    struct arena *arena = place->arena;
    struct buf told = buf_in(arena, 1u << 20);
    struct faults faults = { .out = &told };
    struct page_source source = { .file = STR("card.page.html"),
        .text = arena_printf(arena, "{{ page card \"card.h\" }}\n%s\n", body) };
    struct page_made made;
    char piece[4096];
    size_t len;
    FILE *cc;

    if (!page_compile(arena, &source, &made, &faults))
        fail_msg("%s: %.*s", body, STR_FMT(buf_view(&told)));
    assert_true(source_write(arena_printf(arena, "%s/card.page.c", place->dir).at, made.code));
    assert_true(source_write(arena_printf(arena, "%s/card.page.h", place->dir).at, made.header));
    cc = popen(arena_printf(arena, "%s -fsyntax-only %s/card.page.c 2>&1", getenv("POSKO_CC"),
        place->dir).at, "r");
    assert_non_null(cc);
    while ((len = fread(piece, 1, sizeof piece, cc)) > 0)
        buf_add(&told, piece, len);
    assert_true((pclose(cc) == 0) == (told.len == 0));
    return buf_end(&told);
}

static void the_compiler_refuses_what_does_not_belong(void **state)
{
    static const char *const bodies[] = {
        "<a href=\"{{ p->name }}\">a</a>",       /* text is not an address */
        "<a href=\"{{ p->markup }}\">a</a>",
        "<form action=\"{{ p->count }}\"></form>",
        "<p>{{ p->checked }}</p>",               /* a bool has no word */
        "<p>{{ p->state }}</p>",                 /* an enum is a number to the compiler */
        "<p>{{ p->link }}</p>",                  /* an address is not a text */
        "<p title=\"{{ p->markup }}\"></p>",     /* HTML in an attribute */
        "<p title=\"{{ p->link }}\"></p>",
        "<textarea>{{ p->markup }}</textarea>",
        "<p>{{ p->none }}</p>",                  /* no such field */
        "<p>{{ p->head }}</p>",                  /* a struct has no text */
        "<p>{{ p->name:short }}</p>",
        "<p>{{ p->day:time }}</p>",
        "<p>{{ t test.greeting who=p->markup n=p->count }}</p>",
        "<p>{{ t test.greeting who=p->link n=p->count }}</p>",
        "<p>{{ t test.none }}</p>",
        "{{ if p->head }}a{{ end }}",
        "{{ if p->name == 1 }}a{{ end }}",
        "{{ each r in p->name }}a{{ end }}",
        "{{ each r in p->rows }}{{ r->none }}{{ end }}",
        "{{ render card_part p->head }}",
        "{{ render card_part p->other_part }}",  /* a pointer is written *p->other_part */
    };

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct str says = compiler_says(*state, bodies[i]);
        if (says.len == 0)
            fail_msg("the compiler took %s", bodies[i]);
        if (str_find(says, STR("card.page.html:2:")) == SIZE_MAX)
            fail_msg("%s\nis refused without its line:\n%s", bodies[i], says.at);
    }
}

static void the_compiler_takes_what_does(void **state)
{
    struct str says = compiler_says(*state,
        "<a href=\"{{ p->link }}\">{{ p->markup }}</a>{{ render card_part *p->other_part }}"
        "{{ if p->link and p->rows and p->markup and p->span and p->when and p->state }}a{{ end }}"
        "<p title=\"{{ p->msg }}\">{{ t test.greeting who=p->day:short n=p->size }}</p>");

    assert_string_equal(says.at, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_compiler_refuses_what_does_not_belong),
        cmocka_unit_test(the_compiler_takes_what_does),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
