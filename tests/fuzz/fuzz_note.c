/* fuzz_note: signed notes, checkpoints, keys, policies, receipts, a witness's requests. */
#include "fuzz.h"
#include "tlog/checkpoint.h"
#include "tlog/policy.h"
#include "tlog/receipt.h"
#include "tlog/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    struct str text = fuzz_text(cx, data, size), again;
    struct witness_request request;
    struct note_verifier verifier;
    struct checkpoint checkpoint;
    struct note_signer signer;
    struct signed_note note;
    struct receipt receipt;
    struct policy policy;

    if (note_parse(cx, text, &note) == OK)
        (void)!checkpoint_parse(cx, note.text, &checkpoint);
    /* Others' origins and extension lines are read, but not written. */
    if (checkpoint_parse(cx, text, &checkpoint) == OK && note_name_fits(checkpoint.origin)
        && checkpoint.extension.len == 0)
        assert(checkpoint_text(cx, &checkpoint, &again) == OK
               && checkpoint_parse(cx, again, &checkpoint) == OK);
    if (verifier_parse(cx, text, &verifier) == OK)
        assert(str_eq(verifier_text(cx->arena, &verifier), text));
    if (signer_parse(cx, text, &signer) == OK)
        assert(str_eq(signer_text(cx->arena, &signer), text));
    if (receipt_parse(cx, text, &receipt) == OK)
        assert(receipt_text(cx, &receipt, &again) == OK
               && receipt_parse(cx, again, &receipt) == OK);
    if (witness_request_parse(cx, text, &request) == OK)
        assert(witness_request_text(cx, &request, &again) == OK);
    (void)!policy_parse(cx, text, &policy);
    return 0;
}
