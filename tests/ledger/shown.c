/*
 * shown: see the header.
 *
 * A new kind of leaf: a row in `shown`, and a form for each new fact in `forms`.
 */
#include <setjmp.h> /* first: cmocka wants its headers in an order of its own */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "shown.h"
#include "base/buf.h"
#include "store/log_entry.h"
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#define DAY "20[0-9]{2}-[01][0-9]-[0-3][0-9]"
#define TIME DAY "T[0-2][0-9]:[0-5][0-9]:[0-5][0-9][+-][0-9]{2}:[0-9]{2}"
#define BASE64_32 "[A-Za-z0-9+/]{43}="
#define BASE64_64 "[A-Za-z0-9+/]{86}=="
#define AGENCY "(propam|provos_tni|kpu|bawaslu|kesbangpol)"

/* What may stand behind a fact's name: codes of domain.md J and keys, never free text. */
static const struct {
    const char *name, *values;
} forms[] = {
    { "intake", "laporan|informasi_awal|temuan" },
    { "category", "asn|kepala_desa|tni|polri|penyelenggara|pejabat_negara|bumd|other" },
    { "authority", "bawaslu_(kabkota|prov|ri|kabkota_etik)|gakkumdu|bkn|ppk_instansi|kasn|bupati|"
                   "propam_(polres|polda|mabes)|info_propam|pom_tni|kpu_kabkota|dkpp|pimpinan_bumd|"
                   "polres_reskrim|lpsk|posko_triage|posko_answer" },
    { "result", "admin|ethics|crime|other_law|no_violation|stopped|not_registered|forwarded|"
                "informed|merged" },
    { "clock", "filing|initial_review|completion|handling_3|handling_5|tracing|police_handover|"
               "investigation_14wd|bkn_verification|sp3d_20wd|tni_forward_24h" },
    { "agency", AGENCY },
    { "box", BASE64_32 },
    { "sign", BASE64_32 },
    { "custodian", BASE64_32 },
    { "officer", "[0-9a-f]{64}" }, /* the hash of a public key: never a name */
    { "state", "active|ended" },
    { "rules", "[a-z0-9/-]{1,60}" },
    { "sha256", "[0-9a-f]{64}" },
    { "day", "[0-9]{4}-[0-9]{2}-[0-9]{2}" },
    { "root", BASE64_32 },
    { "witness", "[^ ]{1,64}" },
    { "vkey", "[^ ]{1,200}" },
    { "from", AGENCY },
    { "to", AGENCY },
};

enum { REPORTER = 1, OFFICER = 2, POST = 4 }; /* whose act it is: what `at` and `by` may say */
enum { CASE = 8, LOG = 16, DAY_ONLY = 32 };
enum { DUE_NONE, DUE_ALIKE, DUE_SET }; /* of a report: decision 0003 */

/* A reporter's act, and what the post does by itself to a case, bear a day and nothing that
 * tells one from another. Facts: the names, in their order in the leaf. */
static const struct shown {
    const char *kind;
    int who;
    int due;
    const char *facts;
} shown[] = {
    { "report.received", CASE | REPORTER, DUE_ALIKE, "" },
    { "report.supplemented", CASE | REPORTER | OFFICER, DUE_NONE, "" },
    { "report.withdrawn", CASE | REPORTER, DUE_NONE, "" },
    { "message.received", CASE | REPORTER, DUE_NONE, "" },
    { "message.sent", CASE | OFFICER, DUE_NONE, "" },
    { "note.added", CASE | OFFICER, DUE_NONE, "" },
    { "case.taken", CASE | OFFICER, DUE_NONE, "" },
    { "case.reviewed", CASE | OFFICER, DUE_SET, "category intake" },
    { "completion.asked", CASE | OFFICER, DUE_SET, "" },
    { "case.registered", CASE | OFFICER, DUE_SET, "" },
    { "finding.noted", CASE | OFFICER, DUE_SET, "intake" },
    { "case.referred", CASE | OFFICER, DUE_SET, "authority" },
    { "referral.received", CASE | OFFICER, DUE_SET, "authority" },
    { "referral.answered", CASE | OFFICER, DUE_NONE, "authority result" },
    { "clock.extended", CASE | OFFICER, DUE_SET, "clock" },
    { "clock.paused", CASE | OFFICER, DUE_NONE, "clock" },
    { "clock.resumed", CASE | OFFICER, DUE_SET, "clock" },
    { "task.added", CASE | OFFICER, DUE_NONE, "" },
    { "task.done", CASE | OFFICER, DUE_NONE, "" },
    { "case.merged", CASE | OFFICER, DUE_NONE, "" },
    { "case.decided", CASE | OFFICER, DUE_SET, "result" },
    { "case.closed", CASE | OFFICER, DUE_NONE, "result" },
    { "case.reopened", CASE | OFFICER, DUE_NONE, "" },
    { "deadline.missed", CASE | POST, DUE_NONE, "clock" },
    { "identity.requested", CASE | OFFICER, DUE_NONE, "" },
    { "identity.approved", CASE | OFFICER, DUE_NONE, "" },
    { "identity.refused", CASE | OFFICER, DUE_NONE, "" },
    { "identity.voided", CASE | OFFICER, DUE_NONE, "agency" },
    { "identity.opened", CASE | OFFICER, DUE_NONE, "" },
    { "identity.lapsed", CASE | POST, DUE_NONE, "" },
    { "grant.proposed", CASE | OFFICER, DUE_NONE, "" },
    { "grant.given", CASE | OFFICER, DUE_NONE, "" },
    { "grant.revoked", CASE | OFFICER, DUE_NONE, "" },
    { "officer.recused", CASE | OFFICER, DUE_NONE, "" },
    { "evidence.added", CASE | REPORTER | OFFICER, DUE_NONE, "" },
    { "agency.key", LOG | OFFICER | POST, DUE_NONE, "agency box custodian sign" },
    { "officer.listed", LOG | OFFICER | POST, DUE_NONE, "agency officer state" },
    { "rules.adopted", LOG | POST, DUE_NONE, "rules sha256" },
    { "witness.added", LOG | POST, DUE_NONE, "vkey witness" },
    { "witness.confirmed", LOG | OFFICER, DUE_NONE, "agency vkey witness" },
    { "access.head", LOG | POST, DUE_NONE, "day root" }, /* of who read what: no count */
    { "log.heartbeat", LOG | POST, DUE_NONE, "" },
    { "statistics.attested", LOG | POST, DUE_NONE, "day sha256" },
    { "statistics.confirmed", LOG | OFFICER, DUE_NONE, "agency day sha256" },
    { "statistics.disputed", LOG | OFFICER, DUE_NONE, "agency day sha256" },
    { "watch.entered", LOG | OFFICER | DAY_ONLY, DUE_NONE, "" },
    { "watch.offered", LOG | OFFICER, DUE_NONE, "" },
    { "watch.handed_over", LOG | OFFICER, DUE_NONE, "from to" },
};

