/*
 * codes: every closed list of words that the rules, the forms, the log and the
 * API share (docs: design.md section 2, domain.md B.6 and J).
 *
 * Each list stands here once, as (enumerator, text). 0 is always "not known":
 * it has no text, its name is "", and parsing never gives it. A set of codes is
 * an unsigned with bit CODE_BIT(code); no list is longer than 31.
 */
#pragma once
#include "base/str.h"

#define CODE_BIT(code) (1u << (unsigned)(code))
#define CODE_ENUM(id, text) id,

/* Whose neutrality is in question: domain.md B.6, first column. */
#define CATEGORY_CODES(X)                         \
    X(CATEGORY_ASN, "asn")                        \
    X(CATEGORY_KEPALA_DESA, "kepala_desa")        \
    X(CATEGORY_POLRI, "polri")                    \
    X(CATEGORY_TNI, "tni")                        \
    X(CATEGORY_PEJABAT_NEGARA, "pejabat_negara")  \
    X(CATEGORY_BUMD, "bumd")                      \
    X(CATEGORY_PENYELENGGARA, "penyelenggara")    \
    X(CATEGORY_OTHER, "other")
enum reported_category { CATEGORY_NONE, CATEGORY_CODES(CODE_ENUM) CATEGORY_COUNT };

/* What was done: domain.md J, "Violation type codes". */
#define ACT_CODES(X)                                            \
    X(ACT_MEDSOS_DUKUNGAN, "medsos_dukungan")                   \
    X(ACT_FOTO_SIMBOL, "foto_simbol")                           \
    X(ACT_IKUT_KAMPANYE, "ikut_kampanye")                       \
    X(ACT_APK_ATRIBUT, "apk_atribut")                           \
    X(ACT_MOBILISASI, "mobilisasi")                             \
    X(ACT_TINDAKAN_MENGUNTUNGKAN, "tindakan_menguntungkan")     \
    X(ACT_FASILITAS_NEGARA, "fasilitas_negara")                 \
    X(ACT_MUTASI_PEJABAT, "mutasi_pejabat")                     \
    X(ACT_KAMPANYE_TANPA_CUTI, "kampanye_tanpa_cuti")           \
    X(ACT_PELIBATAN_OLEH_PASLON, "pelibatan_oleh_paslon")       \
    X(ACT_KODE_ETIK_PENYELENGGARA, "kode_etik_penyelenggara")   \
    X(ACT_INTIMIDASI, "intimidasi")                             \
    X(ACT_POLITIK_UANG, "politik_uang")                         \
    X(ACT_BUKAN_PELANGGARAN, "bukan_pelanggaran")               \
    X(ACT_TIDAK_JELAS, "tidak_jelas")
enum act { ACT_NONE, ACT_CODES(CODE_ENUM) ACT_COUNT };

#define ROLE_CODES(X)                             \
    X(ROLE_KEPALA_DESA, "kepala_desa")            \
    X(ROLE_PERANGKAT_DESA, "perangkat_desa")      \
    X(ROLE_STAF, "staf")                          \
    X(ROLE_PEJABAT, "pejabat")                    \
    X(ROLE_CAMAT, "camat")                        \
    X(ROLE_LURAH, "lurah")                        \
    X(ROLE_GURU, "guru")                          \
    X(ROLE_HONORER, "honorer")                    \
    X(ROLE_RT_RW, "rt_rw")                        \
    X(ROLE_PURNAWIRAWAN, "purnawirawan")          \
    X(ROLE_KELUARGA, "keluarga")                  \
    X(ROLE_TIM, "tim")                            \
    X(ROLE_ANGGOTA, "anggota")                    \
    X(ROLE_KOMANDAN, "komandan")                  \
    X(ROLE_KEPALA_DAERAH, "kepala_daerah")        \
    X(ROLE_PJ_KEPALA_DAERAH, "pj_kepala_daerah")  \
    X(ROLE_MENTERI, "menteri")                    \
    X(ROLE_DPRD, "dprd")                          \
    X(ROLE_DIREKSI, "direksi")                    \
    X(ROLE_KARYAWAN, "karyawan")
