/*
 * Who may decide, on the law of which day, by which clock, and whose own agency
 * is kept out. "B.6" and the like are sections of the domain notes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "triage_try.h"

#define ON(day)                                             \
    "\"occurred_on\":\"" day "\",\"known_on\":\"" day "\"," \
    "\"filed_at\":\"" day "T10:00:00+07:00\""

static void civil_servants_go_to_bawaslu_and_the_body_of_the_filing_day(void **state)
{
    static const struct triage_try tries[] = {
        { "B.2 SBT", "{}", "route:bawaslu_kabkota route:bkn=2024-10-14 route:ppk_instansi "
          "!route:kasn "
          "!route:gakkumdu excluded:kesbangpol clock:bkn_verification=2024-10-14" },
        { "B.2 the day KASN ends", "{" ON("2024-08-24") "}", "route:bkn !route:kasn" },
        { "B.2 the day before", "{" ON("2024-08-23") "}",
          "route:kasn !route:bkn flag:kasn_era !clock:bkn_verification rules=pilkada-2024" },
        { "B.2 done under KASN, filed under BKN: the body of the filing day",
          "{\"occurred_on\":\"2024-08-20\",\"known_on\":\"2024-08-20\","
          "\"filed_at\":\"2024-08-26T10:00:00+07:00\"}", "route:bkn !route:kasn !flag:kasn_era" },
        { "71(1)/188 official", "{\"violation\":[\"tindakan_menguntungkan\"],"
          "\"reported\":{\"role\":\"camat\"}}", "route:gakkumdu=2024-10-12 route:bkn" },
        { "71(1)/188 lurah", "{\"violation\":[\"fasilitas_negara\"],"
          "\"reported\":{\"role\":\"lurah\"}}",
          "route:gakkumdu excluded:kesbangpol" },
        { "B.1 ordinary staff: discipline", "{\"violation\":[\"tindakan_menguntungkan\"]}",
          "!route:gakkumdu route:bkn" },
        { "B.1 role not known", "{\"violation\":[\"tindakan_menguntungkan\"],"
          "\"reported\":{\"role\":null}}", "!route:gakkumdu flag:role_unknown" },
        { "B.1 a lurah is an ASN, whatever he was called", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"mobilisasi\"],\"reported\":{\"role\":\"lurah\"}}",
          "route:bkn route:ppk_instansi route:gakkumdu !route:bupati excluded:kesbangpol" },
        { "B.2 honorer are not ASN", "{\"reported\":{\"role\":\"honorer\"}}",
          "!route:bkn !route:ppk_instansi route:bupati" },
        { "70(1)/189 the candidate who involves them",
          "{\"violation\":[\"pelibatan_oleh_paslon\"]}",
          "route:gakkumdu" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void village_heads_go_to_the_regent_and_for_crime_to_gakkumdu(void **state)
{
    static const struct triage_try tries[] = {
        { "UU Desa 29-30", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"medsos_dukungan\"],"
          "\"reported\":{\"role\":\"kepala_desa\"}}",
          "route:bawaslu_kabkota route:bupati=null !route:gakkumdu excluded=none" },
        { "71(1)/188", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"tindakan_menguntungkan\"],"
          "\"reported\":{\"role\":\"kepala_desa\"}}",
          "route:bawaslu_kabkota route:bupati route:gakkumdu clock:police_handover=2024-10-13 "
          "at:police_handover=2024-10-13T09:20:00+07:00 clock:investigation_14wd=2024-10-31" },
        { "B.1 perangkat desa are not in Art 71", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"tindakan_menguntungkan\"],\"reported\":{\"role\":\"perangkat_desa\"}}",
          "route:bawaslu_kabkota route:bupati !route:gakkumdu" },
        { "73/187A anybody", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"politik_uang\"],"
          "\"reported\":{\"role\":\"perangkat_desa\"}}", "route:gakkumdu" },
        { "before 22 Sep 2024 no pair", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"tindakan_menguntungkan\"],\"reported\":{\"role\":\"kepala_desa\"},"
          ON("2024-09-21") "}", "!route:gakkumdu flag:before_penetapan_paslon route:bupati" },
        { "on 22 Sep 2024", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"tindakan_menguntungkan\"],\"reported\":{\"role\":\"kepala_desa\"},"
          ON("2024-09-22") "}", "route:gakkumdu !flag:before_penetapan_paslon" },
        { "said to be determined", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"tindakan_menguntungkan\"],"
          "\"election\":{\"candidates_determined\":true},"
          ON("2024-09-21") "}", "route:gakkumdu !flag:before_penetapan_paslon" },
        { "said not to be", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"tindakan_menguntungkan\"],"
          "\"election\":{\"candidates_determined\":false},"
          ON("2025-04-10") "}", "!route:gakkumdu flag:before_penetapan_paslon" },
    };

    (void)state;
    TRY_ALL(tries);
}

#define POLRI "\"reported_category\":\"polri\",\"reported\":{\"role\":\"anggota\""

static void police_are_examined_one_level_above_whoever_is_involved(void **state)
{
    static const struct triage_try tries[] = {
        { "B.3", "{" POLRI "}}",
          "route:propam_polres=2024-11-04 route:bawaslu_kabkota clock:sp3d_20wd=2024-11-04 "
          "excluded:propam !route:gakkumdu flag:before_mk_136" },
        { "B.6 local chief", "{" POLRI ",\"local_chief\":true}}",
          "route:propam_polda !route:propam_polres flag:conflict_escalated" },
        { "B.6 the unit's own act", "{" POLRI ",\"institution\":true}}",
          "route:propam_polda !route:propam_polres" },
        { "B.6 chief not said", "{" POLRI ",\"local_chief\":null}}",
          "route:propam_polres flag:chief_unknown" },
        { "a commander of whom nobody says he is not the chief",
          "{\"reported_category\":\"polri\",\"reported\":{\"role\":\"komandan\","
          "\"local_chief\":null}}",
          "route:propam_polda !route:propam_polres flag:chief_unknown" },
        { "a commander below the chief",
          "{\"reported_category\":\"polri\",\"reported\":{\"role\":\"komandan\"}}",
          "route:propam_polres" },
        { "B.6 Polda", "{" POLRI ",\"unit\":\"Ditlantas Polda Jateng\"}}",
          "route:propam_polda !route:propam_mabes !flag:conflict_escalated" },
        { "B.6 Polda's chief", "{" POLRI ",\"unit\":\"Polda Jateng\",\"local_chief\":true}}",
          "route:propam_mabes !route:propam_polda !route:propam_polres flag:conflict_escalated" },
        { "Mabes", "{" POLRI ",\"unit\":\"Mabes Polri\"}}", "route:propam_mabes" },
        { "the examiner himself", "{" POLRI ",\"unit\":\"Sie Propam Polres\"}}",
          "route:propam_polda !route:propam_polres" },
        { "a word within a name is no word", "{" POLRI ",\"unit\":\"Polsek Poldasari\"}}",
          "route:propam_polres" },
        { "MK 136, the day before",
          "{" POLRI "},\"violation\":[\"mobilisasi\"]," ON("2024-11-13") "}",
          "!route:gakkumdu flag:before_mk_136 route:propam_polres" },
        { "MK 136, the day", "{" POLRI "},\"violation\":[\"mobilisasi\"]," ON("2024-11-14") "}",
          "route:gakkumdu !flag:before_mk_136 clock:police_handover clock:investigation_14wd" },
        { "MK 136 judges the act, not the filing", "{" POLRI "},\"violation\":[\"mobilisasi\"],"
          "\"occurred_on\":\"2024-11-13\",\"known_on\":\"2024-11-15\","
          "\"filed_at\":\"2024-11-15T10:00:00+07:00\"}", "!route:gakkumdu flag:before_mk_136" },
        { "MK 136, day of the act not known", "{" POLRI "},\"occurred_on\":null,"
          "\"known_on\":\"2024-11-20\",\"filed_at\":\"2024-11-20T10:00:00+07:00\"}",
          "!route:gakkumdu flag:act_date_unknown !flag:before_mk_136" },
        { "MK 136, day not known but surely earlier", "{" POLRI "},\"occurred_on\":null}",
          "!route:gakkumdu flag:before_mk_136" },
        { "B.5 retired", "{\"reported_category\":\"polri\","
          "\"reported\":{\"role\":\"purnawirawan\"}}",
          "route:posko_answer !route:propam_polres !route:bawaslu_kabkota" },
        { "B.5 family", "{\"reported_category\":\"polri\",\"reported\":{\"role\":\"keluarga\"}}",
          "route:posko_answer route:info_propam !route:propam_polres" },
        { "threats", "{" POLRI "},\"violation\":[\"intimidasi\"],\"urgency_signs\":[\"threat\"]}",
          "route:propam_polres route:polres_reskrim route:lpsk urgency=immediate" },
        { "threats by the local chief: not his own detectives", "{" POLRI ",\"local_chief\":true},"
          "\"violation\":[\"intimidasi\"],\"urgency_signs\":[\"threat\"]}",
          "route:propam_polda !route:polres_reskrim route:lpsk" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void soldiers_go_to_bawaslu_in_24_hours_and_to_the_military_police(void **state)
{
    static const struct triage_try tries[] = {
        { "B.4 posko flow", "{\"reported_category\":\"tni\",\"reported\":{\"role\":\"anggota\"}}",
          "route:bawaslu_kabkota=2024-10-08 route:pom_tni "
          "at:tni_forward_24h=2024-10-08T09:20:00+07:00 "
          "flag:membership_unverified excluded:provos_tni flag:before_mk_136 !route:gakkumdu" },
        { "B.4 in WIT", "{\"reported_category\":\"tni\",\"reported\":{\"role\":\"anggota\"},"
          "\"place\":{\"kab_kota\":\"Kota Jayapura\",\"provinsi\":\"Papua\",\"tz\":\"+09:00\"},"
          "\"filed_at\":\"2024-10-07T23:30:00+07:00\"}",
          "at:tni_forward_24h=2024-10-09T01:30:00+09:00 clock:tni_forward_24h=2024-10-09" },
        { "MK 136", "{\"reported_category\":\"tni\",\"reported\":{\"role\":\"anggota\"},"
          ON("2024-11-14") "}", "route:gakkumdu route:pom_tni" },
        { "B.5 retired", "{\"reported_category\":\"tni\",\"reported\":{\"role\":\"purnawirawan\"}}",
          "route:posko_answer !route:pom_tni !clock:tni_forward_24h" },
    };

    (void)state;
    TRY_ALL(tries);
}

#define ORGANISER(body) \
    "\"reported_category\":\"penyelenggara\",\"reported\":{\"role\":null,\"body\":" body

static void organisers_are_never_examined_by_themselves(void **state)
{
    static const struct triage_try tries[] = {
        { "B.5 KPU", "{" ORGANISER("\"kpu\"") "}}",
          "route:dkpp route:bawaslu_kabkota excluded:kpu !excluded:bawaslu" },
        { "B.5 Bawaslu", "{" ORGANISER("\"bawaslu\"") "}}",
          "route:dkpp route:bawaslu_prov !route:bawaslu_kabkota excluded:bawaslu !excluded:kpu "
          "flag:conflict_escalated" },
        { "B.5 Bawaslu province",
          "{" ORGANISER("\"bawaslu\"") ",\"unit\":\"Bawaslu Provinsi Bali\"}}",
          "route:dkpp route:bawaslu_ri !route:bawaslu_prov !route:bawaslu_kabkota" },
        { "B.5 Bawaslu and money",
          "{" ORGANISER("\"bawaslu\"") "},\"violation\":[\"politik_uang\"]}",
          "route:gakkumdu !route:bawaslu_kabkota" },
        { "B.5 KPU province", "{" ORGANISER("\"kpu\"") ",\"unit\":\"KPU Provinsi Bali\"}}",
          "route:dkpp route:bawaslu_prov=2024-10-10 !route:bawaslu_kabkota excluded:kpu" },
        { "B.5 PPK", "{" ORGANISER("\"ppk\"") "}}", "route:kpu_kabkota excluded:kpu !route:dkpp" },
        { "B.5 PPS", "{" ORGANISER("\"pps\"") "}}", "route:kpu_kabkota excluded:kpu" },
        { "B.5 KPPS", "{" ORGANISER("\"kpps\"") "}}", "route:kpu_kabkota excluded:kpu" },
        { "Perbawaslu 4/2019", "{" ORGANISER("\"panwascam\"") "}}",
          "route:bawaslu_kabkota_etik excluded:bawaslu !route:dkpp" },
        { "Perbawaslu 4/2019", "{" ORGANISER("\"pkd\"") "}}", "route:bawaslu_kabkota_etik" },
        { "Perbawaslu 4/2019", "{" ORGANISER("\"ptps\"") "}}", "route:bawaslu_kabkota_etik" },
        { "body not known: both kept out", "{" ORGANISER("null") "}}",
          "excluded:kpu excluded:bawaslu flag:body_unknown route:posko_triage "
          "!route:bawaslu_kabkota" },
    };

    (void)state;
    TRY_ALL(tries);
}

#define HEAD "\"reported_category\":\"pejabat_negara\",\"reported\":{\"role\":\"kepala_daerah\"}"

static void officials_of_the_state_go_to_bawaslu_kpu_and_gakkumdu(void **state)
{
    static const struct triage_try tries[] = {
        { "70(2)-(3)", "{" HEAD ",\"violation\":[\"kampanye_tanpa_cuti\"]}",
          "route:bawaslu_kabkota route:kpu_kabkota !route:gakkumdu excluded:kesbangpol" },
        { "71(2)/190: 22 Mar 2024",
          "{" HEAD ",\"violation\":[\"mutasi_pejabat\"]," ON("2024-03-22") "}",
          "route:gakkumdu route:kpu_kabkota flag:before_penetapan_paslon "
          "!flag:before_mutasi_window" },
        { "71(2)/190: the day before", "{" HEAD ",\"violation\":[\"mutasi_pejabat\"],"
          ON("2024-03-21") "}", "!route:gakkumdu !route:kpu_kabkota flag:before_mutasi_window" },
        { "71(2) an acting head", "{\"reported_category\":\"pejabat_negara\",\"reported\":"
          "{\"role\":\"pj_kepala_daerah\"},\"violation\":[\"mutasi_pejabat\"],"
          "" ON("2024-06-01") "}",
          "route:gakkumdu excluded:kesbangpol" },
        { "71(1)/188", "{" HEAD ",\"violation\":[\"tindakan_menguntungkan\"]}",
          "route:gakkumdu route:kpu_kabkota" },
        { "71(1) needs a pair", "{" HEAD ",\"violation\":[\"tindakan_menguntungkan\"],"
          ON("2024-08-01") "}", "!route:gakkumdu flag:before_penetapan_paslon" },
        { "MK 136: pejabat daerah", "{\"reported_category\":\"pejabat_negara\",\"reported\":"
          "{\"role\":\"dprd\"},\"violation\":[\"mobilisasi\"]," ON("2024-11-13") "}",
          "!route:gakkumdu flag:before_mk_136 excluded=none" },
        { "MK 136: pejabat daerah", "{\"reported_category\":\"pejabat_negara\",\"reported\":"
          "{\"role\":\"dprd\"},\"violation\":[\"mobilisasi\"]," ON("2024-11-14") "}",
          "route:gakkumdu !flag:before_mk_136" },
        { "an office not said may be the regent's: his own department sees nothing",
          "{\"reported_category\":\"pejabat_negara\",\"reported\":{\"role\":null}}",
          "excluded:kesbangpol flag:role_unknown" },
        { "a minister", "{\"reported_category\":\"pejabat_negara\",\"reported\":"
          "{\"role\":\"menteri\"},\"violation\":[\"mobilisasi\"]}",
          "route:bawaslu_kabkota route:bawaslu_ri route:gakkumdu" },
        { "a governor's election", "{" HEAD ",\"violation\":[\"fasilitas_negara\"],"
          "\"election\":{\"kind\":\"gubernur\"}}", "route:bawaslu_kabkota route:bawaslu_prov" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void others_go_where_somebody_may_decide(void **state)
{
    static const struct triage_try tries[] = {
        { "70(1)a/189", "{\"reported_category\":\"bumd\",\"violation\":[\"ikut_kampanye\"],"
          "\"reported\":{\"role\":\"direksi\"}}",
          "route:pimpinan_bumd route:gakkumdu route:bawaslu_kabkota excluded=none" },
        { "B.6 honorer", "{\"reported_category\":\"other\",\"reported\":{\"role\":\"honorer\"}}",
          "route:bupati !route:posko_answer" },
        { "B.6 RT/RW", "{\"reported_category\":\"other\",\"reported\":{\"role\":\"rt_rw\"}}",
          "route:bupati" },
        { "B.5 retired", "{\"reported_category\":\"other\","
          "\"reported\":{\"role\":\"purnawirawan\"}}",
          "route:posko_answer !route:bawaslu_kabkota" },
        { "70(1)/189 team", "{\"reported_category\":\"other\","
          "\"violation\":[\"pelibatan_oleh_paslon\"],"
          "\"reported\":{\"role\":\"tim\"}}",
          "route:gakkumdu route:kpu_kabkota route:bawaslu_kabkota" },
        { "70(1)/189 candidate",
          "{\"reported_category\":\"other\",\"violation\":[\"ikut_kampanye\"],"
          "\"reported\":{\"role\":null,\"candidate\":true}}", "route:gakkumdu route:kpu_kabkota" },
        { "73/187A", "{\"reported_category\":\"other\",\"violation\":[\"politik_uang\"],"
          "\"reported\":{\"role\":\"keluarga\"}}", "route:gakkumdu route:bawaslu_kabkota" },
        { "not a violation", "{\"violation\":[\"bukan_pelanggaran\"]}",
          "route:posko_answer !route:bkn" },
        { "not clear", "{\"violation\":[\"tidak_jelas\"]}", "route:posko_triage" },
        { "not clear, and something clear", "{\"violation\":[\"tidak_jelas\",\"foto_simbol\"]}",
          "route:bkn !route:posko_triage" },
        { "category not known", "{\"reported_category\":null}",
          "route:posko_triage excluded=none flag:category_unknown" },
        { "role not known", "{\"reported_category\":\"other\",\"reported\":{\"role\":null}}",
          "route:posko_triage flag:role_unknown" },
        { "threats by anybody", "{\"reported_category\":\"other\",\"violation\":[\"intimidasi\"],"
          "\"reported\":{\"role\":\"tim\"}}", "route:polres_reskrim !route:lpsk" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void another_year_and_place_has_its_own_rules(void **state)
{
    static const struct triage_try tries[] = {
        { "2020: KASN", "{" ON("2020-10-14") "}",
          "rules=pilkada-2020 route:kasn !route:bkn flag:kasn_era clock:filing=2020-10-21" },
        { "2020: no MK 136, no SP3D",
          "{" POLRI "},\"violation\":[\"mobilisasi\"]," ON("2020-11-20") "}",
          "rules=pilkada-2020 !route:gakkumdu flag:before_mk_136 route:propam_polres=null "
          "!clock:sp3d_20wd "
          "flag:unverified_rule" },
        { "2020: no posko flow yet",
          "{\"reported_category\":\"tni\",\"reported\":{\"role\":\"anggota\"},"
          ON("2020-11-20") "}", "route:pom_tni route:bawaslu_kabkota !clock:tni_forward_24h" },
        { "2020: pairs set on 23 Sep", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"mobilisasi\"]," ON("2020-09-22") "}",
          "flag:before_penetapan_paslon !route:gakkumdu" },
        { "2020: pairs set on 23 Sep", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"mobilisasi\"]," ON("2020-09-23") "}",
          "!flag:before_penetapan_paslon route:gakkumdu" },
        { "PSU 2025", "{" POLRI "},\"violation\":[\"mobilisasi\"]," ON("2025-04-10") ","
          "\"place\":{\"kab_kota\":\"Kab. Serang\",\"provinsi\":\"Banten\"}}",
          "rules=pilkada-2024 route:gakkumdu flag:no_candidate_calendar !flag:before_mk_136 "
          "!flag:outside_calendar" },
        { "PSU 2025: 20 working days over Idulfitri", "{" POLRI "}," ON("2025-03-20") "}",
          "clock:sp3d_20wd=2025-04-29 !flag:holidays_unknown" },
        { "rerun 2025: pairs set on 22 Jul", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"mobilisasi\"]," ON("2025-07-21") ",\"place\":{\"kab_kota\":\"Kab. "
          "Bangka\","
          "\"provinsi\":\"Kepulauan Bangka Belitung\"}}",
          "flag:before_penetapan_paslon !route:gakkumdu" },
        { "rerun 2025: pairs set on 22 Jul", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"mobilisasi\"]," ON("2025-07-22") ",\"place\":{\"kab_kota\":\"KOTA "
          "PANGKALPINANG\","
          "\"provinsi\":\"Kep. Bangka Belitung\"}}",
          "!flag:before_penetapan_paslon route:gakkumdu" },
        { "rerun 2025: another regency of that name", "{\"reported_category\":\"kepala_desa\","
          "\"violation\":[\"mobilisasi\"]," ON("2025-07-21") ",\"place\":{\"kab_kota\":\"Kab. "
          "Bangka Barat\","
          "\"provinsi\":\"Kepulauan Bangka Belitung\"}}", "flag:no_candidate_calendar" },
        { "after all of it", "{" ON("2026-03-02") "}",
          "flag:outside_calendar flag:no_candidate_calendar rules=pilkada-2024 route:bkn" },
        { "no holidays listed", "{" POLRI "}," ON("2026-03-02") "}",
          "flag:holidays_unknown clock:sp3d_20wd=2026-03-30" },
        { "before all of it", "{" ON("2023-06-01") "}",
          "flag:outside_calendar flag:before_penetapan_paslon !flag:no_candidate_calendar" },
    };

    (void)state;
    TRY_ALL(tries);
}

static void the_clocks_fit_the_kind_and_the_routes(void **state)
{
    static const struct triage_try tries[] = {
        { "A.5 laporan", "{}", "clock:initial_review=2024-10-09 strict:initial_review=2024-10-08 "
          "clock:handling_3=2024-10-10 clock:handling_5=2024-10-12 !clock:tracing "
          "!clock:completion "
          "!clock:police_handover !clock:sp3d_20wd start:filing=2024-10-05" },
        { "A.3 informasi awal", "{\"reporter\":{\"identified\":false}}",
          "clock:tracing=2024-10-14 strict:tracing=2024-10-13 !clock:handling_3 "
          "!clock:initial_review "
          "!clock:completion flag:unverified_rule route:bawaslu_kabkota=2024-10-14" },
        { "A.6 registered later", "{\"registered_on\":\"2024-10-09\"}",
          "clock:handling_3=2024-10-12 clock:handling_5=2024-10-14 "
          "route:bawaslu_kabkota=2024-10-12" },
        { "A.5 told later", "{\"described\":false,\"notified_on\":\"2024-10-09\"}",
          "clock:completion=2024-10-11" },
        { "B.3 SP3D, over polling day", "{" POLRI "}," ON("2024-11-12") "}",
          "clock:sp3d_20wd=2024-12-11 strict:sp3d_20wd=2024-12-10" },
    };

    (void)state;
    TRY_ALL(tries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(civil_servants_go_to_bawaslu_and_the_body_of_the_filing_day),
        cmocka_unit_test(village_heads_go_to_the_regent_and_for_crime_to_gakkumdu),
        cmocka_unit_test(police_are_examined_one_level_above_whoever_is_involved),
        cmocka_unit_test(soldiers_go_to_bawaslu_in_24_hours_and_to_the_military_police),
        cmocka_unit_test(organisers_are_never_examined_by_themselves),
        cmocka_unit_test(officials_of_the_state_go_to_bawaslu_kpu_and_gakkumdu),
        cmocka_unit_test(others_go_where_somebody_may_decide),
        cmocka_unit_test(another_year_and_place_has_its_own_rules),
        cmocka_unit_test(the_clocks_fit_the_kind_and_the_routes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