/* ---- one leaf ---- */

static const char *form_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (str_is(name, forms[i].name))
            return forms[i].values;
    fail_msg("no form for fact %.*s", STR_FMT(name));
    return "";
}

/* The whole text of a leaf of this kind as one expression: a byte more, and it fails. */
static struct str pattern_of(struct arena *arena, const struct shown *s)
{
    struct buf b = buf_in(arena, 4000);
    struct str facts = str_of(s->facts), name;
    bool agency = s->who & OFFICER, post = s->who & (REPORTER | POST);

    buf_printf(&b, "^posko-leaf/v1\ntype %s\n", s->kind);
    if (s->who & CASE)
        buf_printf(&b, "case [0-9a-f]{32}\nseq (0\nprev -|[1-9][0-9]*\nprev " BASE64_32 ")\n");
    else
        buf_printf(&b, "case -\nseq 0\nprev -\n");
    if (s->who & DAY_ONLY)
        buf_printf(&b, "at " DAY "\n");
    else
        buf_printf(&b, "at (%s%s%s)\n", s->who & CASE && post ? DAY : "",
                   s->who & CASE && post && agency ? "|" : "",
                   !(s->who & CASE) || agency ? TIME : "");
    buf_printf(&b, "by (%s%s%s)\n", post ? "posko" : "", post && agency ? "|" : "",
               agency ? AGENCY : "");
    buf_printf(&b, "due %s\n",
               s->due == DUE_NONE    ? "-"
               : s->due == DUE_ALIKE ? DAY
                                     : "(-|" DAY ")");
    while (facts.len) {
        if (!str_cut(&facts, ' ', &name)) {
            name = facts;
            facts.len = 0;
        }
        buf_printf(&b, "(fact %.*s (%s)\n)?", STR_FMT(name), form_of(name));
    }
    buf_printf(&b, "commit " BASE64_32 "\n(%s%s%s)$", post ? "key -\n" : "",
               post && agency ? "|" : "", agency ? "(key " AGENCY " " BASE64_64 "\n)+" : "");
    return buf_end(&b);
}

struct str leaf_line(struct str leaf, const char *name)
{
    struct str rest = leaf, at;

    while (str_cut(&rest, '\n', &at))
        if (str_starts(at, str_of(name)))
            return str_from(at, strlen(name));
    return STR("");
}

static const struct shown *shown_of(struct str kind)
{
    for (size_t i = 0; i < COUNT_OF(shown); i++)
        if (str_is(kind, shown[i].kind))
            return &shown[i];
    return NULL;
}