enum role { ROLE_NONE, ROLE_CODES(CODE_ENUM) ROLE_COUNT };

/* Bodies of organisers. ppk is Panitia Pemilihan Kecamatan here, never the personnel authority. */
#define BODY_CODES(X)                 \
    X(BODY_KPU, "kpu")                \
    X(BODY_PPK, "ppk")                \
    X(BODY_PPS, "pps")                \
    X(BODY_KPPS, "kpps")              \
    X(BODY_BAWASLU, "bawaslu")        \
    X(BODY_PANWASCAM, "panwascam")    \
    X(BODY_PKD, "pkd")                \
    X(BODY_PTPS, "ptps")
enum body { BODY_NONE, BODY_CODES(CODE_ENUM) BODY_COUNT };

#define CHANNEL_CODES(X)              \
    X(CHANNEL_WEB, "web")             \
    X(CHANNEL_WALK_IN, "walk_in")     \
    X(CHANNEL_PHONE, "phone")         \
    X(CHANNEL_WHATSAPP, "whatsapp")   \
    X(CHANNEL_SMS, "sms")             \
    X(CHANNEL_TELEGRAM, "telegram")   \
    X(CHANNEL_EMAIL, "email")         \
    X(CHANNEL_LETTER, "letter")       \
    X(CHANNEL_SUPERVISION, "supervision")
enum channel { CHANNEL_NONE, CHANNEL_CODES(CODE_ENUM) CHANNEL_COUNT };

#define STANDING_CODES(X)             \
    X(STANDING_PEMILIH, "pemilih")    \
    X(STANDING_PEMANTAU, "pemantau")  \
    X(STANDING_PESERTA, "peserta")    \
    X(STANDING_PENGAWAS, "pengawas")
enum standing { STANDING_NONE, STANDING_CODES(CODE_ENUM) STANDING_COUNT };

#define MODE_CODES(X)                     \
    X(MODE_ANONYMOUS, "anonymous")        \
    X(MODE_CONFIDENTIAL, "confidential")  \
    X(MODE_NAMED, "named")
enum report_mode { MODE_NONE, MODE_CODES(CODE_ENUM) MODE_COUNT };

/* Who may decide: domain.md J, "Route codes". ppk_instansi is the personnel authority. */
#define AUTHORITY_CODES(X)                                    \
    X(AUTHORITY_BAWASLU_KABKOTA, "bawaslu_kabkota")           \
    X(AUTHORITY_BAWASLU_PROV, "bawaslu_prov")                 \
    X(AUTHORITY_BAWASLU_RI, "bawaslu_ri")                     \
    X(AUTHORITY_BAWASLU_KABKOTA_ETIK, "bawaslu_kabkota_etik") \
    X(AUTHORITY_GAKKUMDU, "gakkumdu")                         \
    X(AUTHORITY_BKN, "bkn")                                   \
    X(AUTHORITY_PPK_INSTANSI, "ppk_instansi")                 \
    X(AUTHORITY_KASN, "kasn")                                 \
    X(AUTHORITY_BUPATI, "bupati")                             \
    X(AUTHORITY_PROPAM_POLRES, "propam_polres")               \
    X(AUTHORITY_PROPAM_POLDA, "propam_polda")                 \
    X(AUTHORITY_PROPAM_MABES, "propam_mabes")                 \
    X(AUTHORITY_INFO_PROPAM, "info_propam")                   \
    X(AUTHORITY_POM_TNI, "pom_tni")                           \
    X(AUTHORITY_KPU_KABKOTA, "kpu_kabkota")                   \
    X(AUTHORITY_DKPP, "dkpp")                                 \
    X(AUTHORITY_PIMPINAN_BUMD, "pimpinan_bumd")               \
    X(AUTHORITY_POLRES_RESKRIM, "polres_reskrim")             \
    X(AUTHORITY_LPSK, "lpsk")                                 \
    X(AUTHORITY_POSKO_TRIAGE, "posko_triage")                 \
    X(AUTHORITY_POSKO_ANSWER, "posko_answer")
