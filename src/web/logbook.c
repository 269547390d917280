/* logbook: see the header. */
#include "web/logbook.h"
#include "web/numbers.h"
#include "action/publish.h"
#include "base/codec.h"
#include "page/board.page.h"
#include "page/logbook.page.h"
#include "page/qr.h"
#include "page/words.h"
#include <string.h>

/* ---- an entry in words ---- */

static const enum text_key kind_keys[EVENT_KIND_COUNT] = {
    [EVENT_REPORT_RECEIVED] = T_LOGKIND_REPORT_RECEIVED,
    [EVENT_REPORT_SUPPLEMENTED] = T_LOGKIND_REPORT_SUPPLEMENTED,
    [EVENT_REPORT_WITHDRAWN] = T_LOGKIND_REPORT_WITHDRAWN,
    [EVENT_MESSAGE_RECEIVED] = T_LOGKIND_MESSAGE_RECEIVED,
    [EVENT_MESSAGE_SENT] = T_LOGKIND_MESSAGE_SENT,
    [EVENT_NOTE_ADDED] = T_LOGKIND_NOTE_ADDED,
    [EVENT_CASE_TAKEN] = T_LOGKIND_CASE_TAKEN,
    [EVENT_CASE_REVIEWED] = T_LOGKIND_CASE_REVIEWED,
    [EVENT_COMPLETION_ASKED] = T_LOGKIND_COMPLETION_ASKED,
    [EVENT_CASE_REGISTERED] = T_LOGKIND_CASE_REGISTERED,
    [EVENT_FINDING_NOTED] = T_LOGKIND_FINDING_NOTED,
    [EVENT_CASE_REFERRED] = T_LOGKIND_CASE_REFERRED,
    [EVENT_REFERRAL_RECEIVED] = T_LOGKIND_REFERRAL_RECEIVED,
    [EVENT_REFERRAL_ANSWERED] = T_LOGKIND_REFERRAL_ANSWERED,
    [EVENT_CLOCK_EXTENDED] = T_LOGKIND_CLOCK_EXTENDED,
    [EVENT_CLOCK_PAUSED] = T_LOGKIND_CLOCK_PAUSED,
    [EVENT_CLOCK_RESUMED] = T_LOGKIND_CLOCK_RESUMED,
    [EVENT_TASK_ADDED] = T_LOGKIND_TASK_ADDED,
    [EVENT_TASK_DONE] = T_LOGKIND_TASK_DONE,
    [EVENT_CASE_MERGED] = T_LOGKIND_CASE_MERGED,
    [EVENT_CASE_DECIDED] = T_LOGKIND_CASE_DECIDED,
    [EVENT_CASE_CLOSED] = T_LOGKIND_CASE_CLOSED,
    [EVENT_CASE_REOPENED] = T_LOGKIND_CASE_REOPENED,
    [EVENT_DEADLINE_MISSED] = T_LOGKIND_DEADLINE_MISSED,
    [EVENT_IDENTITY_REQUESTED] = T_LOGKIND_IDENTITY_REQUESTED,
    [EVENT_IDENTITY_APPROVED] = T_LOGKIND_IDENTITY_APPROVED,
    [EVENT_IDENTITY_REFUSED] = T_LOGKIND_IDENTITY_REFUSED,
    [EVENT_IDENTITY_VOIDED] = T_LOGKIND_IDENTITY_VOIDED,
    [EVENT_IDENTITY_OPENED] = T_LOGKIND_IDENTITY_OPENED,
    [EVENT_IDENTITY_LAPSED] = T_LOGKIND_IDENTITY_LAPSED,
    [EVENT_GRANT_PROPOSED] = T_LOGKIND_GRANT_PROPOSED,
    [EVENT_GRANT_GIVEN] = T_LOGKIND_GRANT_GIVEN,
    [EVENT_GRANT_REVOKED] = T_LOGKIND_GRANT_REVOKED,
    [EVENT_OFFICER_RECUSED] = T_LOGKIND_OFFICER_RECUSED,
    [EVENT_EVIDENCE_ADDED] = T_LOGKIND_EVIDENCE_ADDED,
};