static void leaf_is_allowed(struct arena *arena, struct str leaf)
{
    static regex_t ready[COUNT_OF(shown)];
    static bool made[COUNT_OF(shown)];
    const struct shown *s = shown_of(leaf_line(leaf, "type "));
    struct str by = leaf_line(leaf, "by ");
    size_t at;

    if (!s)
        fail_msg("design.md section 4 has no such kind, or nobody wrote it here:\n%.*s",
                 STR_FMT(leaf));
    at = (size_t)(s - shown);
    if (!made[at]) {
        assert_int_equal(regcomp(&ready[at], pattern_of(arena, s).at, REG_EXTENDED | REG_NOSUB), 0);
        made[at] = true;
    }
    assert_null(memchr(leaf.at, 0, leaf.len));
    if (regexec(&ready[at], leaf.at, 0, NULL, 0) != 0)
        fail_msg("shows what design.md section 4 does not allow:\n%.*s", STR_FMT(leaf));
    /* The server's own bears no key, an agency's the agency's; and only that is timed. */
    if (str_is(by, "posko") != str_is(leaf_line(leaf, "key "), "-"))
        fail_msg("by one, signed by another:\n%.*s", STR_FMT(leaf));
    if (s->who & CASE && str_is(by, "posko") != (leaf_line(leaf, "at ").len == 10))
        fail_msg("a time on a leaf of nobody, or a day on an agency's:\n%.*s", STR_FMT(leaf));
}

/* ---- a log ---- */

struct leaves leaves_all(struct cx *cx, const struct env *env, struct db *db)
{
    struct leaves all = { .len = 0 };
    struct log_list part;
    int64_t size = 0;

    assert_int_equal(store_log_size(cx, db, env->post, &size), OK);
    all.at = ARENA_ARRAY(cx->arena, struct str, (size_t)size + 1);
    while ((int64_t)all.len < size) {
        assert_int_equal(store_log_range(cx, db, env->post, (int64_t)all.len,
                                         (int64_t)all.len + LOG_RANGE_MAX, &part),
                         OK);
        assert_true(part.len > 0);
        for (size_t i = 0; i < part.len; i++) {
            struct bytes leaf = part.at[i].leaf;
            struct str text = { (const char *)leaf.at, leaf.len };

            all.at[all.len++] = (struct str){ arena_copy(cx->arena, text).at, text.len };
        }
    }
    return all;
}

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Equal commitments would tell that two payloads are equal. */
static void commitments_differ(struct arena *arena, const struct leaves *all)
{
    struct str *commits = ARENA_ARRAY(arena, struct str, all->len + 1);

    for (size_t i = 0; i < all->len; i++)
        commits[i] = leaf_line(all->at[i], "commit ");
    qsort(commits, all->len, sizeof *commits, by_text);
    for (size_t i = 1; i < all->len; i++)
        assert_false(str_eq(commits[i - 1], commits[i]));
}

/* Decision 0003: a report's due date depends on its day, and on nothing else. */
static void due_dates_are_alike(const struct leaves *all)
{
    for (size_t i = 0; i < all->len; i++) {
        struct str day = leaf_line(all->at[i], "at "), due = leaf_line(all->at[i], "due ");

        if (!str_is(leaf_line(all->at[i], "type "), "report.received"))
            continue;
        assert_true(str_cmp(day, due) < 0);
        for (size_t j = 0; j < i; j++)
            if (str_is(leaf_line(all->at[j], "type "), "report.received")
                && str_eq(leaf_line(all->at[j], "at "), day)
                && !str_eq(leaf_line(all->at[j], "due "), due))
                fail_msg("two reports of %.*s are due on different days", STR_FMT(day));
    }
}

/* Until an officer has reviewed it (or opened a merged one again), all that happens to a case could
 * happen to any. */
static void unreviewed_cases_tell_nothing(const struct leaves *all)
{
    for (size_t i = 0; i < all->len; i++) {
        bool reviewed = false;

        if (!str_is(leaf_line(all->at[i], "type "), "deadline.missed"))
            continue;
        for (size_t j = 0; j < i && !reviewed; j++)
            reviewed = (str_is(leaf_line(all->at[j], "type "), "case.reviewed")
                        || str_is(leaf_line(all->at[j], "type "), "case.reopened"))
                       && str_eq(leaf_line(all->at[j], "case "), leaf_line(all->at[i], "case "));
        if (!reviewed && !str_is(leaf_line(all->at[i], "fact clock "), "initial_review")
            && leaf_line(all->at[i], "fact ").len)
            fail_msg("names a clock that not all reports have:\n%.*s", STR_FMT(all->at[i]));
    }
}

size_t leaves_allowed(struct cx *cx, const struct env *env, struct db *db)
{
    struct leaves all = leaves_all(cx, env, db);

    for (size_t i = 0; i < all.len; i++)
        leaf_is_allowed(cx->arena, all.at[i]);
    commitments_differ(cx->arena, &all);
    due_dates_are_alike(&all);
    unreviewed_cases_tell_nothing(&all);
    return all.len;
}

size_t leaves_kinds(const struct leaves *all)
{
    size_t kinds = 0;

    for (size_t k = 0; k < COUNT_OF(shown); k++) {
        size_t i = 0;

        while (i < all->len && !str_is(leaf_line(all->at[i], "type "), shown[k].kind))
            i++;
        if (i == all->len)
            print_message("# not tried: %s\n", shown[k].kind);
        kinds += i < all->len;
    }
    return kinds;
}
