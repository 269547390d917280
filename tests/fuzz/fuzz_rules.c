/* fuzz_rules: a rule set, as an operator writes it. */
#include "fuzz.h"
#include "store/rulebook_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    const struct rulebook *book = NULL;
    enum err err = rulebook_load(cx, fuzz_text(cx, data, size), STR("fuzz.yaml"), &book);

    assert((err == OK) == (book != NULL));
    assert(err == OK || err == ERR_INVALID || err == ERR_TOO_LARGE);
    if (err == ERR_INVALID)
        assert(str_starts(str_of(cx->note.text), STR("fuzz.yaml")));
    return 0;
}
