/*
 * citizen: the public pages on a day of the campaign of 2024, with invented
 * people and an invented case; what the running post shows on its own day only.
 */
#include <string.h>
#include "page/ask.h"
#include "page/ask.page.h"
#include "page/come_back.page.h"
#include "page/help.h"
#include "page/home.h"
#include "page/home.page.h"
#include "page/problem.page.h"
#include "page/receipt.h"
#include "page/receipt.page.h"
#include "page/samples.h"
#include "page/stages.page.h"
#include "page/track.h"
#include "page/track.page.h"

#define TODAY day_of(2024, 10, 14)
#define AT(hour, minute) \
    ((struct when){ day_start_us(TODAY, ZONE_WIB) + (hour) * HOUR_US + (minute) * (HOUR_US / 60), \
                    ZONE_WIB })

static struct link to(const char *path)
{
    struct link link = { 0 };

    return link_local(str_of(path), &link) ? link : (struct link){ 0 };
}

static struct msg filled(struct arena *arena, enum text_key key, struct hole a, struct hole b)
{
    struct hole *holes = ARENA_ARRAY(arena, struct hole, 2);

    if (!holes)
        return MSG(T_NONE);
    holes[0] = a;
    holes[1] = b;
    return (struct msg){ key, holes, b.name ? 2 : 1 };
}

static void frame(struct arena *arena, struct msg title, bool sensitive,
                  struct public_top_page *top, struct public_bottom_page *bottom)
{
    *top = (struct public_top_page){
        .title = title, .sensitive = sensitive, .site = STR("Posko Netralitas Pilkada Jepara"),
        .place = STR("Pilkada Jepara"),
        .style = to("/assets/posko.css"), .script = to("/assets/publik.js"),
        .icon = to("/assets/favicon.svg"), .here_id = to("/?lang=id"), .here_en = to("/?lang=en"),
    };
    *bottom = (struct public_bottom_page){
        .sensitive = sensitive, .site = top->site, .address = STR("Alun-alun 1, Jepara"),
        .phone = STR("(0291) 555-148"), .here_id = top->here_id, .here_en = top->here_en,
    };
    if (!link_tel(arena, bottom->phone, &bottom->tel))
        bottom->phone = STR("");
}

void sample_home(struct out *o, struct arena *arena)
{
    static const struct str agencies[] = { STR("Propam Polres"), STR("Provos TNI"), STR("KPU"),
                                           STR("Bawaslu"), STR("Kesbangpol") };
    struct home_page p = {
        .today = TODAY, .agencies = agencies, .agencies_len = COUNT_OF(agencies), .bar = 33,
        .polri = to("/lapor?siapa=polri"), .tni = to("/lapor?siapa=tni"),
        .asn = to("/lapor?siapa=asn"), .organiser = to("/lapor?siapa=penyelenggara"),
        .facility = to("/lapor"),
    };
    struct hole *holes = ARENA_ARRAY(arena, struct hole, 3);

    frame(arena, MSG(T_HOME_TITLE), false, &p.top, &p.bottom);
    p.bottom.home = true;
    if (holes) {
        holes[0] = HOLE("stage", STR("Kampanye"));
        holes[1] = HOLE("n", 20);
        holes[2] = HOLE("of", 60);
        p.stage = (struct msg){ T_HOME_STAGE_DAYS, holes, 3 };
    }
    p.vote = filled(arena, T_HOME_VOTE_AHEAD, HOLE("day", day_of(2024, 11, 27)), HOLE("n", 44));
    page_home(o, &p);
}

void sample_ask(struct out *o, struct arena *arena)
{
    static const struct ask_option months[] = {
        { .value = STR("2"), .label = { .kind = VALUE_STR, .str = STR("Februari") },
          .chosen = true },
    };
    const struct mend mends[] = { { .id = STR("occurred_on_d"), .text = MSG(T_FAULT_DAY) } };
    const struct ask_field_page fields[] = {
        { .kind = ASK_DAY, .name = STR("occurred_on"), .label = MSG(T_WHEN_OCCURRED),
          .hint = MSG(T_WHEN_OCCURRED_HINT), .mend = MSG(T_FAULT_DAY), .optional = true,
          .options = months, .options_len = 1, .value = STR("31"), .year = STR("2024"),
          .quick = true },
        { .kind = ASK_LINE, .name = STR("occurred_time"), .label = MSG(T_WHEN_TIME),
          .hint = MSG(T_WHEN_TIME_HINT), .complete = STR("off"), .narrow = true },
    };
    struct ask_page p = {
        .mends = { mends, 1 }, .back = to("/lapor/apa"), .step = 4, .steps = 8, .bar = 50,
        .title = MSG(T_WHEN_TITLE), .fields = fields, .fields_len = COUNT_OF(fields),
        .action = to("/lapor/kapan"), .csrf = STR("-"), .quick = true, .submit = MSG(T_ASK_NEXT),
    };

    frame(arena, p.title, true, &p.top, &p.bottom);
    p.top.error = true;
    page_ask(o, &p);
}

