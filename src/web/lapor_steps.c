/*
 * lapor_steps: the order of the questions, in one table.
 */
#include <assert.h>
#include "web/lapor.h"

static bool has_kecamatan(const struct report_form *form)
{
    return form->kecamatan.len > 0;
}

/* Who says that there is something to send is asked for it. */
static bool has_files(const struct report_form *form)
{
    return form->proofs & ~(unsigned)PROOF_LINK;
}

static bool has_identity(const struct report_form *form)
{
    return form->mode == MODE_CONFIDENTIAL || form->mode == MODE_NAMED;
}

static bool has_category(const struct report_form *form)
{
    return form->category != CATEGORY_NONE;
}

#define STEP(path, parts, counts, applies, name) \
    { "/lapor/" path, parts, counts, applies, read_##name, ask_##name }
const struct lapor_step lapor_steps[] = {
    STEP("cara", CODE_BIT(PART_MODE), true, NULL, mode),
    STEP("siapa", CODE_BIT(PART_WHOM), true, NULL, who),
    STEP("orang", CODE_BIT(PART_WHOM), false, has_category, person),
    STEP("apa", CODE_BIT(PART_WHAT), true, NULL, what),
    STEP("kapan", CODE_BIT(PART_WHEN), true, NULL, when),
    STEP("tempat", CODE_BIT(PART_WHERE), true, NULL, where),
    STEP("desa", CODE_BIT(PART_WHERE), false, has_kecamatan, village),
    STEP("bukti", CODE_BIT(PART_PROOF), true, NULL, proof),
    { "/lapor/berkas", 0, false, has_files, NULL, NULL }, /* web/files.c */
    STEP("keamanan", CODE_BIT(PART_SAFETY) | CODE_BIT(PART_EXCLUDE), true, NULL, safety),
    STEP("identitas", CODE_BIT(PART_IDENTITY), true, has_identity, identity),
};
const size_t lapor_steps_len = COUNT_OF(lapor_steps);

const struct lapor_step *lapor_step_of(struct str path)
{
    for (size_t i = 0; i < lapor_steps_len; i++)
        if (str_is(path, lapor_steps[i].path))
            return &lapor_steps[i];
    assert(!"a route of a step that is not in the table");
    return lapor_steps;
}

static bool applies(const struct lapor_step *step, const struct report_form *form)
{
    return !step->applies || step->applies(form);
}

const char *lapor_next(const struct lapor_step *step, const struct report_form *form)
{
    for (size_t i = (size_t)(step - lapor_steps) + 1; i < lapor_steps_len; i++)
        if (applies(&lapor_steps[i], form))
            return lapor_steps[i].path;
    return LAPOR_CHECK;
}

const char *lapor_before(const struct lapor_step *step, const struct report_form *form)
{
    for (size_t i = step ? (size_t)(step - lapor_steps) : lapor_steps_len; i-- > 0;)
        if (applies(&lapor_steps[i], form))
            return lapor_steps[i].path;
    return "/lapor";
}

void lapor_count(const struct lapor_step *step, const struct report_form *form, int *n, int *of)
{
    int before = 0, all = 1; /* the check page is the last */

    for (size_t i = 0; i < lapor_steps_len; i++)
        if (lapor_steps[i].counts && applies(&lapor_steps[i], form)) {
            all++;
            before += !step || &lapor_steps[i] <= step;
        }
    *n = step ? before : all;
    *of = all;
}

const char *lapor_path_of(enum report_part part)
{
    static const char *const paths[PART_COUNT] = {
        [PART_MODE] = "/lapor/cara",       [PART_WHOM] = "/lapor/siapa",
        [PART_WHAT] = "/lapor/apa",        [PART_WHEN] = "/lapor/kapan",
        [PART_WHERE] = "/lapor/tempat",    [PART_PROOF] = "/lapor/bukti",
        [PART_SAFETY] = "/lapor/keamanan", [PART_IDENTITY] = "/lapor/identitas",
        [PART_EXCLUDE] = "/lapor/keamanan",
    };
    return paths[part];
}

unsigned category_roles(enum reported_category c)
{
    static const unsigned roles[CATEGORY_COUNT] = {
        [CATEGORY_ASN] = CODE_BIT(ROLE_STAF) | CODE_BIT(ROLE_PEJABAT) | CODE_BIT(ROLE_CAMAT)
                         | CODE_BIT(ROLE_LURAH) | CODE_BIT(ROLE_GURU),
        [CATEGORY_KEPALA_DESA] = CODE_BIT(ROLE_KEPALA_DESA) | CODE_BIT(ROLE_PERANGKAT_DESA),
        [CATEGORY_POLRI] = CODE_BIT(ROLE_ANGGOTA) | CODE_BIT(ROLE_KOMANDAN),
        [CATEGORY_TNI] = CODE_BIT(ROLE_ANGGOTA) | CODE_BIT(ROLE_KOMANDAN),
        [CATEGORY_PEJABAT_NEGARA] = CODE_BIT(ROLE_KEPALA_DAERAH) | CODE_BIT(ROLE_PJ_KEPALA_DAERAH)
                                    | CODE_BIT(ROLE_MENTERI) | CODE_BIT(ROLE_DPRD),
        [CATEGORY_BUMD] = CODE_BIT(ROLE_DIREKSI) | CODE_BIT(ROLE_KARYAWAN),
        [CATEGORY_OTHER] = CODE_BIT(ROLE_HONORER) | CODE_BIT(ROLE_RT_RW)
                           | CODE_BIT(ROLE_PURNAWIRAWAN) | CODE_BIT(ROLE_KELUARGA)
                           | CODE_BIT(ROLE_TIM),
    };
    return roles[c];
}

/* What that kind of office is usually reported for; "not sure" is always there. */
unsigned category_acts(enum reported_category c)
{
    const unsigned any = CODE_BIT(ACT_MEDSOS_DUKUNGAN) | CODE_BIT(ACT_FOTO_SIMBOL)
                         | CODE_BIT(ACT_IKUT_KAMPANYE) | CODE_BIT(ACT_APK_ATRIBUT)
                         | CODE_BIT(ACT_MOBILISASI) | CODE_BIT(ACT_INTIMIDASI)
                         | CODE_BIT(ACT_POLITIK_UANG) | CODE_BIT(ACT_TIDAK_JELAS);
    const unsigned office = CODE_BIT(ACT_TINDAKAN_MENGUNTUNGKAN) | CODE_BIT(ACT_FASILITAS_NEGARA);

    switch (c) {
    case CATEGORY_ASN:
        return any | office | CODE_BIT(ACT_MUTASI_PEJABAT);
    case CATEGORY_KEPALA_DESA:
    case CATEGORY_POLRI:
    case CATEGORY_TNI:
        return any | office;
    case CATEGORY_PEJABAT_NEGARA:
        return any | office | CODE_BIT(ACT_MUTASI_PEJABAT) | CODE_BIT(ACT_KAMPANYE_TANPA_CUTI);
    case CATEGORY_BUMD:
        return any | CODE_BIT(ACT_FASILITAS_NEGARA) | CODE_BIT(ACT_PELIBATAN_OLEH_PASLON);
    case CATEGORY_PENYELENGGARA:
        return any | CODE_BIT(ACT_KODE_ETIK_PENYELENGGARA) | CODE_BIT(ACT_TINDAKAN_MENGUNTUNGKAN);
    case CATEGORY_OTHER:
        return any | CODE_BIT(ACT_FASILITAS_NEGARA) | CODE_BIT(ACT_PELIBATAN_OLEH_PASLON);
    case CATEGORY_NONE:
    case CATEGORY_COUNT:
        break;
    }
    return any | office;
}
