/* watch: see the header. */
#include "witness/watch.h"
#include "base/codec.h"
#include "base/file.h"
#include "base/str.h"
#include "tlog/key_id.h"
#include <string.h>

#define WATCH_ARENA (1u << 30)
#define OWN_FILE_MAX (1u << 20)
#define HEARTBEAT_GAP_US (2 * HOUR_US)
#define CLOCK_SLACK_US (5 * HOUR_US / 60) /* five minutes: clocks differ */
#define BACK_SLACK_US HOUR_US

struct case_row {
    uint64_t next; /* seq of the next event */
    struct hash last;
};

bool finding_is_alarm(enum finding_kind kind)
{
    return kind != FINDING_OWN_KEY && kind != FINDING_OWN_OFFICER
           && kind != FINDING_TEXT_MISSING;
}

enum err watch_open(struct cx *cx, struct str agency,
                    void (*say)(void *arg, const struct finding *f), void *arg, struct watch *out)
{
    struct watch w = { .home = arena_new(WATCH_ARENA), .say = say, .arg = arg };
    uint64_t seed;

    if (!w.home)
        return FAIL(cx, ERR_TOO_LARGE, "watch");
    cx->random(&seed, sizeof seed);
    w.agency = arena_copy(w.home, agency);
    attested_watch_open(w.home, &w.attested);
    if (hasher_open(cx, &w.hasher) != OK
        || tag_map_open(cx, w.home, seed, sizeof(struct case_row), &w.cases) != OK) {
        watch_close(&w);
        return ERR_UNAVAILABLE;
    }
    *out = w;
    return OK;
}

void watch_close(struct watch *w)
{
    hasher_close(&w->hasher);
    arena_free(w->home);
    w->home = NULL;
}

static void tell(struct watch *w, enum finding_kind kind, uint64_t index, struct str about)
{
    w->say(w->arg, &(struct finding){ .kind = kind, .index = index, .about = about });
}

static enum err chain(struct cx *cx, struct watch *w, uint64_t index, const struct leaf *leaf,
                      const struct hash *hash)
{
    struct str tag = hex_of(cx->arena, (struct bytes){ leaf->case_tag, sizeof leaf->case_tag });
    struct case_id id;
    struct case_row *row;
    void *at;

    memcpy(id.b, leaf->case_tag, sizeof id.b);
    TRY(tag_map_row(cx, &w->cases, id, &at));
    row = at;
    if (leaf->seq != row->next)
        w->say(w->arg, &(struct finding){ .kind = FINDING_SEQ,
                                          .index = index,
                                          .expected = row->next,
                                          .found = leaf->seq,
                                          .about = tag });
    else if (leaf->seq > 0 && !hash_eq(&leaf->prev, &row->last))
        tell(w, FINDING_PREV, index, tag);
    row->next = leaf->seq + 1;
    row->last = *hash;
    return OK;
}

/* A leaf with a day alone has until its end. */
static bool span_of(const struct leaf *leaf, int64_t *from, int64_t *to)
{
    struct day day;

    if (leaf->at.len == 10 && day_parse(leaf->at, &day)) {
        *from = day_start_us(day, 14 * 60); /* wherever on earth that day is */
        *to = day_start_us(day_add(day, 1), -12 * 60);
        return true;
    }
    if (!instant_parse(leaf->at, from, NULL))
        return false;
    *to = *from;
    return true;
}

static void dates(struct cx *cx, struct watch *w, uint64_t index, const struct leaf *leaf)
{
    int64_t from, to;

    if (!span_of(leaf, &from, &to)) {
        tell(w, FINDING_MALFORMED, index, leaf->at);
        return;
    }
    if (from > cx->now_us + CLOCK_SLACK_US)
        tell(w, FINDING_FUTURE, index, leaf->at);
    else if (to < w->newest_us - BACK_SLACK_US)
        tell(w, FINDING_BACKDATED, index, leaf->at);
    if (from == to && from > w->newest_us && from <= cx->now_us + CLOCK_SLACK_US)
        w->newest_us = from;
    if (!str_is(leaf->type, "log.heartbeat") || from != to)
        return;
    if (w->heartbeat_us && from - w->heartbeat_us > HEARTBEAT_GAP_US)
        tell(w, FINDING_GAP, index,
             arena_printf(cx->arena, "%.*s - %.*s",
                          STR_FMT(instant_text(cx->arena, w->heartbeat_us, 0)),
                          STR_FMT(instant_text(cx->arena, from, 0))));
    w->heartbeat_us = from;
}

