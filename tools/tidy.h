/*
 * tidy: what the two halves of the tidy check share. tidy.c walks the tree;
 * tidy_rules.c holds the rules, one function each.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct file {
    char *path;  /* from the root: "src/store/post.c" */
    char *text;  /* as it is, NUL-terminated */
    char *code;  /* C only: the same length, comments and literals blanked; else NULL */
    size_t len;
};

struct tree {
    struct file *files;
    size_t len, room;
    int faults;
};

/* "path:line: what is wrong; what to do" on stderr, and one more fault. */
void tidy_fault(struct tree *t, const struct file *f, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
int tidy_line_of(const struct file *f, const char *at); /* the line number of a place in text */

bool path_has(const char *path, const char *folder); /* begins with the folder */
bool path_ends(const char *path, const char *ending);

/* One file at a time. */
void rule_layout(struct tree *t, const struct file *f);
void rule_lengths(struct tree *t, const struct file *f);
void rule_module_comment(struct tree *t, const struct file *f);
void rule_includes(struct tree *t, const struct file *f);
void rule_banned(struct tree *t, const struct file *f);
void rule_globals(struct tree *t, const struct file *f);
void rule_wording(struct tree *t, const struct file *f);
/* The whole tree. */
void rule_alive(struct tree *t);
void rule_queries(struct tree *t);