void sample_receipt(struct out *o, struct arena *arena)
{
    static const struct msg missing[] = { MSG(T_MISSING_IDENTITAS_PELAPOR), MSG(T_MISSING_BUKTI) };
    const struct receipt_step steps[] = {
        { filled(arena, T_RECEIPT_DUE, HOLE("day", day_of(2024, 10, 16)), (struct hole){ 0 }),
          MSG(T_CLOCK_INITIAL_REVIEW), MSG(T_NONE) },
        { MSG(T_RECEIPT_ANY_DAY), MSG(T_RECEIPT_COME_BACK), MSG(T_RECEIPT_COME_BACK_D) },
    };
    struct receipt_page p = {
        .received = AT(14, 20), .number = STR("JPR-7K3QX"),
        .code = STR("7K3QX-2M9VD-0RB5T-HW8CE"), .g1 = STR("7K3QX"), .g2 = STR("2M9VD"),
        .g3 = STR("0RB5T"), .g4 = STR("HW8CE"), .csrf = STR("-"),
        .kind_head = MSG(T_RECEIPT_INFORMASI), .kind = MSG(T_RECEIPT_INFORMASI_D),
        .late = MSG(T_RECEIPT_LATE), .missing = missing, .missing_len = COUNT_OF(missing),
        .steps = steps, .steps_len = COUNT_OF(steps), .log_index = 2317,
    };

    frame(arena, MSG(T_RECEIPT_TITLE), true, &p.top, &p.bottom);
    page_receipt(o, &p);
}

void sample_track(struct out *o, struct arena *arena)
{
    const struct track_step steps[] = {
        { .mark = TRACK_DONE, .head = MSG(T_TRACK_STEP_RECEIVED) },
        { .mark = TRACK_DONE, .head = MSG(T_TRACK_STEP_READ) },
        { .mark = TRACK_NOW, .head = MSG(T_TRACK_STEP_REVIEW),
          .due = filled(arena, T_TRACK_DUE, HOLE("day", day_of(2024, 10, 16)),
                        (struct hole){ 0 }),
          .left = filled(arena, T_TRACK_LEFT, HOLE("span", ((struct span){ 97200 })),
                         (struct hole){ 0 }) },
        { .mark = TRACK_NEXT, .head = MSG(T_TRACK_STEP_HANDLE) },
        { .mark = TRACK_NEXT, .head = MSG(T_TRACK_STEP_RESULT) },
    };
    const struct track_talk talk[] = {
        { .who = MSG(T_TRACK_OFFICER), .at = AT(9, 12),
          .day = filled(arena, T_STAGES_ONE, HOLE("day", TODAY), (struct hole){ 0 }),
          .text = STR("Apakah kepala dusun memakai seragam dinas saat berbicara?") },
        { .who = MSG(T_TRACK_YOU), .at = AT(10, 40), .mine = true,
          .text = STR("Iya, seragam cokelat.\nAda di video menit kedua.") },
    };
    const struct track_change changes[] = {
        { .when = filled(arena, T_STAGES_ONE, HOLE("day", TODAY), (struct hole){ 0 }),
          .what = MSG(T_LINE_RECEIVED), .entry = 2317 },
    };
    struct track_page p = {
        .zone = STR("WIB"),
        .number = STR("JPR-7K3QX"), .mode = MSG(T_MODE_ANONYMOUS), .csrf = STR("-"), .open = true,
        .title = STR("Perangkat desa mengajak warga memilih salah satu paslon"),
        .question = MSG(T_TRACK_QUESTION), .state = MSG(T_TRACK_STATE_READING),
        .sent = filled(arena, T_TRACK_SENT, HOLE("day", TODAY), (struct hole){ 0 }),
        .steps = steps, .steps_len = COUNT_OF(steps), .talk = talk, .talk_len = COUNT_OF(talk),
        .changes = changes, .changes_len = COUNT_OF(changes),
    };

    frame(arena, MSG(T_TRACK_TITLE), true, &p.top, &p.bottom);
    page_track(o, &p);
}

void sample_come_back(struct out *o, struct arena *arena)
{
    const struct mend mend = { .id = STR("kode"), .text = MSG(T_BACK_WRONG) };
    struct come_back_page p = { .mends = { &mend, 1 }, .mend = mend.text, .csrf = STR("-"),
                                .typed = STR("7k3qx 2m9vd") };

    frame(arena, MSG(T_BACK_TITLE), true, &p.top, &p.bottom);
    p.top.error = true;
    page_come_back(o, &p);
}

void sample_stages(struct out *o, struct arena *arena)
{
    const struct stage_row rows[] = {
        { .title = STR("Penetapan pasangan calon"), .over = true,
          .days = filled(arena, T_STAGES_ONE, HOLE("day", day_of(2024, 9, 22)),
                         (struct hole){ 0 }) },
        { .title = STR("Kampanye"), .now = true,
          .days = filled(arena, T_STAGES_RANGE,
                         HOLE("from", value_day_short(day_of(2024, 9, 25))),
                         HOLE("to", value_day_short(day_of(2024, 11, 23)))) },
        { .title = STR("Pemungutan suara"),
          .days = filled(arena, T_STAGES_ONE, HOLE("day", day_of(2024, 11, 27)),
                         (struct hole){ 0 }) },
    };
    struct stages_page p = { .election = STR("Pilkada serentak 2024"), .today = TODAY,
                             .rows = rows, .rows_len = COUNT_OF(rows),
                             .ics = to("/tahapan.ics") };

    frame(arena, MSG(T_STAGES_TITLE), false, &p.top, &p.bottom);
    page_stages(o, &p);
}

void sample_problem(struct out *o, struct arena *arena)
{
    struct problem_page p = { .lead = MSG(T_PROBLEM_503_D), .id = STR("b86caf8ca283b4af") };

    frame(arena, MSG(T_PROBLEM_503), false, &p.top, &p.bottom);
    p.top.error = true;
    page_problem(o, &p);
}
