/* evidence: see the header; the queries are in evidence.sql. */
#include "store/evidence.h"
#include "store/row.h"

enum err store_evidence_insert(struct cx *cx, struct db *tx, struct post_id post, struct case_id id,
                               struct blob_id file, uint64_t sealed_len)
{
    return DB_RUN(cx, tx, NULL, Q_EVIDENCE_INSERT, ID(file), ID(post), ID(id), INT(sealed_len));
}
