/*
 * The QR code is a PNG that any reader opens: read back with libpng, its three
 * finder patterns stand where ISO/IEC 18004 has them, and white all around.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <png.h>
#include <string.h>
#include "page/qr.h"

#define QUIET 4

struct picture {
    uint8_t *grey;
    unsigned side;
};

static struct picture read_back(struct arena *arena, struct bytes png)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    struct picture p;

    assert_true(png_image_begin_read_from_memory(&image, png.at, png.len));
    assert_int_equal(image.width, image.height);
    image.format = PNG_FORMAT_GRAY;
    p.side = image.width;
    p.grey = ARENA_ARRAY(arena, uint8_t, (size_t)p.side * p.side);
    assert_non_null(p.grey);
    assert_true(png_image_finish_read(&image, NULL, p.grey, (png_int_32)p.side, NULL));
    return p;
}

static bool black(const struct picture *p, unsigned x, unsigned y)
{
    return p->grey[(size_t)(y * QR_PIXEL + 1) * p->side + x * QR_PIXEL + 1] < 128;
}

static void finder_at(const struct picture *p, unsigned x0, unsigned y0)
{
    static const char *const rows[7] = { "#######", "#     #", "# ### #", "# ### #",
                                         "# ### #", "#     #", "#######" };

    for (unsigned y = 0; y < 7; y++)
        for (unsigned x = 0; x < 7; x++)
            assert_int_equal(black(p, x0 + x, y0 + y), rows[y][x] == '#');
}

static void it_is_a_code_with_its_three_finders(void **state)
{
    static const char *const texts[] = {
        "https://posko.example/log/proof/0",
        "https://posko.example/log/proof/18446744073709551615",
        "x",
    };
    struct arena *arena = arena_new(4u << 20);
    struct cx cx = cx_system(arena);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct bytes png = { 0 };
        assert_int_equal(qr_png(&cx, str_of(texts[i]), &png), OK);
        struct picture p = read_back(arena, png);
        unsigned modules = p.side / QR_PIXEL;
        assert_int_equal(p.side % QR_PIXEL, 0);
        finder_at(&p, QUIET, QUIET);
        finder_at(&p, modules - QUIET - 7, QUIET);
        finder_at(&p, QUIET, modules - QUIET - 7);
        for (unsigned at = 0; at < modules; at++)
            for (unsigned edge = 0; edge < QUIET; edge++) {
                assert_false(black(&p, at, edge));
                assert_false(black(&p, modules - 1 - edge, at));
            }
    }
    arena_free(arena);
}

static void nothing_and_too_much_are_refused(void **state)
{
    static char long_text[QR_TEXT_MAX + 1];
    struct arena *arena = arena_new(4u << 20);
    struct cx cx = cx_system(arena);
    struct bytes png = { .len = 77 };

    (void)state;
    memset(long_text, 'a', sizeof long_text);
    assert_int_equal(qr_png(&cx, STR(""), &png), ERR_INVALID);
    assert_int_equal(qr_png(&cx, (struct str){ long_text, sizeof long_text }, &png),
                     ERR_TOO_LARGE);
    assert_int_equal(png.len, 77);
    assert_int_equal(qr_png(&cx, (struct str){ long_text, QR_TEXT_MAX }, &png), OK);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_a_code_with_its_three_finders),
        cmocka_unit_test(nothing_and_too_much_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
