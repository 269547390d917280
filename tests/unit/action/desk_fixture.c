/* desk_fixture: see the header. */
#include "desk_fixture.h"
#include <stdio.h>
#include <stdlib.h>
#include "action/sign_in.h"
#include "action/post.h"
#include "cli/builtin_rules.h"
#include "page/embedded.h"
#include "regions_files.h"
#include "store/log_entry.h"
#include "vault/totp.h"

static const char password[] = DESK_PASSWORD;

static struct str carried_text(const char *name)
{
    const struct embedded *e = embedded_find(regions_files, regions_files_len, str_of(name));

    return (struct str){ (const char *)e->plain.at, e->plain.len };
}

/* base32 as the slip has it, back to its bytes. */
static struct bytes totp_bytes(struct arena *arena, struct str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t *out = arena_alloc(arena, 20, 1);
    uint32_t bits = 0;
    size_t n = 0, have = 0;

    for (size_t i = 0; i < text.len && n < 20; i++) {
        bits = bits << 5 | (uint32_t)(strchr(digits, text.at[i]) - digits);
        have += 5;
        if (have >= 8) {
            have -= 8;
            out[n++] = (uint8_t)(bits >> have);
        }
    }
    assert_int_equal(n, 20);
    return (struct bytes){ out, 20 };
}

static const struct officer_session *sign_in(struct desk_fixture *f,
                                             const struct officer_slip *slip)
{
    struct bytes secret = totp_bytes(f->arena, slip->totp);
    uint32_t code = totp_value(TOTP_SHA1, secret, (uint64_t)(f->cx.now_us / 30000000), 6);
    const struct officer_session *who = NULL;
    struct db *tx = NULL;
    struct sign_in_typed typed = { .login = slip->login, .password = str_of(password),
                                   .second = arena_printf(f->arena, "%06u", code),
                                   .known = STR("") };
    struct sign_in in;

    assert_int_equal(sign_in_check(&f->cx, f->env, f->db, &typed, &in), OK);
    assert_true(in.fine);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    assert_int_equal(sign_in_write(&f->cx, f->env, tx, &in), OK);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    assert_int_equal(officer_session_open(&f->cx, f->env, f->db, in.token, &who, NULL), OK);
    return who;
}

static void make_agencies(struct desk_fixture *f)
{
    struct officer_slip slips[AGENCY_COUNT];

    for (enum agency_code code = AGENCY_NONE + 1; code < AGENCY_COUNT; code++) {
        struct new_officer first = { .login = arena_printf(f->arena, "petugas.%d", (int)code),
                                     .name = arena_printf(f->arena, "Petugas Nomor%d", (int)code),
                                     .password = str_of(password) };

        if (agency_add(&f->cx, f->env, f->db, code, agency_usual_name(code), &first, &slips[code])
            != OK)
            fail_msg("no agency: %s", f->cx.note.text);
    }
    for (enum agency_code code = AGENCY_NONE + 1; code < AGENCY_COUNT; code++)
        f->officers[code] = sign_in(f, &slips[code]);
}

struct desk_fixture *desk_start(void)
{
    struct arena *arena = arena_new(256u << 20);
    struct desk_fixture *f = ARENA_NEW(arena, struct desk_fixture);
    struct carried carried = { .regions = carried_text("indonesia.tsv"),
                               .zones = carried_text("zones.tsv") };
    struct settings settings;
    struct rule_sets sets;

    f->arena = arena;
    f->cx = cx_system(arena);
    f->cx.now_us = DESK_NOW;
    assert_true(vault_start());
    snprintf(f->dir, sizeof f->dir, "/tmp/posko-desk-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_int_equal(rule_sets_builtin(&f->cx, &sets), OK);
    carried.books = sets.books;
    carried.books_len = sets.count;
    if (post_create(&f->cx, f->dir, STR(""), &carried) != OK
        || post_open(&f->cx, f->dir, DB_WRITE, &carried, &f->db, &settings, &f->env) != OK)
        fail_msg("no post: %s", f->cx.note.text);
    make_agencies(f);
    return f;
}

void desk_stop(struct desk_fixture *f)
{
    char command[100];

    db_close(&f->db);
    snprintf(command, sizeof command, "rm -r -- %s", f->dir);
    if (system(command) != 0)
        print_message("# %s is left behind\n", f->dir);
    arena_free(f->arena);
}

void desk_form(struct report_form *form)
{
    report_form_init(form);
    form->mode = MODE_ANONYMOUS;
    form->category = CATEGORY_ASN;
    form->acts = CODE_BIT(ACT_MEDSOS_DUKUNGAN);
    form->what = STR("Seorang pegawai mengunggah dukungan. Terlihat lambang dinas di fotonya.");
    form->occurred_on = day_of(2024, 10, 12);
    form->known_on = day_of(2024, 10, 13);
    form->role = ROLE_STAF;
    form->reported = STR("pegawai dinas");
    form->channel = CHANNEL_WEB;
    form->lang = STR("id");
}

struct filed desk_file(struct desk_fixture *f, const struct report_form *form)
{
    struct filing *filing = NULL;
    struct filed filed = { 0 };
    struct db *tx = NULL;