enum authority { AUTHORITY_NONE, AUTHORITY_CODES(CODE_ENUM) AUTHORITY_COUNT };

/* The five agencies of the post. */
#define AGENCY_CODES(X)                 \
    X(AGENCY_PROPAM, "propam")          \
    X(AGENCY_PROVOS_TNI, "provos_tni")  \
    X(AGENCY_KPU, "kpu")                \
    X(AGENCY_BAWASLU, "bawaslu")        \
    X(AGENCY_KESBANGPOL, "kesbangpol")
enum agency_code { AGENCY_NONE, AGENCY_CODES(CODE_ENUM) AGENCY_COUNT };

/* What a report lacks: domain.md A.4. */
#define MISSING_CODES(X)                                \
    X(MISSING_IDENTITAS_PELAPOR, "identitas_pelapor")   \
    X(MISSING_KEDUDUKAN_PELAPOR, "kedudukan_pelapor")   \
    X(MISSING_IDENTITAS_TERLAPOR, "identitas_terlapor") \
    X(MISSING_PERBUATAN_TERLAPOR, "perbuatan_terlapor") \
    X(MISSING_WAKTU_KEJADIAN, "waktu_kejadian")         \
    X(MISSING_TEMPAT_KEJADIAN, "tempat_kejadian")       \
    X(MISSING_URAIAN_KEJADIAN, "uraian_kejadian")       \
    X(MISSING_SAKSI, "saksi")                           \
    X(MISSING_BUKTI, "bukti")
enum missing { MISSING_NONE, MISSING_CODES(CODE_ENUM) MISSING_COUNT };

#define INTAKE_CODES(X)           \
    X(INTAKE_LAPORAN, "laporan")  \
    X(INTAKE_INFORMASI_AWAL, "informasi_awal") \
    X(INTAKE_TEMUAN, "temuan")
enum intake_kind { INTAKE_NONE, INTAKE_CODES(CODE_ENUM) INTAKE_COUNT };

/* In rising order. */
#define URGENCY_CODES(X)          \
    X(URGENCY_NORMAL, "normal")   \
    X(URGENCY_HIGH, "high")       \
    X(URGENCY_IMMEDIATE, "immediate")
enum urgency { URGENCY_NONE, URGENCY_CODES(CODE_ENUM) URGENCY_COUNT };

#define TIMELINESS_CODES(X)               \
    X(TIMELINESS_IN_TIME, "in_time")      \
    X(TIMELINESS_BORDERLINE, "borderline") \
    X(TIMELINESS_LATE, "late")            \
    X(TIMELINESS_UNKNOWN, "unknown")
enum timeliness { TIMELINESS_NONE, TIMELINESS_CODES(CODE_ENUM) TIMELINESS_COUNT };

#define SIGN_CODES(X)                               \
    X(SIGN_IN_PROGRESS, "in_progress")              \
    X(SIGN_THREAT, "threat")                        \
    X(SIGN_VIOLENCE, "violence")                    \
    X(SIGN_MONEY_POLITICS, "money_politics")        \
    X(SIGN_EVIDENCE_VANISHING, "evidence_vanishing") \
    X(SIGN_CROWD, "crowd")
enum sign { SIGN_NONE, SIGN_CODES(CODE_ENUM) SIGN_COUNT };

#define ELECTION_CODES(X)             \
    X(ELECTION_GUBERNUR, "gubernur")  \
    X(ELECTION_BUPATI, "bupati")      \
    X(ELECTION_WALI_KOTA, "wali_kota")
enum election_kind { ELECTION_NONE, ELECTION_CODES(CODE_ENUM) ELECTION_COUNT };

