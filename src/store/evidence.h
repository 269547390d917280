/*
 * evidence: files that cases have taken over, as far as the server itself may know: which bytes
 * on the disk (store/blob.h) are which case's. What a file is called, and its key, is sealed.
 */
#pragma once
#include "domain/ids.h"
#include "store/blob.h"
#include "store/db.h"

enum err store_evidence_insert(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                               struct blob_id file, uint64_t sealed_len) MUST_USE;
