/*
 * reading_fixture: a desk with its ledger open, for tests of who read what.
 */
#pragma once
#include "desk_fixture.h"
#include "action/access_record.h"
#include "action/ledger.h"

#define MINUTE INT64_C(60000000)
#define REASON "klarifikasi-penanda-alasan"
#define WORDS "penanda-kata-cari"

struct reading {
    struct desk_fixture *f;
    struct ledger *ledger;
    struct filed asn, polri; /* the second is closed to Propam */
};

/* A post with two reports, its ledger open, and what the log lacks added. */
struct reading *reading_start(void);
void reading_stop(struct reading *r);
void ledger_start(struct reading *r);
void ledger_stop(struct reading *r);
/* What the server does for the log every few seconds. */
void log_keep(struct reading *r);

enum err reading_prepare(struct reading *r, enum agency_code who, struct str number,
                         enum access_kind kind, const char *text, struct access_entry *out);
/* Reads, as the writer has it; whether it was due. */
bool reads(struct reading *r, enum agency_code who, struct str number, enum access_kind kind,
           const char *text);
int64_t private_size(struct reading *r);