/* Whether a line of the file says so; read anew each time: `posko witness expect` adds to it while
 * the witness runs. */
static bool made_here(struct str file, struct str what)
{
    struct str line;

    while (str_cut(&file, '\n', &line))
        if (str_eq(str_first(str_trim(line), what.len), what))
            return true;
    return false;
}

/* Keys and officers of the own agency: an alarm, if the agency keeps a list of those it made and
 * this one is not on it. */
static void own(struct cx *cx, struct watch *w, uint64_t index, const struct leaf *leaf)
{
    bool key = str_is(leaf->type, "agency.key"), officer = str_is(leaf->type, "officer.listed");
    struct str about = leaf_get_fact(leaf, key ? "sign" : "officer"), id = about;
    struct bytes list;
    bool kept, strange;

    if (w->agency.len == 0 || (!key && !officer)
        || !str_eq(leaf_get_fact(leaf, "agency"), w->agency))
        return;
    if (key)
        id = agency_key_id(cx->arena, leaf_get_fact(leaf, "box"), about,
                           leaf_get_fact(leaf, "custodian"));
    kept = w->own_file && file_read(cx, w->own_file, OWN_FILE_MAX, &list) == OK;
    strange = kept && (id.len == 0
                       || !made_here((struct str){ (const char *)list.at, list.len }, id));
    if (officer && strange && str_is(leaf_get_fact(leaf, "state"), "ended"))
        strange = false; /* who leaves gets nothing */
    if (key)
        tell(w, strange ? FINDING_STRANGE_KEY : FINDING_OWN_KEY, index, strange ? id : about);
    else
        tell(w, strange ? FINDING_STRANGE_OFFICER : FINDING_OWN_OFFICER, index, about);
}

/* The place of a day among the newest; what is older than all of them is not counted. */
static struct watch_day *tally_of(struct watch *w, struct day day)
{
    struct watch_day *at = &w->days[day.n % WATCH_DAYS];

    if (at->day.n != day.n) {
        if (at->day.n > day.n)
            return NULL;
        *at = (struct watch_day){ .day = day };
    }
    if (day.n > w->newest_day.n)
        w->newest_day = day;
    return at;
}

static void count(struct cx *cx, struct watch *w, const struct leaf *leaf)
{
    enum clock_name clock = CLOCK_NONE;
    struct watch_day *tally;
    struct day day;
    int64_t us;
    int zone;

    if (!day_parse(str_first(leaf->at, 10), &day) || day.n < 0
        || day.n > day_at(cx->now_us, 14 * 60).n) /* dated ahead: said already */
        return;
    if (leaf->at.len > 10 && instant_parse(leaf->at, &us, &zone))
        w->zone_minutes = zone;
    tally = tally_of(w, day);
    if (!tally)
        return;
    if (leaf->of_case)
        tally->events++;
    else
        tally->others++;
    tally->reports += str_is(leaf->type, "report.received");
    tally->own_keys += w->agency.len > 0 && str_is(leaf->type, "agency.key")
                       && str_eq(leaf_get_fact(leaf, "agency"), w->agency);
    if (str_is(leaf->type, "deadline.missed")) {
        if (!clock_name_parse(leaf_get_fact(leaf, "clock"), &clock))
            clock = CLOCK_NONE;
        tally->missed[clock]++;
    }
}

struct watch_day watch_day(const struct watch *w, struct day day)
{
    const struct watch_day *at = &w->days[day.n < 0 ? 0 : day.n % WATCH_DAYS];

    return at->day.n == day.n ? *at : (struct watch_day){ .day = day };
}

