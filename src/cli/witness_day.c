/* witness_day: see the header. */
#include "cli/witness_day.h"
#include "page/when.h"
#include "page/words.h"
#include <stdio.h>

/* {Indonesian, English} */
static const char *const words_head[] = { "Ringkasan ", "Summary of " };
static const char *const words_events[] = { " peristiwa, di antaranya ", " events, among them " };
static const char *const words_reports[] = { " laporan baru; ", " new reports; " };
static const char *const words_others[] = { " catatan umum. ", " entries of the whole log. " };
static const char *const words_no_missed[] = { "Tidak ada tenggat yang lewat. ",
                                               "No due date passed. " };
static const char *const words_missed[] = { "Tenggat lewat: ", "Due dates passed: " };
static const char *const words_unnamed[] = { "belum ditelaah", "not reviewed yet" };
static const char *const words_keys[] = { "Kunci instansi Anda tidak berubah. ",
                                          "Your agency's keys did not change. " };
static const char *const words_new_keys[] = {
    "KUNCI INSTANSI ANDA DIUMUMKAN BARU: cocokkan dengan kertas. ",
    "A NEW KEY OF YOUR AGENCY WAS ANNOUNCED: compare it with the paper. "
};
static const char *const words_cosigned[] = { "Ikut menandatangani: ", "Also cosigning: " };
static const char *const words_silent[] = { "; belum: ", "; not yet: " };
static const char *const words_nobody[] = { "tidak ada", "nobody" };
static const char *const words_unknown[] = { "Saksi lain: server tidak menjawab.",
                                             "Other witnesses: the server does not answer." };

static void missed_add(struct cx *cx, struct buf *b, const struct watch_day *d, enum lang lang,
                       size_t which)
{
    bool any = false;

    for (size_t i = 0; i < CLOCK_COUNT; i++) {
        struct str name = i ? msg_text(cx->arena, lang, clock_words((enum clock_name)i))
                            : str_of(words_unnamed[which]);

        if (d->missed[i] == 0)
            continue;
        buf_lit(b, any ? ", " : words_missed[which]);
        buf_printf(b, "%.*s %llu", STR_FMT(name), (unsigned long long)d->missed[i]);
        any = true;
    }
    buf_lit(b, any ? ". " : words_no_missed[which]);
}

/* Those of the policy but ourselves, first the ones whose line stands under the public head. */
static void names_add(struct buf *b, const struct policy *policy, const struct policy_result *r,
                      struct str own, bool good, size_t which)
{
    bool any = false;

    for (size_t i = 0; i < policy->node_count; i++) {
        const struct policy_node *n = &policy->nodes[i];

        if (n->group || r->good[i] != good || str_eq(n->key.name, own))
            continue;
        if (any || !good)
            buf_lit(b, any ? ", " : words_silent[which]);
        buf_str(b, n->name);
        any = true;
    }
    if (!any && good)
        buf_lit(b, words_nobody[which]);
}

static void others_add(struct cx *cx, struct pull *p, struct buf *b, size_t which)
{
    struct policy_result *result = ARENA_NEW(cx->arena, struct policy_result);
    struct str own = home_key(p->home)->verifier.name;
    struct policy *policy;

    if (!result || pull_others(cx, p, &policy, result) != OK) {
        buf_lit(b, words_unknown[which]);
        return;
    }
    buf_lit(b, words_cosigned[which]);
    names_add(b, policy, result, own, true, which);
    names_add(b, policy, result, own, false, which);
    buf_char(b, '.');
}

void witness_day_tell(struct cx *cx, struct pull *p, struct witness_days *days, bool now)
{
    size_t which = days->lang == LANG_EN;
    struct day today = day_at(cx->now_us, p->watch.zone_minutes);
    struct watch_day d = watch_day(&p->watch, now ? today : day_add(today, -1));
    struct buf b = buf_in(cx->arena, 8192);
    struct str text;

    if (!day_known(days->told) && !now) { /* just begun: yesterday is not ours to tell */
        days->told = d.day;
        return;
    }
    if (!now && days->told.n >= d.day.n)
        return;
    if (!now)
        days->told = d.day;
    buf_lit(&b, words_head[which]);
    buf_str(&b, day_text(cx->arena, d.day));
    buf_printf(&b, ": %llu%s%llu%s%llu%s", (unsigned long long)d.events, words_events[which],
               (unsigned long long)d.reports, words_reports[which], (unsigned long long)d.others,
               words_others[which]);
    missed_add(cx, &b, &d, days->lang, which);
    if (p->watch.agency.len)
        buf_lit(&b, d.own_keys ? words_new_keys[which] : words_keys[which]);
    others_add(cx, p, &b, which);
    text = buf_end(&b);
    if (text.at) {
        printf("%.*s\n", STR_FMT(text));
        fflush(stdout);
    }
}