#define CLOCK_CODES(X)                              \
    X(CLOCK_FILING, "filing")                       \
    X(CLOCK_INITIAL_REVIEW, "initial_review")       \
    X(CLOCK_COMPLETION, "completion")               \
    X(CLOCK_HANDLING_3, "handling_3")               \
    X(CLOCK_HANDLING_5, "handling_5")               \
    X(CLOCK_TRACING, "tracing")                     \
    X(CLOCK_POLICE_HANDOVER, "police_handover")     \
    X(CLOCK_INVESTIGATION_14WD, "investigation_14wd") \
    X(CLOCK_BKN_VERIFICATION, "bkn_verification")   \
    X(CLOCK_SP3D_20WD, "sp3d_20wd")                 \
    X(CLOCK_TNI_FORWARD_24H, "tni_forward_24h")
enum clock_name { CLOCK_NONE, CLOCK_CODES(CODE_ENUM) CLOCK_COUNT };

#define UNIT_CODES(X)                     \
    X(UNIT_CALENDAR_DAY, "calendar_day")  \
    X(UNIT_WORKING_DAY, "working_day")    \
    X(UNIT_HOUR, "hour")
enum clock_unit { UNIT_NONE, UNIT_CODES(CODE_ENUM) UNIT_COUNT };

/* What sets a clock going. */
#define TRIGGER_CODES(X)                  \
    X(TRIGGER_KNOWN, "known")             \
    X(TRIGGER_FILED, "filed")             \
    X(TRIGGER_REGISTERED, "registered")   \
    X(TRIGGER_NOTICE, "notice")           \
    X(TRIGGER_DECISION, "decision")       \
    X(TRIGGER_HANDOVER, "handover")
enum clock_trigger { TRIGGER_NONE, TRIGGER_CODES(CODE_ENUM) TRIGGER_COUNT };

/*
 * What the rules want an officer to notice. Each has its Indonesian sentence:
 * flag_sentence(). Third column of the table in codes.c.
 */
#define FLAG_CODES(X)                                       \
    X(FLAG_BEFORE_PENETAPAN_PASLON, "before_penetapan_paslon") \
    X(FLAG_NO_CANDIDATE_CALENDAR, "no_candidate_calendar")  \
    X(FLAG_LATE_FOR_BAWASLU, "late_for_bawaslu")            \
    X(FLAG_FILING_BORDERLINE, "filing_borderline")          \
    X(FLAG_LAST_DAY_CLOSED, "last_day_closed")              \
    X(FLAG_BEFORE_MK_136, "before_mk_136")                  \
    X(FLAG_KASN_ERA, "kasn_era")                            \
    X(FLAG_BEFORE_MUTASI_WINDOW, "before_mutasi_window")    \
    X(FLAG_MEMBERSHIP_UNVERIFIED, "membership_unverified")  \
    X(FLAG_CONFLICT_ESCALATED, "conflict_escalated")        \
    X(FLAG_UNVERIFIED_RULE, "unverified_rule")              \
    X(FLAG_HOLIDAYS_UNKNOWN, "holidays_unknown")            \
    X(FLAG_OUTSIDE_CALENDAR, "outside_calendar")            \
    X(FLAG_KNOWN_BEFORE_OCCURRED, "known_before_occurred")  \
    X(FLAG_FUTURE_DATE, "future_date")                      \
    X(FLAG_MINOR_REPORTER, "minor_reporter")                \
    X(FLAG_STANDING_UNKNOWN, "standing_unknown")            \
    X(FLAG_CHANNEL_UNKNOWN, "channel_unknown")              \
    X(FLAG_KNOWN_ON_UNKNOWN, "known_on_unknown")            \
    X(FLAG_FILED_AT_UNKNOWN, "filed_at_unknown")            \
    X(FLAG_ACT_DATE_UNKNOWN, "act_date_unknown")            \
    X(FLAG_CATEGORY_UNKNOWN, "category_unknown")            \
    X(FLAG_ROLE_UNKNOWN, "role_unknown")                    \
    X(FLAG_BODY_UNKNOWN, "body_unknown")                    \
    X(FLAG_CHIEF_UNKNOWN, "chief_unknown")                  \
    X(FLAG_ZONE_UNKNOWN, "zone_unknown")                    \
    X(FLAG_ZONE_MISMATCH, "zone_mismatch")                  \
    X(FLAG_UNKNOWN_CODE, "unknown_code")
