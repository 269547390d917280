/*
 * codes: the texts of the lists in codes.h, made from the lists themselves, so
 * that no enumerator can be without its text.
 */
#include "domain/codes.h"

#define CODE_TEXT(id, text) [id] = text,

static bool code_find(const char *const *texts, size_t count, struct str text, unsigned *out)
{
    for (unsigned i = 1; i < count; i++) {
        if (str_is(text, texts[i])) {
            *out = i;
            return true;
        }
    }
    return false;
}

static const char *code_text(const char *const *texts, size_t count, unsigned code)
{
    return code > 0 && code < count ? texts[code] : "";
}

/* Defines NAME and PARSE over LIST; nothing of it hides a way out. */
#define CODE_FUNCTIONS(LIST, type, NAME, PARSE)                                       \
    static const char *const NAME##_texts[] = { "", LIST(CODE_TEXT) };                \
    const char *NAME(type c)                                                          \
    {                                                                                 \
        return code_text(NAME##_texts, COUNT_OF(NAME##_texts), (unsigned)c);          \
    }                                                                                 \
    bool PARSE(struct str text, type *out)                                            \
    {                                                                                 \
        unsigned code = 0;                                                            \
                                                                                      \
        if (!code_find(NAME##_texts, COUNT_OF(NAME##_texts), text, &code))            \
            return false;                                                             \
        *out = (type)code;                                                            \
        return true;                                                                  \
    }

CODE_FUNCTIONS(CATEGORY_CODES, enum reported_category, category_name, category_parse)
CODE_FUNCTIONS(ACT_CODES, enum act, act_name, act_parse)
CODE_FUNCTIONS(ROLE_CODES, enum role, role_name, role_parse)
CODE_FUNCTIONS(BODY_CODES, enum body, body_name, body_parse)
CODE_FUNCTIONS(CHANNEL_CODES, enum channel, channel_name, channel_parse)
CODE_FUNCTIONS(STANDING_CODES, enum standing, standing_name, standing_parse)
CODE_FUNCTIONS(MODE_CODES, enum report_mode, mode_name, mode_parse)
CODE_FUNCTIONS(AUTHORITY_CODES, enum authority, authority_name, authority_parse)
CODE_FUNCTIONS(AGENCY_CODES, enum agency_code, agency_code_name, agency_code_parse)
CODE_FUNCTIONS(MISSING_CODES, enum missing, missing_name, missing_parse)
CODE_FUNCTIONS(INTAKE_CODES, enum intake_kind, intake_name, intake_parse)
CODE_FUNCTIONS(URGENCY_CODES, enum urgency, urgency_name, urgency_parse)
CODE_FUNCTIONS(TIMELINESS_CODES, enum timeliness, timeliness_name, timeliness_parse)
CODE_FUNCTIONS(SIGN_CODES, enum sign, sign_name, sign_parse)
CODE_FUNCTIONS(CLOCK_CODES, enum clock_name, clock_name_text, clock_name_parse)
CODE_FUNCTIONS(UNIT_CODES, enum clock_unit, clock_unit_name, clock_unit_parse)
CODE_FUNCTIONS(TRIGGER_CODES, enum clock_trigger, clock_trigger_name, clock_trigger_parse)
CODE_FUNCTIONS(FLAG_CODES, enum flag, flag_name, flag_parse)
CODE_FUNCTIONS(CONDITION_CODES, enum condition, condition_name, condition_parse)

static const char *const election_texts[] = { "", ELECTION_CODES(CODE_TEXT) };

const char *election_name(enum election_kind c)
{
    return code_text(election_texts, COUNT_OF(election_texts), (unsigned)c);
}

bool election_parse(struct str text, enum election_kind *out)
{
    unsigned code = 0;

    if (str_is(text, "walikota"))
        code = ELECTION_WALI_KOTA;
    else if (!code_find(election_texts, COUNT_OF(election_texts), text, &code))
        return false;
    *out = (enum election_kind)code;
    return true;
}

/* One table for pages and paper: what the officer should know, in one sentence. */
static const char *const flag_sentences[FLAG_COUNT] = {
    [FLAG_NONE] = "",
    [FLAG_BEFORE_PENETAPAN_PASLON] =
        "Paslon belum ditetapkan pada hari kejadian: larangan yang mensyaratkan paslon belum "
        "berlaku, aturan disiplin tetap berlaku.",
    [FLAG_NO_CANDIDATE_CALENDAR] =
        "Jadwal penetapan paslon daerah ini tidak ada di aturan: periksa apakah paslon sudah "
        "ditetapkan pada hari kejadian.",
    [FLAG_LATE_FOR_BAWASLU] =
        "Lewat tujuh hari sejak diketahui untuk laporan ke Bawaslu; jalur lain tetap terbuka dan "
        "isinya dapat dipakai sebagai informasi awal.",
    [FLAG_FILING_BORDERLINE] =
        "Masuk tepat pada hari ketujuh: bila hari pertama ikut dihitung, laporan ini lewat sehari. "
        "Petugas Bawaslu yang memutuskan.",
    [FLAG_LAST_DAY_CLOSED] =
        "Hari terakhir jatuh pada hari libur: loket Bawaslu dapat tutup lebih dulu.",
    [FLAG_BEFORE_MK_136] =
        "Kejadian sebelum putusan MK 136 (14 November 2024): pidana netralitas belum menjangkau "
        "jabatan ini, hanya disiplin dan etik.",
    [FLAG_KASN_ERA] =
        "Diajukan saat KASN masih berwenang; sejak 24 Agustus 2024 tugasnya pada BKN.",
    [FLAG_BEFORE_MUTASI_WINDOW] =
        "Penggantian pejabat terjadi lebih dari enam bulan sebelum penetapan paslon: larangannya "
        "belum berlaku.",
    [FLAG_MEMBERSHIP_UNVERIFIED] =
        "Pastikan keanggotaan terlapor lewat kesatuannya; pakaian saja bukan bukti.",
    [FLAG_CONFLICT_ESCALATED] =
        "Satuan terlapor tidak boleh memeriksa dirinya sendiri: penanganan dinaikkan setingkat.",
    [FLAG_UNVERIFIED_RULE] =
        "Ada aturan yang dipakai di sini yang belum dicocokkan dengan naskah aslinya.",
    [FLAG_HOLIDAYS_UNKNOWN] =
        "Daftar hari libur tahun ini belum ada: hari kerja dihitung hanya tanpa Sabtu dan Minggu.",
    [FLAG_OUTSIDE_CALENDAR] =
        "Hari kejadian di luar tahapan pemilihan yang ada di aturan ini.",
    [FLAG_KNOWN_BEFORE_OCCURRED] =
        "Tanggal diketahui lebih awal daripada tanggal kejadian: tanyakan lagi kepada pelapor.",
    [FLAG_FUTURE_DATE] =
        "Ada tanggal sesudah hari laporan masuk: tanyakan lagi kepada pelapor.",
    [FLAG_MINOR_REPORTER] =
        "Pelapor di bawah 17 tahun: lindungi identitasnya dan jangan minta ia hadir sendiri.",
    [FLAG_STANDING_UNKNOWN] =
        "Kedudukan pelapor belum pasti: tanyakan apakah ia pemilih di daerah ini, pemantau "
        "terakreditasi, atau peserta pemilihan.",
    [FLAG_CHANNEL_UNKNOWN] = "Cara laporan ini masuk tidak dicatat.",
    [FLAG_KNOWN_ON_UNKNOWN] =
        "Tanggal diketahui belum ada: batas tujuh hari belum dapat dihitung pasti.",
    [FLAG_FILED_AT_UNKNOWN] = "Waktu laporan masuk belum ada: jam penanganan belum dapat dihitung.",
    [FLAG_ACT_DATE_UNKNOWN] =
        "Tanggal kejadian belum ada: aturan yang berlaku pada hari itu belum dapat dipastikan.",
    [FLAG_CATEGORY_UNKNOWN] =
        "Jenis jabatan terlapor belum jelas: tidak ada instansi yang dikecualikan.",
    [FLAG_ROLE_UNKNOWN] =
        "Kedudukan terlapor belum jelas: pejabat, kepala, atau pegawai biasa menentukan jalurnya.",
    [FLAG_BODY_UNKNOWN] =
        "Lembaga penyelenggara belum jelas: KPU dan Bawaslu sama-sama dikecualikan sampai jelas.",
    [FLAG_CHIEF_UNKNOWN] =
        "Belum jelas apakah terlapor memimpin satuannya; bila ya, penanganan dinaikkan setingkat.",
    [FLAG_ZONE_UNKNOWN] =
        "Zona waktu tempat kejadian belum pasti: tanggal dihitung menurut jam yang tertulis.",
    [FLAG_ZONE_MISMATCH] = "Zona waktu yang ditulis berbeda dari zona provinsinya.",
    [FLAG_UNKNOWN_CODE] = "Ada isian yang tidak dikenal dan tidak ikut dinilai.",
};

const char *flag_sentence(enum flag c)
{
    return (unsigned)c < FLAG_COUNT && flag_sentences[c] ? flag_sentences[c] : "";
}