/* One table a day, by the post; an agency answers to it in its own name. */
static enum err attested(struct cx *cx, struct watch *w, uint64_t index, const struct leaf *leaf)
{
    struct attested_facts facts = { .type = leaf->type,
                                    .by = leaf->by,
                                    .day = leaf_get_fact(leaf, "day"),
                                    .sha256 = leaf_get_fact(leaf, "sha256"),
                                    .agency = leaf_get_fact(leaf, "agency"),
                                    .count = leaf->fact_count };
    enum attested_leaf_fault fault;
    struct attested_leaf says;
    bool fine;

    if (leaf->of_case || !attested_leaf_read(&facts, &says, &fine))
        return OK;
    if (!fine) {
        tell(w, FINDING_MALFORMED, index, leaf->type);
        return OK;
    }
    TRY(attested_watch_leaf(cx, &w->attested, &says, &fault));
    if (fault != ATTESTED_LEAF_FINE)
        tell(w, FINDING_ATTESTED, index, facts.day);
    return OK;
}

enum err watch_entry(struct cx *cx, struct watch *w, uint64_t index, struct bytes entry)
{
    struct str text = { (const char *)entry.at, entry.len };
    struct leaf *leaf = ARENA_NEW(cx->arena, struct leaf);
    struct hash hash;

    if (!leaf)
        return FAIL(cx, ERR_TOO_LARGE, "entry");
    if (!utf8_valid(text) || leaf_parse(cx, text, leaf) != OK) {
        tell(w, FINDING_MALFORMED, index, STR(""));
        return OK;
    }
    hash_leaf(&w->hasher, entry, &hash);
    if (leaf->of_case)
        TRY(chain(cx, w, index, leaf, &hash));
    dates(cx, w, index, leaf);
    count(cx, w, leaf);
    own(cx, w, index, leaf);
    return attested(cx, w, index, leaf);
}

void watch_now(struct watch *w, int64_t now_us, uint64_t size)
{
    if (w->heartbeat_us && now_us - w->heartbeat_us > HEARTBEAT_GAP_US)
        tell(w, FINDING_SILENT, size, STR(""));
}

/* ---- words ---- */

