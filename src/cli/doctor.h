/*
 * doctor: what on this machine, in this directory and in this post weakens which promise
 * (ARCHITECTURE.md), as a table of checks. Each looks at one thing and changes nothing; a server
 * may run meanwhile or not. The sentences are in lang/doctor.*.po.
 */
#pragma once
#include "action/post.h"
#include "page/text.h"

enum finding { FINDING_FINE, FINDING_WEAK, FINDING_UNKNOWN };

enum promise { P1 = 1, P2 = 2, P3 = 4, P4 = 8 };

/* Who is looked at. What could not be opened is false, and `why` says why not. */
struct patient {
    struct cx *cx;
    const char *dir;
    const char *root;         /* before /proc, /sys and /var: "" but in tests */
    bool has_settings, has_post;
    struct settings settings;
    struct db *db;
    struct env *env;
    struct str why;
    int server;               /* process that serves dir; 0: none found */
};

struct found {
    enum finding finding;
    struct str saw;           /* names, numbers: the same in every language */
};

struct check {
    const char *name;         /* for the JSON */
    unsigned promises;        /* of enum promise */
    enum text_key what, means, remedy;
    void (*look)(struct patient *p, struct found *out);
};

extern const struct check doctor_files[], doctor_machine[], doctor_post[];
extern const size_t doctor_files_len, doctor_machine_len, doctor_post_len;

void patient_open(struct cx *cx, const char *dir, const char *root, struct patient *out);
void patient_close(struct patient *p); /* fits AUTO */

/* For the tables: a finding with what was seen. */
void found_put(struct patient *p, struct found *out, enum finding finding, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* A small file below root, cut at its first line end; "" if it cannot be read. */
struct str machine_line(struct patient *p, const char *path);
struct str machine_text(struct patient *p, const char *path);
