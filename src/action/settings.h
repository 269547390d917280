/*
 * settings: everything an operator may set, in one table: name, type, limits,
 * default and a sentence. `posko config` prints it, posko.conf is read by it, and
 * docs/settings.md is made from it.
 *
 * The file is lines of "name = value", '#' begins a comment. An unknown name, a name
 * given twice, or a value out of range is an error with its line: nothing is guessed.
 */
#pragma once
#include "base/cx.h"

struct settings {
    struct str post_code; /* 2..4 of A-Z */
    struct str post_name;
    struct str election; /* "Pilkada Jepara" */
    struct str regency;  /* region code, "33.20" */
    struct str address, phone;
    struct str origin; /* "https://..." or "" */
    struct str listen;
    int64_t threads;
    int64_t connections_max;
    int64_t idle_s;
    int64_t header_s;
    int64_t lane_threads;
    int64_t lane_queue;
    int64_t writer_queue;
    int64_t filings_per_hour; /* per address block; 0: no limit */
    int64_t code_tries_per_hour;
    int64_t publish_minutes;       /* public heads on this clock; 0: at once */
    int64_t silent_s;              /* a witness unheard for so long is called silent */
    int64_t evidence_file_mb, evidence_report_mb, evidence_files, evidence_room_mb;
    bool behind_proxy;
    bool limit_local;
};

enum setting_type { SETTING_TEXT, SETTING_NUMBER, SETTING_YES };

struct setting {
    const char *name;
    enum setting_type type;
    size_t offset;        /* into struct settings */
    const char *fallback; /* the default, as it would stand in the file */
    int64_t min, max;     /* numbers: the value; texts: the length in bytes */
    const char *sentence;
};

extern const struct setting setting_table[];
extern const size_t setting_table_len;

/* Every setting at its default. */
void settings_default(struct settings *out);
/* ERR_INVALID: the note says file, line and what to write instead. Texts lie in the arena. */
enum err settings_read(struct cx *cx, struct str file_name, struct str text,
                       struct settings *out) MUST_USE;
/* The value as it would stand in the file. */
struct str setting_value(struct arena *arena, const struct setting *s, const struct settings *from);