/* {Indonesian, English}; the holes are the entry's number and what it is about. */
static const char *const words[FINDING_KIND_COUNT][2] = {
    [FINDING_MALFORMED] = { "Catatan nomor %llu tidak dapat dibaca. %.*s",
                            "Entry %llu cannot be read. %.*s" },
    [FINDING_SEQ] = { "Catatan nomor %llu: urutan peristiwa perkara %.*s terputus",
                      "Entry %llu: an event of case %.*s is missing or repeated" },
    [FINDING_PREV] = { "Catatan nomor %llu: perkara %.*s tidak menyambung dari peristiwa "
                       "sebelumnya",
                       "Entry %llu: case %.*s does not follow from the event before" },
    [FINDING_BACKDATED] = { "Catatan nomor %llu bertanggal mundur: %.*s",
                            "Entry %llu is dated back: %.*s" },
    [FINDING_FUTURE] = { "Catatan nomor %llu bertanggal di masa depan: %.*s",
                         "Entry %llu is dated in the future: %.*s" },
    [FINDING_GAP] = { "Sebelum catatan nomor %llu tidak ada detak server lebih dari dua jam: "
                      "%.*s",
                      "Before entry %llu the server gave no sign of life for over two hours: "
                      "%.*s" },
    [FINDING_SILENT] = { "Log berisi %llu catatan dan tidak ada detak server lebih dari dua "
                         "jam. Hubungi posko.%.*s",
                         "The log has %llu entries and no sign of life for over two hours. "
                         "Call the post.%.*s" },
    [FINDING_OWN_KEY] = { "Catatan nomor %llu mengumumkan kunci instansi Anda: %.*s. Cocokkan "
                          "dengan kunci di kertas; jika bukan Anda yang membuatnya, "
                          "umumkan sekarang.",
                          "Entry %llu announces your agency's key: %.*s. Compare it with the "
                          "one on paper; if you did not make it, say so publicly now." },
    [FINDING_OWN_OFFICER] = { "Catatan nomor %llu mengumumkan petugas instansi Anda: %.*s",
                              "Entry %llu announces an officer of your agency: %.*s" },
    [FINDING_STRANGE_KEY] = { "Catatan nomor %llu mengumumkan kunci atas nama instansi Anda yang "
                              "tidak dibuat instansi Anda: %.*s. Umumkan sekarang.",
                              "Entry %llu announces a key in your agency's name that your agency "
                              "did not make: %.*s. Say so publicly now." },
    [FINDING_STRANGE_OFFICER] = { "Catatan nomor %llu mengumumkan petugas atas nama instansi Anda "
                                  "yang tidak Anda angkat: %.*s. Umumkan sekarang.",
                                  "Entry %llu announces an officer in your agency's name that your "
                                  "agency did not appoint: %.*s. Say so publicly now." },
    [FINDING_ROLLED_BACK] = { "Log mundur ke %llu catatan%.*s, padahal saksi ini sudah melihat "
                              "lebih banyak. Ada catatan yang hilang. Saksi tidak "
                              "menandatangani.",
                              "The log went back to %llu entries%.*s, fewer than this witness "
                              "has seen. Entries were removed. Nothing is cosigned." },
    [FINDING_FORKED] = { "Kepala log dengan %llu catatan berbeda dari yang sudah dilihat saksi "
                         "ini: ada dua riwayat. Saksi tidak menandatangani. Bukti: %.*s",
                         "The head of %llu entries differs from what this witness has seen: "
                         "there are two histories. Nothing is cosigned. Evidence: %.*s" },
    [FINDING_REWRITTEN] = { "Catatan yang dikirim tidak menghasilkan kepala log (%llu catatan) "
                            "yang ditandatangani: catatan telah diubah. Saksi tidak "
                            "menandatangani. Bukti: %.*s",
                            "The entries that were sent do not make the signed head (%llu "
                            "entries): entries were altered. Nothing is cosigned. Evidence: "
                            "%.*s" },
    [FINDING_ATTESTED] = { "Catatan nomor %llu tentang angka menurut instansi (%.*s) bertentangan "
                           "dengan catatan sebelumnya, atau bukan dari pihak yang berhak: angka "
                           "mungkin ditukar.",
                           "Entry %llu about the attested numbers of %.*s contradicts the ones "
                           "before it, or is not by whoever may say it: numbers may have been "
                           "exchanged." },
    [FINDING_TEXT_WRONG] = { "Log berisi %llu catatan, tetapi angka menurut instansi tanggal %.*s "
                             "yang ditampilkan bukan yang tercatat: angka telah diubah. Tidak "
                             "disimpan.",
                             "The log has %llu entries, but the attested numbers of %.*s that it "
                             "shows are not those whose hash it holds: they were altered. Not "
                             "kept." },
    [FINDING_TEXT_MISSING] = { "Log berisi %llu catatan, tetapi angka menurut instansi tanggal "
                               "%.*s belum bisa diambil. Saksi akan memintanya lagi setiap menit; "
                               "jika tetap tidak ada, hubungi posko.",
                               "The log has %llu entries, but the attested numbers of %.*s cannot "
                               "be had yet. The witness asks again every minute; if they stay "
                               "away, call the post." },
    [FINDING_UNSIGNED] = { "Kepala log tidak ditandatangani kunci log yang dikenal (%llu).%.*s",
                           "The head is not signed by the log's key (%llu).%.*s" },
};

struct str finding_words(struct arena *arena, const struct finding *f, bool english)
{
    struct str said;

    _Static_assert(sizeof(unsigned long long) == 8, "%llu is the index");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    said = arena_printf(arena, words[f->kind][english], (unsigned long long)f->index,
                        STR_FMT(f->about));
#pragma GCC diagnostic pop
    if (f->kind == FINDING_SEQ && said.at)
        said = arena_printf(arena, english ? "%.*s (event %llu came, %llu was due)."
                                           : "%.*s (datang peristiwa %llu, seharusnya %llu).",
                            STR_FMT(said), (unsigned long long)f->found,
                            (unsigned long long)f->expected);
    return said;
}
