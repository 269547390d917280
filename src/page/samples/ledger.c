/*
 * ledger: the pages on which anybody watches the post, on an invented day.
 */
#include "page/board.page.h"
#include "page/logbook.page.h"
#include "page/samples.h"
#include "page/transparency.h"
#include "page/transparency.page.h"
#include "page/verify.h"
#include "page/verify.page.h"
#include "page/words.h"

#define TODAY day_of(2024, 10, 14)
#define NOW ((struct when){ day_start_us(TODAY, ZONE_WIB) + 14 * HOUR_US, ZONE_WIB })
#define ROOT STR("k7Qm 2vT0 aX9r LhEw 4ZcN 8yPd U1sB fJ6o GiK3 tRq0 A9==")
#define ORIGIN STR("posko.example/JPR/2024")
#define VKEY STR("posko.example/JPR/2024+1a2b3c4d+AcLNnOkqzZcbLJrp6iUWsVt4yUj9hP3kDq0bZ8m5fX1w")
#define MSGS(name, ...) static const struct msg name[] = { __VA_ARGS__ }

static struct link to(const char *path)
{
    struct link link = { 0 };

    return link_local(str_of(path), &link) ? link : (struct link){ 0 };
}

static void frame(struct msg title, struct public_top_page *top, struct public_bottom_page *bottom)
{
    *top = (struct public_top_page){
        .title = title, .site = STR("Posko Netralitas Pilkada Jepara"),
        .place = STR("Pilkada Jepara"), .style = to("/assets/posko.css"),
        .script = to("/assets/publik.js"), .icon = to("/assets/favicon.svg"),
        .here_id = to("/?lang=id"), .here_en = to("/?lang=en"),
    };
    *bottom = (struct public_bottom_page){ .site = top->site, .here_id = top->here_id,
                                           .here_en = top->here_en };
}

static const struct signer_line signers[] = {
    { { .kind = VALUE_MSG, .msg = MSG(T_AGENCY_BAWASLU) }, SIGNER_HERE,
      MSG(T_NONE) },
    { { .kind = VALUE_MSG, .msg = MSG(T_AGENCY_KPU) }, SIGNER_WAITING, MSG(T_LOGBOOK_WAITING_D) },
    { { .kind = VALUE_MSG, .msg = MSG(T_AGENCY_PROPAM) }, SIGNER_SILENT,
      MSG(T_LOGBOOK_SILENT_EVER) },
};

static struct logbook_head_page head(bool full)
{
    return (struct logbook_head_page){
        .full = full, .origin = ORIGIN, .vkey = VKEY, .root = ROOT, .size = 2318,
        .signed_at = NOW,
        .signers = signers, .signers_len = COUNT_OF(signers),
    };
}

void sample_logbook(struct out *o, struct arena *arena)
{
    const struct logbook_row rows[] = {
        { 2317, MSG(T_LOGKIND_CASE_REFERRED), value_msg(authority_words(AUTHORITY_BKN)), true,
          value_msg(agency_words(AGENCY_BAWASLU)), value_when(NOW), day_of(2024, 10, 30) },
        { 2316, MSG(T_LOGKIND_REPORT_RECEIVED), value_str(STR("")), false,
          value_msg(MSG(T_LOGKIND_POSKO)), value_day(TODAY), day_of(2024, 10, 16) },
    };
    struct logbook_page p = { .there = true, .head = head(true), .rows = rows,
                              .rows_len = COUNT_OF(rows), .older = to("/catatan?sebelum=2316") };

    (void)arena;
    frame(MSG(T_LOGBOOK_TITLE), &p.top, &p.bottom);
    page_logbook(o, &p);
}

void sample_board(struct out *o, struct arena *arena)
{
    static const struct str agencies[] = { STR("Propam Polres"), STR("Provos TNI"), STR("KPU"),
                                           STR("Bawaslu"), STR("Kesbangpol") };
    struct board_page p = {
        .there = true, .origin = ORIGIN, .vkey = VKEY, .root = ROOT, .size = 2318,
        .signed_at = NOW,
        .today = TODAY, .qr = to("/catatan/papan/qr.png"), .counted = true, .reports = 148,
        .missed = 16, .agencies = agencies, .agencies_len = COUNT_OF(agencies),
        .says = STR("https://posko.example/catatan"),
    };

    (void)arena;
    frame(MSG(T_BOARD_TITLE), &p.top, &p.bottom);
    page_board(o, &p);
}

