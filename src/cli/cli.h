/*
 * cli: the command line: one table of commands, from which help, dispatch and the
 * manual's list are made.
 *
 * Results go to standard output, complaints to standard error. Exit: 0 fine,
 * 1 refused or failed, 2 misuse.
 */
#pragma once
#include "action/post.h"
#include "base/cx.h"
#include "cli/triage.h"

#define EXIT_FINE 0
#define EXIT_FAILED 1
#define EXIT_MISUSE 2

struct command {
    const char *name;
    const char *args;                  /* "DIR [--listen ADDR:PORT]" */
    const char *summary;               /* one line */
    const char *help;                  /* more, for `posko NAME --help`; lines */
    int (*run)(int argc, char **argv); /* argv[0] is the command's name */
};

extern const struct command commands[];
extern const size_t commands_len;

int cli_main(int argc, char **argv);

/* The words after a command: options with their values taken out, the rest in order. */
struct words {
    const char *at[8];
    size_t len;
};
struct option {
    const char *name;  /* "--listen" */
    bool value;        /* it takes one */
    const char *given; /* set by cli_words: the value, or "" for one without; NULL if absent */
};
/* False, having complained with the command's usage, on misuse: an unknown option, a
 * missing value, fewer or more words than asked. */
bool cli_words(int argc, char **argv, struct option *options, size_t options_len, size_t min,
               size_t max, struct words *out);

/* "posko: ..." on standard error: the note's text. Returns EXIT_FAILED. */
int cli_fail(const struct cx *cx, enum err err);
/* What the program carries: regions, zones and the rule sets; and, where dir is not NULL,
 * the operator's own rule sets in DIR/rules (*.yaml). */
enum err cli_carried(struct cx *cx, const char *dir, struct carried *out) MUST_USE;

/* The manual page, as roff, on standard output. */
void manual_print(void);
/* What the server answers, one row a line, tabs between: method, path, who may, what it is
 * (api, slow, sensitive, public), bytes of body allowed, fields as name:bytes (* may repeat),
 * and for an officer's row what his parts must allow. */
int routes_print(void);

int cmd_init(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_signer(int argc, char **argv);
int cmd_witness(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_officer(int argc, char **argv);
int cmd_agency(int argc, char **argv);
int cmd_roster(int argc, char **argv);
int cmd_config(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
/* A slip as it is printed for handing over. */
void slip_print(const struct officer_slip *slip);
