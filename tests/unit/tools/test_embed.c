/*
 * embed: what went in comes out, byte for byte, in every form.
 *
 * The table was made by tools/embed from tests/unit/tools/embed/ while this
 * test was built; here it is compared with the files themselves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <brotli/decode.h>
#include <cmocka.h>
#include <zlib.h>

#include "embed_test_files.h"

static size_t read_source(const char *name, uint8_t *into, size_t cap)
{
    const char *dir = getenv("POSKO_EMBED_DATA");
    char path[1024];

    if (!dir)
        fail_msg("POSKO_EMBED_DATA must name tests/unit/tools/embed");
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s cannot be read", path);
    size_t len = fread(into, 1, cap, f);
    fclose(f);
    return len;
}

static void every_file_is_in_the_table_byte_for_byte_and_ends_in_nul(void **state)
{
    (void)state;
    assert_int_equal(embed_test_files_len, 3);
    for (size_t i = 0; i < embed_test_files_len; i++) {
        const struct embedded *e = &embed_test_files[i];
        uint8_t want[4096];
        size_t len = read_source(e->name, want, sizeof want);

        assert_int_equal(e->plain.len, len);
        assert_memory_equal(e->plain.at, want, len);
        assert_int_equal(e->plain.at[len], 0);
        assert_int_equal(strlen(e->etag), 32);
    }
}

static void a_name_is_found_exactly_or_not_at_all(void **state)
{
    static const char *const absent[] = { "", "style", "style.cs", "style.css2", "a", "zzz",
                                          "empty.txt/" };
    (void)state;
    for (size_t i = 0; i < embed_test_files_len; i++)
        assert_ptr_equal(embedded_find(embed_test_files, embed_test_files_len,
                                       str_of(embed_test_files[i].name)),
                         &embed_test_files[i]);
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        if (embedded_find(embed_test_files, embed_test_files_len, str_of(absent[i])))
            fail_msg("\"%s\" should not be there", absent[i]);
}

static void packed_forms_unpack_to_the_plain_one(void **state)
{
    const struct embedded *e =
        embedded_find(embed_test_files, embed_test_files_len, STR("style.css"));
    uint8_t out[4096];
    size_t len = sizeof out;
    z_stream z = { 0 };
    (void)state;

    assert_non_null(e);
    assert_true(e->br.len > 0 && e->br.len < e->plain.len);
    assert_int_equal(BrotliDecoderDecompress(e->br.len, e->br.at, &len, out),
                     BROTLI_DECODER_RESULT_SUCCESS);
    assert_int_equal(len, e->plain.len);
    assert_memory_equal(out, e->plain.at, len);

    assert_true(e->gzip.len > 0 && e->gzip.len < e->plain.len);
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    z.next_in = (uint8_t *)(uintptr_t)e->gzip.at;
    z.avail_in = (uInt)e->gzip.len;
    z.next_out = out;
    z.avail_out = sizeof out;
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, e->plain.len);
    assert_memory_equal(out, e->plain.at, e->plain.len);
    inflateEnd(&z);
}

static void only_what_browsers_read_as_text_is_packed(void **state)
{
    static const struct {
        const char *name, *content_type;
        bool packed;
    } cases[] = {
        { "empty.txt", "text/plain; charset=utf-8", false }, /* nothing to gain */
        { "odd.yaml", "application/yaml", false },
        { "style.css", "text/css; charset=utf-8", true },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct embedded *e =
            embedded_find(embed_test_files, embed_test_files_len, str_of(cases[i].name));
        assert_non_null(e);
        assert_string_equal(e->content_type, cases[i].content_type);
        assert_int_equal(e->gzip.len > 0, cases[i].packed);
        assert_int_equal(e->br.len > 0, cases[i].packed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_in_the_table_byte_for_byte_and_ends_in_nul),
        cmocka_unit_test(a_name_is_found_exactly_or_not_at_all),
        cmocka_unit_test(packed_forms_unpack_to_the_plain_one),
        cmocka_unit_test(only_what_browsers_read_as_text_is_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
