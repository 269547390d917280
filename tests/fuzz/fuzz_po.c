/* fuzz_po: a catalogue of sentences, as a translator's tool writes it. */
#include "fuzz.h"
#include "po.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    struct buf complaints = buf_in(cx->arena, 1u << 20);
    struct faults faults = { .out = &complaints };
    struct po po = { .len = 0 };

    if (!po_read(cx->arena, STR("fuzz.po"), fuzz_text(cx, data, size), &po, &faults)) {
        assert(faults.count > 0);
        return 0;
    }
    assert(faults.count == 0);
    for (size_t i = 0; i < po.len; i++) {
        assert(utf8_valid(po.entries[i].text) && po.entries[i].key.len > 0);
        assert(po_holes_of(po.entries[i].text).len <= PO_HOLES_MAX);
        assert(po_find(&po, po.entries[i].key));
    }
    return 0;
}
