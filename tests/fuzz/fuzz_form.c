/* fuzz_form: a form's body, urlencoded or multipart. First line: its Content-Type. */
#include "fuzz.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct field fields[] = { { "a", 8, false }, { "what", 200, false },
                                           { "acts", 12, true }, { "empty", 0, false } };
    struct cx *cx = fuzz_cx();
    struct str rest = fuzz_text(cx, data, size), type = fuzz_line(&rest);
    struct form f = { .arena = cx->arena, .fields = fields, .fields_len = COUNT_OF(fields) };

    if (str_starts(type, STR("multipart/form-data")))
        form_read_multipart(&f, rest, type);
    else
        form_read(&f, rest);
    for (size_t i = 0; f.fault == FORM_FINE && i < f.len; i++) {
        const struct field *of = NULL;

        for (size_t k = 0; k < COUNT_OF(fields); k++)
            if (str_is(f.pairs[i].name, fields[k].name))
                of = &fields[k];
        assert(of && f.pairs[i].value.len <= of->max && utf8_valid(f.pairs[i].value));
        assert(!memchr(f.pairs[i].value.at, '\r', f.pairs[i].value.len));
        for (size_t k = 0; k < i && of->kind != FIELD_MANY; k++)
            assert(!str_eq(f.pairs[k].name, f.pairs[i].name));
    }
    assert(f.csrf.len <= FORM_CSRF_MAX && f.lang.len <= FORM_LANG_MAX);
    assert(form_fault_name(f.fault));
    return 0;
}