enum flag { FLAG_NONE, FLAG_CODES(CODE_ENUM) FLAG_COUNT };

/* What a rule of the rule file may ask of the facts: rules/README.md, "when". */
#define CONDITION_CODES(X)                          \
    X(COND_CANDIDATE, "candidate")                  \
    X(COND_DETERMINED, "determined")                \
    X(COND_CONFLICT, "conflict")                    \
    X(COND_BAWASLU_CONFLICT, "bawaslu_conflict")    \
    X(COND_POLICE_CONFLICT, "police_conflict")      \
    X(COND_PROVINCE, "province")                    \
    X(COND_NATIONAL, "national")                    \
    X(COND_GUBERNUR, "gubernur")                    \
    X(COND_QUIET_DAYS, "quiet_days")                \
    X(COND_MINOR, "minor")                          \
    X(COND_INCOMPLETE, "incomplete")                \
    X(COND_CATEGORY_UNKNOWN, "category_unknown")    \
    X(COND_ROLE_UNKNOWN, "role_unknown")            \
    X(COND_BODY_UNKNOWN, "body_unknown")            \
    X(COND_ONLY_UNCLEAR, "only_unclear")            \
    X(COND_ONLY_NO_VIOLATION, "only_no_violation")
enum condition { COND_NONE, CONDITION_CODES(CODE_ENUM) COND_COUNT };

/* Each list: its texts by code (index 0 is ""), its name, and its reading, which
 * is exact (no case folding) and leaves *out alone when the text is not listed. */
const char *category_name(enum reported_category c);
bool category_parse(struct str text, enum reported_category *out) MUST_USE;
const char *act_name(enum act c);
bool act_parse(struct str text, enum act *out) MUST_USE;
const char *role_name(enum role c);
bool role_parse(struct str text, enum role *out) MUST_USE;
const char *body_name(enum body c);
bool body_parse(struct str text, enum body *out) MUST_USE;
const char *channel_name(enum channel c);
bool channel_parse(struct str text, enum channel *out) MUST_USE;
const char *standing_name(enum standing c);
bool standing_parse(struct str text, enum standing *out) MUST_USE;
const char *mode_name(enum report_mode c);
bool mode_parse(struct str text, enum report_mode *out) MUST_USE;
const char *authority_name(enum authority c);
bool authority_parse(struct str text, enum authority *out) MUST_USE;
const char *agency_code_name(enum agency_code c);
bool agency_code_parse(struct str text, enum agency_code *out) MUST_USE;
const char *missing_name(enum missing c);
bool missing_parse(struct str text, enum missing *out) MUST_USE;
const char *intake_name(enum intake_kind c);
bool intake_parse(struct str text, enum intake_kind *out) MUST_USE;
const char *urgency_name(enum urgency c);
bool urgency_parse(struct str text, enum urgency *out) MUST_USE;
const char *timeliness_name(enum timeliness c);
bool timeliness_parse(struct str text, enum timeliness *out) MUST_USE;
const char *sign_name(enum sign c);
bool sign_parse(struct str text, enum sign *out) MUST_USE;
const char *election_name(enum election_kind c);
/* Also takes "walikota". */
bool election_parse(struct str text, enum election_kind *out) MUST_USE;
const char *clock_name_text(enum clock_name c);
bool clock_name_parse(struct str text, enum clock_name *out) MUST_USE;
const char *clock_unit_name(enum clock_unit c);
bool clock_unit_parse(struct str text, enum clock_unit *out) MUST_USE;
const char *clock_trigger_name(enum clock_trigger c);
bool clock_trigger_parse(struct str text, enum clock_trigger *out) MUST_USE;
const char *flag_name(enum flag c);
bool flag_parse(struct str text, enum flag *out) MUST_USE;
const char *flag_sentence(enum flag c); /* Indonesian, for officers; "" for FLAG_NONE */
const char *condition_name(enum condition c);
bool condition_parse(struct str text, enum condition *out) MUST_USE;
