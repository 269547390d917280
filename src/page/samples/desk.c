/* desk: the officers' pages with invented cases. */
#include "domain/codes.h"
#include "page/desk_case.page.h"
#include "page/desk_inbox.page.h"
#include "page/desk_readers.page.h"
#include "page/desk_sign_in.page.h"
#include "page/samples.h"
#include "page/words.h"

#define NOW_US (INT64_C(1728966000) * 1000000) /* Tuesday, 15 October 2024, 11.20 WIB */

static struct link to(struct arena *arena, const char *number)
{
    struct link link = { 0 };

    (void)!LINK(arena, &link, "/meja/perkara/{}", str_of(number));
    return link;
}

static struct desk_top_page top(struct arena *arena, enum text_key title)
{
    struct desk_top_page t = { .title = VALUE(MSG(title)), .site = STR("Posko Netralitas"),
                               .agency = STR("Bawaslu Jepara"), .name = STR("Dwi Lestari"),
                               .initials = STR("DL"), .query = STR(""), .csrf = STR("contoh") };

    (void)!LINK(arena, &t.here_id, "/meja");
    t.here_en = t.here_id;
    return t;
}

void sample_desk_sign_in(struct out *o, struct arena *arena)
{
    struct desk_sign_in_page p = { .top = top(arena, T_DESK_SIGN_IN_TITLE), .wrong = true,
                                   .bottom = { .bare = true }, .login = STR("bawaslu.1"),
                                   .csrf = STR("contoh") };

    p.top.bare = p.top.error = true;
    page_desk_sign_in(o, &p);
}

void sample_desk_inbox(struct out *o, struct arena *arena)
{
    struct desk_line_page lines[] = {
        { .id = STR("a1"), .number = STR("JPR-0131X"), .due = DESK_DUE_LATE,
          .title = STR("Mobil dinas terparkir di lokasi kampanye terbatas"),
          .open = to(arena, "JPR-0131X"), .left = { 7200 }, .bar = 100,
          .clock = clock_words(CLOCK_INITIAL_REVIEW), .kecamatan = STR("Tahunan"),
          .mode = MODE_NAMED, .mode_words = mode_words(MODE_NAMED), .owner = STR("Agus Wibowo"),
          .stage = stage_words(STAGE_RECEIVED), .initials = STR("AW") },
        { .id = STR("a2"), .number = STR("JPR-0149K"), .due = DESK_DUE_SOON, .fresh = true,
          .title = STR("Unggahan dukungan dari akun pegawai kecamatan"), .may_take = true,
          .open = to(arena, "JPR-0149K"), .take = to(arena, "JPR-0149K"), .left = { 10800 },
          .bar = 88, .clock = clock_words(CLOCK_INITIAL_REVIEW), .kecamatan = STR("Bangsri"),
          .mode = MODE_ANONYMOUS, .mode_words = mode_words(MODE_ANONYMOUS), .unread = 2,
          .stage = stage_words(STAGE_RECEIVED), .csrf = STR("contoh"), .urgent = true },
    };
    struct desk_group_page groups[] = {
        { DESK_DUE_LATE, MSG(T_DESK_GROUP_LATE), 1, &lines[0], 1 },
        { DESK_DUE_SOON, MSG(T_DESK_GROUP_SOON), 1, &lines[1], 1 },
    };
    struct desk_inbox_page p = { .top = top(arena, T_DESK_NAV_INBOX), .now = { NOW_US, ZONE_WIB },
                                 .side = { DESK_NAV_INBOX },
                                 .bottom = { .current = DESK_NAV_INBOX }, .groups = groups,
                                 .groups_len = COUNT_OF(groups),
                                 .tab = STR("semua") };

    page_desk_inbox(o, &p);
}

void sample_desk_case(struct out *o, struct arena *arena)
{
    struct desk_clock_page clocks[] = {
        { .name = clock_words(CLOCK_INITIAL_REVIEW), .look = DESK_CLOCK_RUNS, .span = { 97200 },
          .bar = 44, .strict = DAY_NONE,
          .working = STR("2 hari kalender setelah laporan masuk pada Senin, 14 Oktober 2024.") },
    };
    struct desk_event_page events[] = {
        { .icon = { DESK_ICON_INBOX }, .head = MSG(T_DESK_EVENT_REPORT_RECEIVED),
          .at = { NOW_US - DAY_US, ZONE_WIB }, .log = 2317 },
        { .icon = { DESK_ICON_SEND }, .box = DESK_BOX_OUT, .log = 2326,
          .head = MSG(T_DESK_EVENT_MESSAGE_SENT), .who = STR("Dwi Lestari"),
          .agency = agency_words(AGENCY_BAWASLU), .at = { NOW_US - HOUR_US, ZONE_WIB },
          .text = STR("Apakah kepala dusun memakai seragam dinas saat berbicara?") },
    };
    struct desk_case_page p = {
        .top = top(arena, T_DESK_NAV_INBOX), .number = STR("JPR-0148M"),
        .title = STR("Perangkat desa mengajak warga memilih salah satu paslon"),
        .stage = stage_words(STAGE_RECEIVED), .mode = mode_words(MODE_ANONYMOUS),
        .mode_code = MODE_ANONYMOUS, .category = category_words(CATEGORY_KEPALA_DESA),
        .intake = intake_words(INTAKE_INFORMASI_AWAL), .clocks = clocks,
        .clocks_len = COUNT_OF(clocks), .events = events, .events_len = COUNT_OF(events),
        .story = STR("Saat acara sedekah bumi, kepala dusun memegang pengeras suara."),
        .csrf = STR("contoh"), .compose = to(arena, "JPR-0148M"),
        .note_tab = to(arena, "JPR-0148M"), .message_tab = to(arena, "JPR-0148M"),
        .task_do = to(arena, "JPR-0148M"), .may_task = true, .readers = to(arena, "JPR-0148M"),
    };

    page_desk_case(o, &p);
}

void sample_desk_readers(struct out *o, struct arena *arena)
{
    struct desk_reader_page readers[] = {
        { .kind = ACCESS_IDENTITY_READ, .what = MSG(T_READERS_IDENTITY_READ),
          .agency = agency_words(AGENCY_BAWASLU), .who = STR("Dwi Lestari"), .own = true,
          .at = { NOW_US - HOUR_US, ZONE_WIB }, .text_head = MSG(T_READERS_REASON),
          .text = STR("Mengundang pelapor untuk klarifikasi.") },
        { .kind = ACCESS_CASE_OPENED, .what = MSG(T_READERS_CASE_OPENED),
          .agency = agency_words(AGENCY_KPU), .who = STR(""),
          .at = { NOW_US - DAY_US, ZONE_WIB }, .text = STR("") },
        { .kind = ACCESS_FILE_OPENED, .what = MSG(T_READERS_FILE_OPENED),
          .agency = agency_words(AGENCY_KPU), .who = STR("Sri Wahyuni"),
          .at = { NOW_US - DAY_US, ZONE_WIB }, .text = STR(""), .unreadable = true },
    };
    struct desk_readers_page p = {
        .top = top(arena, T_READERS_LINK), .back = to(arena, "JPR-0148M"),
        .number = STR("JPR-0148M"), .readers = readers, .readers_len = COUNT_OF(readers),
        .further = true, .newest = to(arena, "JPR-0148M"), .older = to(arena, "JPR-0148M"),
    };

    page_desk_readers(o, &p);
}