void sample_verify(struct out *o, struct arena *arena)
{
    MSGS(proved, MSG(T_VERIFY_PROVED_SAME));
    MSGS(not_proved, MSG(T_VERIFY_NOT_TRUE), MSG(T_VERIFY_NOT_ALONE), MSG(T_VERIFY_NOT_US));
    static const struct str commands[] = {
        STR("curl -o bukti.tlog-proof https://posko.example/log/proof/2316"),
        STR("curl -o policy https://posko.example/log/policy"),
        STR("posko verify bukti.tlog-proof --policy policy"),
    };
    const struct verify_fact facts[] = {
        { MSG(T_VERIFY_INDEX), value_int(2316) },
        { MSG(T_VERIFY_KIND), value_msg(MSG(T_LOGKIND_REPORT_RECEIVED)) },
        { MSG(T_VERIFY_DAY), value_day(TODAY) },
        { MSG(T_VERIFY_DUE), value_day(day_of(2024, 10, 16)) },
    };
    struct verify_page p = {
        .csrf = STR("contoh"), .index = STR("2316"), .answer = VERIFY_RECORDED,
        .said = MSG(T_VERIFY_RECORDED), .more = MSG(T_VERIFY_RECORDED_D), .proved = proved,
        .proved_len = COUNT_OF(proved), .not_proved = not_proved,
        .not_proved_len = COUNT_OF(not_proved), .facts = facts, .facts_len = COUNT_OF(facts),
        .leaf = STR("323c 4b87 fbed e35a abe7 0d64 7d7d 061c "
                    "e102 aed4 2aef 4187 64d0 2c5f 15e0 f5a8"),
        .root = ROOT, .size = 2318, .proof_file = to("/log/proof/2316"), .commands = commands,
        .commands_len = COUNT_OF(commands),
    };

    (void)arena;
    frame(MSG(T_VERIFY_TITLE), &p.top, &p.bottom);
    page_verify(o, &p);
}

void sample_transparency(struct out *o, struct arena *arena)
{
    MSGS(heads, MSG(T_TRANSP_C_IN_TIME), MSG(T_TRANSP_C_LATE), MSG(T_TRANSP_C_OVERDUE),
         MSG(T_TRANSP_C_RUNNING));
    static const int64_t review[] = { 120, 3, 2, 23 }, referral[] = { 38, 8, 3, 12 };
    const struct chart_bar bars[] = {
        { .label = value_msg(MSG(T_TRANSP_DUE_REVIEW)), .n = 120, .width = 96, .late_x = 96,
          .late_width = 4 },
        { .label = value_msg(MSG(T_TRANSP_DUE_REFERRAL)), .n = 38, .width = 30, .late_x = 30,
          .late_width = 9 },
    };
    const struct chart_row rows[] = {
        { value_msg(MSG(T_TRANSP_DUE_REVIEW)), review, COUNT_OF(review) },
        { value_msg(MSG(T_TRANSP_DUE_REFERRAL)), referral, COUNT_OF(referral) },
    };
    const struct transparency_chart_page charts[] = {
        { .id = STR("tenggat"), .legend = true, .title = MSG(T_TRANSP_TITLE),
          .what = MSG(T_TRANSP_DUE_D), .bars = bars, .bars_len = COUNT_OF(bars),
          .label_head = MSG(T_TRANSP_C_WHAT), .heads = heads, .heads_len = COUNT_OF(heads),
          .rows = rows, .rows_len = COUNT_OF(rows), .newest = 2317 },
    };
    const struct transparency_figure figures[] = {
        { MSG(T_TRANSP_F_RECEIVED), MSG(T_NONE), value_int(148) },
        { MSG(T_TRANSP_F_RESULT), MSG(T_TRANSP_F_RESULT_D), value_int(114) },
        { MSG(T_TRANSP_F_MET), MSG(T_NONE), value_percent((struct percent){ 961 }) },
        { MSG(T_TRANSP_F_MISSED), MSG(T_NONE), value_int(16) },
    };
    struct transparency_page p = {
        .there = true, .head = head(false), .figures = figures, .figures_len = COUNT_OF(figures),
        .charts = charts, .charts_len = COUNT_OF(charts),
    };

    (void)arena;
    frame(MSG(T_TRANSP_TITLE), &p.top, &p.bottom);
    p.top.current = NAV_TRANSPARENCY;
    page_transparency(o, &p);
}