struct msg item_kind(const struct log_item *item)
{
    static const struct {
        const char *type;
        enum text_key key;
    } others[] = {
        { "agency.key", T_LOGKIND_AGENCY_KEY },
        { "agency.paper", T_LOGKIND_AGENCY_PAPER },
        { "witness.confirmed", T_LOGKIND_WITNESS_CONFIRMED },
        { "officer.listed", T_LOGKIND_OFFICER_LISTED },
        { "rules.adopted", T_LOGKIND_RULES_ADOPTED },
        { "witness.added", T_LOGKIND_WITNESS_ADDED },
        { "access.head", T_LOGKIND_ACCESS_HEAD },
        { "log.heartbeat", T_LOGKIND_LOG_HEARTBEAT },
        { "statistics.attested", T_LOGKIND_STATISTICS_ATTESTED },
        { "statistics.confirmed", T_LOGKIND_STATISTICS_CONFIRMED },
        { "statistics.disputed", T_LOGKIND_STATISTICS_DISPUTED },
        { "watch.entered", T_LOGKIND_WATCH_ENTERED },
        { "watch.offered", T_LOGKIND_WATCH_OFFERED },
        { "watch.handed_over", T_LOGKIND_WATCH_HANDED_OVER },
    };

    if (item->of_case)
        return MSG(kind_keys[item->event.kind]);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (str_is(item->type, others[i].type))
            return MSG(others[i].key);
    return MSG(T_LOGKIND_OTHER);
}

struct str item_facts(struct request *rq, const struct log_item *item)
{
    const struct public_event *e = &item->event;
    struct msg facts[] = {
        e->intake ? intake_words(e->intake) : MSG(T_NONE),
        e->category ? category_words(e->category) : MSG(T_NONE),
        e->authority ? authority_words(e->authority) : MSG(T_NONE),
        e->result ? result_words(e->result) : MSG(T_NONE),
        e->clock ? clock_words(e->clock) : MSG(T_NONE),
    };
    struct buf b = buf_in(rq->cx.arena, 1000);
    struct str text;

    for (size_t i = 0; item->of_case && i < COUNT_OF(facts); i++) {
        if (facts[i].key == T_NONE)
            continue;
        buf_lit(&b, b.len > 0 ? ", " : "");
        buf_str(&b, said(rq, facts[i]));
    }
    text = buf_end(&b);
    return text.at ? text : STR("");
}

struct value item_by(const struct log_item *item)
{
    return value_msg(item->by ? agency_words(item->by) : MSG(T_LOGKIND_POSKO));
}

struct value item_at(struct request *rq, const struct log_item *item)
{
    return item->timed ? value_when(when_of(rq, item->at_us)) : value_day(item->day);
}

/* ---- the head ---- */

struct str grouped(struct arena *arena, struct str text)
{
    struct buf b = buf_in(arena, 2 * text.len + 2);
    struct str out;

    for (size_t i = 0; i < text.len; i++) {
        if (i > 0 && i % 4 == 0)
            buf_char(&b, ' ');
        buf_char(&b, text.at[i]);
    }
    out = buf_end(&b);
    return out.at ? out : STR("");
}

struct str root_text(struct arena *arena, const struct hash *root)
{
    return grouped(arena, base64_of(arena, (struct bytes){ root->b, sizeof root->b }));
}

static struct signer_line signer_line(struct request *rq, const struct log_signer *s)
{
    enum agency_code code;
    struct signer_line line = { .name = value_str(s->name), .look = SIGNER_WAITING,
                                .detail = MSG(T_LOGBOOK_WAITING_D) };

    if (agency_code_parse(s->name, &code))
        line.name = value_msg(agency_words(code));
    if (s->silent) {
        line.look = SIGNER_SILENT;
        line.detail = s->last_us ? SAY(rq, T_LOGBOOK_SILENT_SINCE,
                                       HOLE("at", value_when_short(when_of(rq, s->last_us))))
                                 : MSG(T_LOGBOOK_SILENT_EVER);
    } else if (s->cosigned) {
        line.look = SIGNER_HERE;
        line.detail = MSG(T_NONE);
    }
    return line;
}

enum err head_fill(struct request *rq, const struct log_state *state, bool full,
                   struct logbook_head_page *out)
{
    struct signer_line *lines = ARENA_ARRAY(rq->cx.arena, struct signer_line,
                                            state->signers_len + 1);

    if (!lines)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "witnesses");
    for (size_t i = 0; i < state->signers_len; i++)
        lines[i] = signer_line(rq, &state->signers[i]);
    *out = (struct logbook_head_page){
        .full = full,
        .origin = state->origin,
        .vkey = state->vkey,
        .root = root_text(rq->cx.arena, &state->head.root),
        .size = (int64_t)state->head.size,
        .signed_at = when_of(rq, state->head.signed_us),
        .signers = lines,
        .signers_len = state->signers_len,
        .enough = state->quorum,
    };
    if (state->need > 0)
        out->quorum = SAY(rq, state->quorum ? T_LOGBOOK_QUORUM : T_LOGBOOK_NO_QUORUM,
                          HOLE("n", state->cosigned), HOLE("of", state->need));
    if (state->silent > 0)
        out->silent = SAY(rq, T_TRANSP_SILENT, HOLE_COUNT("n", state->silent));
    return OK;
}

