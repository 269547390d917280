/* reading_fixture: see the header. */
#include "reading_fixture.h"
#include "action/log_event.h"
#include "store/log_entry.h"

/* Around a batch, as the writer has it. */
static struct db *batch_begin(struct reading *r)
{
    struct db *tx = NULL;

    assert_int_equal(db_begin(&r->f->cx, r->f->db, &tx), OK);
    assert_int_equal(ledger_begin(r->ledger, &r->f->cx, tx), OK);
    return tx;
}

static void batch_end(struct reading *r, struct db *tx)
{
    if (ledger_end(r->ledger, &r->f->cx, tx) != OK)
        fail_msg("%s", r->f->cx.note.text);
    assert_int_equal(db_commit(&r->f->cx, tx), OK);
    if (ledger_settle(r->ledger, &r->f->cx, true) != OK)
        fail_msg("%s", r->f->cx.note.text);
}

void log_keep(struct reading *r)
{
    struct db *tx = batch_begin(r);
    bool added = false;

    if (log_events_keep(&r->f->cx, r->f->env, tx, NULL, 0, &added) != OK)
        fail_msg("%s", r->f->cx.note.text);
    batch_end(r, tx);
}

void ledger_start(struct reading *r)
{
    if (ledger_open(&r->f->cx, r->f->env, r->f->db, NULL, &r->ledger) != OK)
        fail_msg("no ledger: %s", r->f->cx.note.text);
    r->f->env->ledger = r->ledger;
}

void ledger_stop(struct reading *r)
{
    r->f->env->ledger = NULL;
    ledger_close(&r->ledger);
}

struct reading *reading_start(void)
{
    static struct reading r;
    struct report_form form;

    r = (struct reading){ .f = desk_start() };
    desk_form(&form);
    r.asn = desk_file(r.f, &form);
    form.category = CATEGORY_POLRI;
    form.role = ROLE_ANGGOTA;
    r.polri = desk_file(r.f, &form);
    ledger_start(&r);
    log_keep(&r);
    return &r;
}

void reading_stop(struct reading *r)
{
    ledger_stop(r);
    desk_stop(r->f);
}

enum err reading_prepare(struct reading *r, enum agency_code who, struct str number,
                         enum access_kind kind, const char *text, struct access_entry *out)
{
    struct read_case *rc = ARENA_NEW(r->f->arena, struct read_case);
    struct access what = { .kind = kind, .text = str_of(text) };

    if (access_rule(kind)->of_case) {
        TRY(desk_read(r->f, who, number, rc));
        what.of = &rc->head;
    }
    return access_prepare(&r->f->cx, r->f->env, r->f->db, r->f->officers[who], &what, out);
}

bool reads(struct reading *r, enum agency_code who, struct str number, enum access_kind kind,
           const char *text)
{
    struct access_entry entry;
    struct db *tx;

    if (reading_prepare(r, who, number, kind, text, &entry) != OK)
        fail_msg("not prepared: %s", r->f->cx.note.text);
    tx = batch_begin(r);
    if (access_write(&r->f->cx, r->f->env, tx, &entry) != OK)
        fail_msg("not written: %s", r->f->cx.note.text);
    batch_end(r, tx);
    return entry.due;
}

int64_t private_size(struct reading *r)
{
    int64_t size = -1;

    assert_int_equal(store_log_size(&r->f->cx, r->f->db, access_log_id(r->f->env->post), &size),
                     OK);
    return size;
}
