/*
 * region: Indonesia's administrative units and the hour they keep.
 *
 * Pure lookups in a text the caller holds (rules/regions/indonesia.tsv), one
 * unit a line, sorted bytewise by code:
 *
 *     33.20.07<TAB>Mlonggo<LF>
 *
 * Codes are the interior ministry's: province "33", regency or city "33.20",
 * district (kecamatan) "33.20.07", village (desa, kelurahan) "33.20.07.2001".
 * Nothing is copied or allocated: every str returned points into the text.
 * The text is trusted to be sorted; tests/unit/domain/test_region.c checks it.
 */
#pragma once
#include "base/str.h"

enum region_level {
    REGION_COUNTRY, /* the empty code: parent of the provinces */
    REGION_PROVINCE,
    REGION_REGENCY,
    REGION_DISTRICT,
    REGION_VILLAGE
};

struct region {
    struct str code; /* "33.20.07"         */
    struct str name; /* "Mlonggo", UTF-8   */
};

/* A walk over the units directly inside one; made by region_children. */
struct region_walk {
    struct str rest, parent;
};

/* The level a code stands for by its shape; false if it is no code. */
bool region_code_level(struct str code, enum region_level *out) MUST_USE;

/* The code of the unit around this one: "33.20.07" -> "33.20", "33" -> "". */
struct str region_parent(struct str code);

/* True if code is `outer` or lies anywhere inside it. The empty code holds all. */
bool region_within(struct str code, struct str outer);

/* The unit with exactly this code; false if there is none. */
bool region_find(struct str table, struct str code, struct region *out) MUST_USE;

/* Its name, or "" if there is none. */
struct str region_name(struct str table, struct str code);

/* for (struct region_walk w = region_children(table, code); region_next(&w, &r);)
 * gives the units directly inside, in order of code; none for an unknown code. */
struct region_walk region_children(struct str table, struct str parent_code);
bool region_next(struct region_walk *walk, struct region *out);

/* The unit directly inside `parent_code` that the text means: its code, or its
 * name. Case, blanks and punctuation do not matter, nor a word before the name
 * that says what it is (Kecamatan, Kec., Desa, Kelurahan, Kabupaten, Kota ...).
 * False if none fits or if two do. */
bool region_match(struct str table, struct str parent_code, struct str text,
                  struct region *out) MUST_USE;

/* The offset from UTC, in minutes, where the unit lies, from the text of
 * rules/regions/zones.tsv ("33<TAB>+07:00<LF>"); false if it is not told. */
bool region_zone(struct str zones, struct str code, int *minutes) MUST_USE;
