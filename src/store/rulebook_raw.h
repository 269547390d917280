/*
 * rulebook_raw: the rule file as libcyaml reads it, before its days are read
 * and its texts are measured. Only the rulebook_*.c of this folder use it.
 */
#pragma once
#include <cyaml/cyaml.h>
#include <stdbool.h>
#include <stdint.h>
#include "base/cx.h"
#include "domain/rulebook.h"

struct raw_law {
    char *id, *basis, *source, *from, *to;
    bool verified;
    uint32_t by; /* enum law_day */
};

struct raw_when {
    uint32_t categories, roles, not_roles, bodies, acts, signs, intakes, all, none;
};

struct raw_source {
    char *code, *title;
};

struct raw_channels {
    struct raw_law law;
    uint32_t laporan, supervision;
};

struct raw_requirement {
    struct raw_law law;
    uint32_t code, kind, intakes;
    bool needed;
};

struct raw_clock {
    struct raw_law law;
    struct raw_when when;
    uint32_t name, unit, trigger, routes;
    int32_t count, extend_max, then_working_days;
    char *note;
};

struct raw_route {
    struct raw_law law;
    struct raw_when when;
    uint32_t to, clocks, flag, flag_before;
    bool final;
    char *why;
};

struct raw_exclusion {
    struct raw_law law;
    struct raw_when when;
    uint32_t agencies;
};

struct raw_urgency {
    struct raw_law law;
    struct raw_when when;
    uint32_t level;
};

struct raw_unit_word {
    struct raw_law law;
    char *word;
    uint32_t level;
};

struct raw_event {
    struct raw_law law;
    char *code, *title, *first, *last;
    bool partial;
    char **regions;
    uint32_t regions_count;
};

struct raw_stage {
    struct raw_law law;
    char *event, *code, *title, *start, *end;
};

struct raw_holiday {
    char *on, *name;
};

struct raw_holidays {
    struct raw_law law;
    int32_t year;
    struct raw_holiday *days;
    uint32_t days_count;
};

struct raw_zone {
    struct raw_law law;
    char *tz;
    char **provinces;
    uint32_t provinces_count;
};

struct raw_act {
    struct raw_law law;
    uint32_t act, categories;
    char *sanction;
};

struct raw_form {
    struct raw_law law;
    char *code, *title;
};

struct raw_retention {
    struct raw_law law;
    char *record, *keep;
};

struct raw_rulebook {
    char *rules, *title, *from, *to;
    struct raw_source *sources;
    struct raw_channels *channels;
    struct raw_requirement *requirements;
    struct raw_clock *clocks;
    struct raw_route *routes;
    struct raw_exclusion *exclusions;
    struct raw_urgency *urgency;
    struct raw_unit_word *unit_words;
    struct raw_event *events;
    struct raw_stage *stages;
    struct raw_holidays *holidays;
    struct raw_zone *zones;
    struct raw_act *acts;
    struct raw_form *forms;
    struct raw_retention *retention;
    uint32_t sources_count, channels_count, requirements_count, clocks_count, routes_count,
        exclusions_count, urgency_count, unit_words_count, events_count, stages_count,
        holidays_count, zones_count, acts_count, forms_count, retention_count;
};

enum raw_kind { RAW_FORMAL = 1, RAW_MATERIAL };
enum raw_level { RAW_PROVINCE = 1, RAW_NATIONAL, RAW_OWN_UNIT };

/* The schema of a whole file, a pointer to struct raw_rulebook. */
const cyaml_schema_value_t *rulebook_schema(void);

#define RAW_IDS_MAX 2000

/* One load: where faults are told, and what they are about. */
struct load {
    struct cx *cx;
    struct str yaml, file;
    const struct raw_rulebook *raw;
    const char *entry; /* id of the entry at hand; NULL: the head of the file */
    char said[200];    /* libcyaml's first complaint */
    int said_line;
    struct str *ids;   /* those met so far; RAW_IDS_MAX places */
    size_t ids_len;
    size_t again;      /* how many entries of that id to pass over when telling a line */
};

/* Turns l->raw into a rule set in l->cx->arena, or refuses it with a line. */
enum err rulebook_read(struct load *l, struct rulebook *book);