    if (file_report_check(&f->cx, f->env, form, STR(""), NULL, &filing) != OK)
        fail_msg("not filed: %s", f->cx.note.text);
    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    if (file_report_write(&f->cx, f->env, tx, filing, &filed) != OK)
        fail_msg("not written: %s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    return filed;
}

enum err desk_read(struct desk_fixture *f, enum agency_code who, struct str number,
                   struct read_case *out)
{
    return read_case(&f->cx, f->env, f->db, f->officers[who], number, out);
}

struct deed_plan *desk_plan(struct desk_fixture *f, enum agency_code who, struct str number,
                            enum deed deed, struct deed_form form, struct deed_findings *bad)
{
    struct deed_plan *plan = NULL;
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);

    if (desk_read(f, who, number, rc) != OK)
        fail_msg("no case %.*s: %s", STR_FMT(number), f->cx.note.text);
    if (form.seen == 0 && deed != DEED_TAKE)
        form.seen = rc->head.state.events;
    if (deed_check(&f->cx, f->env, f->db, f->officers[who], rc, deed, &form, &plan, bad) != OK)
        fail_msg("deed %d fails: %s", (int)deed, f->cx.note.text);
    assert_true((plan == NULL) == (bad->len > 0));
    return plan;
}

void desk_write(struct desk_fixture *f, struct deed_plan *plan)
{
    struct db *tx = NULL;

    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    if (deed_write(&f->cx, f->env, tx, plan) != OK)
        fail_msg("not written: %s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
}

enum deed_fault desk_do(struct desk_fixture *f, enum agency_code who, struct str number,
                        enum deed deed, struct deed_form form)
{
    struct deed_findings bad;
    struct deed_plan *plan = desk_plan(f, who, number, deed, form, &bad);

    f->cx.now_us += 60 * INT64_C(1000000);
    if (!plan)
        return bad.at[0].fault;
    desk_write(f, plan);
    return plan->conflict ? DEED_CHANGED : DEED_FINE;
}

size_t desk_miss(struct desk_fixture *f)
{
    struct db *tx = NULL;
    size_t count = 0;

    assert_int_equal(db_begin(&f->cx, f->db, &tx), OK);
    if (miss_deadlines_run(&f->cx, f->env, tx, 100, &count) != OK)
        fail_msg("clocks: %s", f->cx.note.text);
    assert_int_equal(db_commit(&f->cx, tx), OK);
    return count;
}

struct deed_form desk_review(struct desk_fixture *f, struct str number)
{
    struct read_case *rc = ARENA_NEW(f->arena, struct read_case);
    struct triage_findings *found = ARENA_NEW(f->arena, struct triage_findings);

    assert_int_equal(desk_read(f, AGENCY_BAWASLU, number, rc), OK);
    assert_int_equal(case_findings(&f->cx, f->env, rc, CATEGORY_NONE, found), OK);
    return (struct deed_form){ .title = STR("Unggahan dukungan"), .category = rc->report.category,
                               .intake = found->intake, .urgency = found->urgency,
                               .formal = found->formal ? ANSWER_YES : ANSWER_NO,
                               .material = found->material ? ANSWER_YES : ANSWER_NO,
                               .missing = found->missing };
}

int64_t desk_log_size(struct desk_fixture *f)
{
    int64_t size = 0;

    assert_int_equal(store_log_size(&f->cx, f->db, f->env->post, &size), OK);
    return size;
}