/* ---- the page ---- */

static void rows_fill(struct request *rq, const struct log_items *items,
                      struct logbook_row rows[LOG_ITEMS_MAX])
{
    for (size_t i = 0; i < items->len; i++) {
        const struct log_item *item = &items->at[i];
        struct str facts = item_facts(rq, item);

        rows[i] = (struct logbook_row){
            .index = (int64_t)item->index, .kind = item_kind(item), .what = value_str(facts),
            .has_what = facts.len > 0, .by = item_by(item), .at = item_at(rq, item),
            .due = item->due,
        };
    }
}

enum err get_logbook(struct request *rq)
{
    struct logbook_row *rows = ARENA_ARRAY(rq->cx.arena, struct logbook_row, LOG_ITEMS_MAX);
    struct logbook_page page = { .rows = rows };
    struct log_items *items;
    struct log_state state;
    uint64_t before = UINT64_MAX;

    if (!rows)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "entries");
    if (form_has(rq, "sebelum") && !str_to_u64(form_get(rq, "sebelum"), &before))
        return FAIL(&rq->cx, ERR_NOT_FOUND, "not the number of an entry");
    TRY(log_state_read(&rq->cx, rq->env, rq->db, &state));
    frame_of(rq, MSG(T_LOGBOOK_TITLE), &page.top, &page.bottom);
    page.there = state.there;
    if (state.there) {
        TRY(head_fill(rq, &state, true, &page.head));
        TRY(log_items_read(&rq->cx, rq->env, rq->db, before, &items));
        rows_fill(rq, items, rows);
        page.rows_len = items->len;
        if (items->older > 0 && !LINK(rq->cx.arena, &page.older, "/catatan?sebelum={}",
                                      arena_printf(rq->cx.arena, "%llu",
                                                   (unsigned long long)items->older)))
            page.older = (struct link){ 0 };
        if (before < state.head.size) {
            page.before = (int64_t)before;
            page.newest = path_link(STR("/catatan"));
        }
    }
    page_logbook(page_begin(rq), &page);
    return reply_page(rq, 200);
}

/* ---- the board sheet ---- */

struct str own_address(struct request *rq)
{
    return rq->env->origin.len ? rq->env->origin
                               : text_plain(rq->lang, T_VERIFY_PLACEHOLDER_ADDRESS);
}

enum err get_board(struct request *rq)
{
    struct str *names = ARENA_ARRAY(rq->cx.arena, struct str, AGENCIES_MAX);
    struct board_page page = { .today = today_of(rq),
                               .qr = path_link(STR("/catatan/papan/qr.png")) };
    struct statistics *numbers = ARENA_NEW(rq->cx.arena, struct statistics);
    struct log_state state;

    if (!names || !numbers)
        return FAIL(&rq->cx, ERR_TOO_LARGE, "no room for a page");
    TRY(log_state_read(&rq->cx, rq->env, rq->db, &state));
    TRY(numbers_now(rq, numbers, &page.counted));
    frame_of(rq, MSG(T_BOARD_TITLE), &page.top, &page.bottom);
    for (size_t i = 0; i < rq->env->agencies_len; i++)
        names[page.agencies_len++] = rq->env->agencies[i].name;
    page.agencies = names;
    page.there = state.there;
    page.origin = state.origin;
    page.vkey = state.vkey;
    page.root = root_text(rq->cx.arena, &state.head.root);
    page.size = (int64_t)state.head.size;
    page.signed_at = when_of(rq, state.head.signed_us);
    if (page.counted) {
        page.reports = (int64_t)numbers->cases;
        page.missed = numbers_missed(numbers);
    }
    if (rq->env->origin.len)
        page.says = arena_printf(rq->cx.arena, "%.*s/catatan", STR_FMT(rq->env->origin));
    page_board(page_begin(rq), &page);
    return reply_page(rq, 200);
}

/* The checkpoint's own text: name, size, root. */
enum err get_board_qr(struct request *rq)
{
    struct log_state state;
    struct bytes png;
    struct str line, root;

    TRY(log_state_read(&rq->cx, rq->env, rq->db, &state));
    if (!state.there)
        return FAIL(&rq->cx, ERR_NOT_FOUND, "nothing is published yet");
    root = base64_of(rq->cx.arena,
                     (struct bytes){ state.head.root.b, sizeof state.head.root.b });
    line = arena_printf(rq->cx.arena, "%.*s\n%llu\n%.*s\n", STR_FMT(state.origin),
                        (unsigned long long)state.head.size, STR_FMT(root));
    TRY(qr_png(&rq->cx, line, &png));
    return reply_bytes(rq, 200, STR("image/png"), png);
}
