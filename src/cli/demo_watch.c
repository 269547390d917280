/* demo_watch: see the header. Everything by the actions that officers use. */
#include "cli/demo_watch.h"
#include "action/hand_over.h"

#define DAYS 4
#define HANDOVER_HOUR 8

static const struct {
    enum watch_kind kind;
    const char *text;
} told[] = {
    { WATCH_SITUATION, "Situasi sekitar posko aman, lalu lintas lancar." },
    { WATCH_VISITOR, "Tamu menanyakan cara melapor; diantar ke meja laporan." },
    { WATCH_PATROL, "Patroli keliling gudang logistik bersama piket KPU. Segel utuh." },
    { WATCH_CALL, "Telepon menanyakan jadwal kampanye; dijawab dari lembar tahapan." },
    { WATCH_EQUIPMENT, "Radio 2 unit dan senter 4 buah diperiksa, lengkap." },
    { WATCH_SITUATION, "Pergantian shift pengamanan kantor KPU selesai, tanpa catatan." },
    { WATCH_OBSERVATION, "Baliho di simpang lima roboh terkena angin; diteruskan ke Satpol PP." },
    { WATCH_PATROL, "Patroli malam pusat kota, warung dan alun-alun tertib." },
    { WATCH_VISITOR, "Wartawan minta keterangan; diarahkan ke humas posko." },
    { WATCH_CALL, "Telepon dari kecamatan: jaringan listrik padam, kantor memakai genset." },
};

/* The first officer of each agency who may, in turn. */
static const struct officer_session *on_watch(const struct officer_session *const *officers,
                                              size_t len, struct day day)
{
    const struct officer_session *first[AGENCY_COUNT];
    bool had[AGENCY_COUNT] = { false };
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        if (officer_may(officers[i], MAY_TALK) && !had[officers[i]->agency]) {
            had[officers[i]->agency] = true;
            first[n++] = officers[i];
        }
    return n ? first[(size_t)day.n % n] : NULL;
}

static enum err enter(struct cx *cx, const struct env *env, struct db *db,
                      const struct officer_session *who, const struct watch_form *form)
{
    struct watch_plan *plan = NULL;
    unsigned faults;

    TRY(watch_enter_check(cx, env, db, who, form, &plan, &faults));
    if (!plan)
        return FAIL(cx, ERR_INVALID, "a line of the watch log is refused: %u", faults);
    return watch_enter_write(cx, env, db, plan);
}

/* One line in ten is corrected by the next. */
static enum err line_make(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *who, size_t n)
{
    struct watch_form form = { .kind = told[n % COUNT_OF(told)].kind,
                               .text = str_of(told[n % COUNT_OF(told)].text),
                               .time = STR(""),
                               .corrects = watch_no_place() };
    struct watch_day day;

    if (n % COUNT_OF(told) == 7) {
        TRY(watch_day_read(cx, env, db, who, day_at(cx->now_us, env->zone_minutes), &day));
        if (day.len > 0 && day.lines[day.len - 1].leaf == WATCH_ENTERED
            && day.lines[day.len - 1].kind != WATCH_CORRECTION) {
            form.kind = WATCH_CORRECTION;
            form.text = STR("Yang benar: Satpol PP datang pukul 21.40, bukan 21.10.");
            form.corrects = day.lines[day.len - 1].place;
        }
    }
    return enter(cx, env, db, who, &form);
}

static enum err hand_over(struct cx *cx, const struct env *env, struct db *db,
                          const struct officer_session *out, const struct officer_session *in)
{
    const struct handover_text text = {
        .happened = STR("Jaga 24 jam tanpa kejadian menonjol. Dua tamu, dua patroli."),
        .open = STR("Baliho simpang lima: tunggu kabar Satpol PP\nLampu teras belakang mati"),
        .orders = STR("Setiap tamu dicatat sebelum masuk ruang laporan"),
        .inventory = STR("Radio 2 unit\nSenter 4 buah\nKunci gudang 1 set"),
    };
    struct handover_cases cases;
    struct handover_ticks ticks = { 0 };
    struct handover_taking taking;
    struct watch_row row;
    struct handover h;
    unsigned faults;

    TRY(handover_offer_check(cx, env, &text, &row, &faults));
    TRY(handover_offer_write(cx, env, db, out, &row));
    TRY(handover_read(cx, env, db, in, &h));
    TRY(handover_cases_read(cx, env, db, in, &cases));
    for (size_t i = 0; i < h.items_len; i++)
        ticks.item[i] = true;
    for (size_t i = 0; i < cases.len; i++)
        ticks.cases[ticks.cases_len++] = cases.near[i]->row.number;
    TRY(handover_take_check(cx, env, in, &h, &cases, &ticks, &taking, &faults));
    return faults ? FAIL(cx, ERR_INVALID, "a handover is refused: %u", faults)
                  : handover_take_write(cx, env, db, in, &taking);
}

enum err demo_watch_turn(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *const *officers, size_t officers_len,
                         int64_t end_us)
{
    struct day today = day_at(cx->now_us, env->zone_minutes);
    int hour = time_at(cx->now_us, env->zone_minutes).hour;
    struct day watch = hour < HANDOVER_HOUR ? day_add(today, -1) : today;
    const struct officer_session *who = on_watch(officers, officers_len, watch);
    const struct officer_session *before = on_watch(officers, officers_len, day_add(watch, -1));

    if (!who || cx->now_us < end_us - DAYS * DAY_US)
        return OK;
    if (hour >= HANDOVER_HOUR && hour < HANDOVER_HOUR + 2 && who != before)
        TRY(hand_over(cx, env, db, before, who));
    return line_make(cx, env, db, who, (size_t)(cx->now_us / (2 * HOUR_US)));
}
