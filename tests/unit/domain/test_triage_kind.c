/*
 * What kind of report it is, whether it is in time, and what it lacks. Each row
 * names where the rule stands; "A.3" and the like are sections of the domain notes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "triage_try.h"

static void only_an_identified_person_with_standing_makes_a_laporan(void **state)
{
    static const struct triage_try tries[] = {
        { "Art 134(2)a", "{}", "intake=laporan formal=true material=true missing=none" },
        { "Art 134(2)a: standing not said, voter here",
          "{\"reporter\":{\"standing\":null}}", "intake=laporan" },
        { "Art 134(2)b", "{\"reporter\":{\"standing\":\"pemantau\",\"local_voter\":false}}",
          "intake=laporan !missing:kedudukan_pelapor" },
        { "Art 134(2)c", "{\"reporter\":{\"standing\":\"peserta\",\"local_voter\":null}}",
          "intake=laporan" },
        { "A.2 local voter", "{\"reporter\":{\"local_voter\":false}}",
          "intake=informasi_awal missing:kedudukan_pelapor formal=false !flag:standing_unknown" },
        { "A.2 not said", "{\"reporter\":{\"local_voter\":null}}",
          "intake=informasi_awal missing:kedudukan_pelapor flag:standing_unknown" },
        { "A.3 anonymous", "{\"reporter\":{\"identified\":false}}",
          "intake=informasi_awal missing:identitas_pelapor formal=false material=true" },
        { "A.3 nothing known of the reporter", "{\"reporter\":null}",
          "intake=informasi_awal missing:identitas_pelapor missing:kedudukan_pelapor" },
        { "voting age 17", "{\"reporter\":{\"age_under_17\":true}}",
          "intake=informasi_awal missing:kedudukan_pelapor flag:minor_reporter urgency=high" },
        { "A.3 WhatsApp", "{\"channel\":\"whatsapp\"}", "intake=informasi_awal formal=true" },
        { "A.3 phone", "{\"channel\":\"phone\"}", "intake=informasi_awal" },
        { "A.3 sms", "{\"channel\":\"sms\"}", "intake=informasi_awal" },
        { "A.3 telegram", "{\"channel\":\"telegram\"}", "intake=informasi_awal" },
        { "A.3 email", "{\"channel\":\"email\"}", "intake=informasi_awal" },
        { "Art 134(3) in writing", "{\"channel\":\"letter\"}", "intake=laporan" },
        { "at the table", "{\"channel\":\"walk_in\"}", "intake=laporan" },
        { "not said", "{\"channel\":null}", "intake=laporan flag:channel_unknown" },
        { "A.3 supervision",
          "{\"channel\":\"supervision\",\"reporter\":{\"identified\":false,\"local_voter\":false}}",
          "intake=temuan !missing:identitas_pelapor !missing:kedudukan_pelapor formal=true "
          "clock:handling_3 !clock:initial_review !clock:tracing" },
        { "A.3 supervisor", "{\"reporter\":{\"standing\":\"pengawas\"}}", "intake=temuan" },
        { "a code in no list", "{\"channel\":\"pigeon\"}",
          "flag:unknown_code flag:channel_unknown" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void the_filing_clock_runs_seven_days_in_the_zone_of_the_place(void **state)
{
    static const struct triage_try tries[] = {
        { "Art 134(4), A.7: the sixth day", "{\"filed_at\":\"2024-10-11T23:59:59+07:00\"}",
          "timeliness=in_time clock:filing=2024-10-12 strict:filing=2024-10-11" },
        { "Art 134(4), A.7: the seventh day", "{\"filed_at\":\"2024-10-12T00:00:00+07:00\"}",
          "timeliness=borderline flag:filing_borderline formal=true" },
        { "Art 134(4): to the end of the seventh day",
          "{\"filed_at\":\"2024-10-12T23:59:59+07:00\"}",
          "timeliness=borderline" },
        { "Art 134(4): the eighth day", "{\"filed_at\":\"2024-10-13T00:00:00+07:00\"}",
          "timeliness=late formal=false flag:late_for_bawaslu" },
        { "A.7: WITA; 23.30 WIB is the next day there",
          "{\"filed_at\":\"2024-10-12T23:30:00+07:00\",\"place\":{\"kab_kota\":\"Kota Makassar\","
          "\"provinsi\":\"Sulawesi Selatan\",\"tz\":\"+08:00\"}}", "timeliness=late" },
        { "A.7: WIT by the province, no zone said",
          "{\"filed_at\":\"2024-10-12T16:30:00Z\",\"place\":{\"kab_kota\":\"Kota Ternate\","
          "\"provinsi\":\"Maluku Utara\",\"tz\":null}}",
          "timeliness=late !flag:zone_unknown" },
        { "A.7: the same instant in WIB",
          "{\"filed_at\":\"2024-10-12T16:30:00Z\"}", "timeliness=borderline" },
        { "zone not known", "{\"place\":{\"provinsi\":null,\"tz\":null}}", "flag:zone_unknown" },
        { "zone against province", "{\"place\":{\"tz\":\"+09:00\"}}", "flag:zone_mismatch" },
        { "A.7: known later than it happened",
          "{\"occurred_on\":\"2024-09-25\",\"known_on\":\"2024-10-06\"}",
          "timeliness=in_time clock:filing=2024-10-13" },
        { "not known when learned, filed at once: in time whatever the day",
          "{\"known_on\":null}", "timeliness=in_time !clock:filing flag:known_on_unknown" },
        { "not known when learned, filed on the seventh day after the act",
          "{\"known_on\":null,\"filed_at\":\"2024-10-12T10:00:00+07:00\"}",
          "timeliness=borderline" },
        { "not known when learned, filed long after",
          "{\"known_on\":null,\"occurred_on\":\"2024-09-25\"}",
          "timeliness=unknown formal=false !flag:late_for_bawaslu" },
        { "known before it happened", "{\"occurred_on\":\"2024-10-06\"}",
          "flag:known_before_occurred timeliness=in_time" },
        { "a day to come", "{\"occurred_on\":\"2024-10-09\",\"known_on\":\"2024-10-09\"}",
          "flag:future_date timeliness=unknown" },
        { "not filed yet", "{\"filed_at\":null}",
          "timeliness=unknown flag:filed_at_unknown clock:filing=2024-10-12 "
          "!clock:initial_review" },
        { "A.6: the counter is closed on Saturday", "{\"filed_at\":null}", "flag:last_day_closed" },
        { "A.6: of no interest once it is filed", "{}", "!flag:last_day_closed" },
        { "A.5: quiet days and voting day are open for 24 hours",
          "{\"occurred_on\":\"2024-11-17\",\"known_on\":\"2024-11-17\",\"filed_at\":null}",
          "clock:filing=2024-11-24 !flag:last_day_closed" },
        { "Art 9(4) Perbawaslu 9/2024 over the end of the month",
          "{\"occurred_on\":\"2024-12-28\",\"known_on\":\"2024-12-28\","
          "\"filed_at\":\"2025-01-04T08:00:00+07:00\"}",
          "timeliness=borderline clock:filing=2025-01-04 rules=pilkada-2024" },
        { "29 February", "{\"occurred_on\":\"2024-02-26\",\"known_on\":\"2024-02-26\","
          "\"filed_at\":\"2024-03-04T08:00:00+07:00\"}",
          "timeliness=borderline clock:filing=2024-03-04" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void lateness_for_bawaslu_closes_no_other_way(void **state)
{
    static const struct triage_try tries[] = {
        { "B.6: BKN", "{\"filed_at\":\"2024-10-30T10:00:00+07:00\"}",
          "timeliness=late route:bkn=2024-11-06 route:ppk_instansi" },
        { "B.6: Propam", "{\"filed_at\":\"2024-10-30T10:00:00+07:00\","
          "\"reported_category\":\"polri\","
          "\"reported\":{\"role\":\"anggota\"}}",
          "timeliness=late route:propam_polres flag:late_for_bawaslu" },
        { "B.6: POM", "{\"filed_at\":\"2024-10-30T10:00:00+07:00\",\"reported_category\":\"tni\","
          "\"reported\":{\"role\":\"anggota\"}}", "timeliness=late route:pom_tni" },
        { "B.5: DKPP has no limit", "{\"filed_at\":\"2024-10-30T10:00:00+07:00\","
          "\"reported_category\":\"penyelenggara\",\"reported\":{\"role\":null,\"body\":\"kpu\"}}",
          "timeliness=late route:dkpp=null" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void what_is_missing_is_said_by_code(void **state)
{
    static const struct triage_try tries[] = {
        { "A.4 reported party", "{\"reported\":{\"named\":false}}",
          "missing:identitas_terlapor formal=false clock:completion=2024-10-09" },
        { "A.4 the institution itself", "{\"reported\":{\"named\":null,\"institution\":true}}",
          "!missing:identitas_terlapor" },
        { "A.4 act", "{\"violation\":[]}",
          "missing:perbuatan_terlapor material=false formal=true" },
        { "A.4 act unclear", "{\"violation\":[\"tidak_jelas\"]}", "missing:perbuatan_terlapor" },
        { "A.4 time", "{\"occurred_on\":null}",
          "missing:waktu_kejadian material=false flag:act_date_unknown" },
        { "A.4 place", "{\"place\":{\"kab_kota\":null}}",
          "missing:tempat_kejadian material=false" },
        { "A.4 description", "{\"described\":null}", "missing:uraian_kejadian material=false" },
        { "A.4 a witness is evidence", "{\"evidence\":[]}", "missing=none material=true" },
        { "A.4 evidence without witness", "{\"witnesses\":0}", "missing=none material=true" },
        { "A.4 neither", "{\"evidence\":[],\"witnesses\":0}",
          "missing:bukti missing:saksi material=false formal=true" },
        { "A.4 evidence list names a witness", "{\"evidence\":[\"saksi\"],\"witnesses\":null}",
          "missing=none" },
        { "A.5 completion only when something lacks", "{}", "!clock:completion" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void nothing_known_still_gets_an_answer(void **state)
{
    static const struct triage_try tries[] = {
        { "2: every field may be null",
          "{\"reported_category\":null,\"violation\":null,\"occurred_on\":null,\"known_on\":null,"
          "\"filed_at\":null,\"channel\":null,\"urgency_signs\":null,\"place\":null,"
          "\"reporter\":null,"
          "\"reported\":null,\"evidence\":null,\"witnesses\":null,\"described\":null,"
          "\"election\":null}",
          "intake=informasi_awal timeliness=unknown urgency=normal formal=false material=false "
          "route:posko_triage excluded=none flag:category_unknown flag:zone_unknown "
          "missing:bukti missing:tempat_kejadian rules=pilkada-2024" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void urgency_follows_the_signs_and_the_stage(void **state)
{
    static const struct triage_try tries[] = {
        { "design 2", "{}", "urgency=normal" },
        { "threatened reporter", "{\"urgency_signs\":[\"threat\"]}",
          "urgency=immediate route:polres_reskrim route:lpsk" },
        { "threatened, though nothing is a violation",
          "{\"urgency_signs\":[\"threat\"],\"violation\":[\"bukan_pelanggaran\"]}",
          "urgency=immediate route:polres_reskrim route:lpsk route:posko_answer !route:bkn" },
        { "violence", "{\"urgency_signs\":[\"violence\"]}", "urgency=immediate" },
        { "in progress", "{\"urgency_signs\":[\"in_progress\"]}", "urgency=high !route:lpsk" },
        { "evidence", "{\"urgency_signs\":[\"evidence_vanishing\"]}", "urgency=high" },
        { "crowd", "{\"urgency_signs\":[\"crowd\"]}", "urgency=high" },
        { "money", "{\"urgency_signs\":[\"money_politics\"]}", "urgency=high" },
        { "a sign in no list", "{\"urgency_signs\":[\"fog\"]}",
          "urgency=normal flag:unknown_code" },
        { "D masa_tenang", "{\"occurred_on\":\"2024-11-24\",\"known_on\":\"2024-11-24\","
          "\"filed_at\":\"2024-11-24T10:00:00+07:00\"}", "urgency=high" },
        { "D masa_tenang, going on", "{\"occurred_on\":\"2024-11-26\",\"known_on\":\"2024-11-26\","
          "\"filed_at\":\"2024-11-26T10:00:00+07:00\",\"urgency_signs\":[\"in_progress\"]}",
          "urgency=immediate" },
        { "D pemungutan, money", "{\"occurred_on\":\"2024-11-27\",\"known_on\":\"2024-11-27\","
          "\"filed_at\":\"2024-11-27T06:00:00+07:00\",\"violation\":[\"politik_uang\"]}",
          "urgency=immediate" },
        { "D the last campaign day is not quiet", "{\"occurred_on\":\"2024-11-23\","
          "\"known_on\":\"2024-11-23\",\"filed_at\":\"2024-11-23T22:00:00+07:00\"}",
          "urgency=normal" },
        { "D PSU 22 Mar 2025 in Siak",
          "{\"occurred_on\":\"2025-03-22\",\"known_on\":\"2025-03-22\","
          "\"filed_at\":\"2025-03-22T10:00:00+07:00\",\"place\":{\"kab_kota\":\"Siak\","
          "\"provinsi\":\"Riau\"}}", "urgency=high rules=pilkada-2024" },
    };

    (void)state;
    TRY_ALL(tries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_an_identified_person_with_standing_makes_a_laporan),
        cmocka_unit_test(the_filing_clock_runs_seven_days_in_the_zone_of_the_place),
        cmocka_unit_test(lateness_for_bawaslu_closes_no_other_way),
        cmocka_unit_test(what_is_missing_is_said_by_code),
        cmocka_unit_test(nothing_known_still_gets_an_answer),
        cmocka_unit_test(urgency_follows_the_signs_and_the_stage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
