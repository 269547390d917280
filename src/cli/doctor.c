/* doctor: `posko doctor DIR`: runs the tables, and says what they found. */
#include "cli/doctor.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/cli.h"
#include <dirent.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_MAX (64u << 20)
#define MACHINE_FILE_MAX 65536

void found_put(struct patient *p, struct found *out, enum finding finding, const char *fmt, ...)
{
    struct buf b = buf_in(p->cx->arena, 4096);
    char text[2048];
    va_list args;

    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    buf_str(&b, str_of(text));
    *out = (struct found){ finding, buf_view(&b) };
}

/* Read by hand: files of the kernel have no length. */
struct str machine_text(struct patient *p, const char *path)
{
    struct str where = arena_printf(p->cx->arena, "%s%s", p->root, path);
    struct note before = p->cx->note;
    struct bytes text;

    if (!where.at || file_read(p->cx, where.at, MACHINE_FILE_MAX, &text) != OK) {
        p->cx->note = before;
        return STR("");
    }
    return (struct str){ (const char *)text.at, text.len };
}

struct str machine_line(struct patient *p, const char *path)
{
    struct str rest = machine_text(p, path), line = STR("");

    return str_cut(&rest, '\n', &line) ? str_trim(line) : STR("");
}

/* "posko", "serve" and the directory, each ended by a NUL; any spelling of the directory. */
static bool serves(struct str words, const char *real_dir)
{
    char real[PATH_MAX];
    struct str word;
    bool serve = false;

    while (words.len && str_cut(&words, '\0', &word) && word.at) {
        char path[PATH_MAX];

        if (serve && word.len > 0 && word.len < sizeof path) {
            memcpy(path, word.at, word.len);
            path[word.len] = '\0';
            if (realpath(path, real) && strcmp(real, real_dir) == 0)
                return true;
        }
        serve = serve || str_is(word, "serve");
    }
    return false;
}

static int server_of(struct patient *p)
{
    struct str proc = arena_printf(p->cx->arena, "%s/proc", p->root);
    DIR *d = proc.at ? opendir(proc.at) : NULL;
    char real[PATH_MAX];
    struct dirent *e;
    int found = 0;

    if (!realpath(p->dir, real))
        real[0] = '\0';
    while (d && found == 0 && (e = readdir(d))) {
        struct str path = arena_printf(p->cx->arena, "/proc/%s/cmdline", e->d_name);
        int64_t pid;

        if (str_to_i64(str_of(e->d_name), &pid) && path.at
            && serves(machine_text(p, path.at), real))
            found = (int)pid;
    }
    if (d)
        closedir(d);
    return found;
}

void patient_open(struct cx *cx, const char *dir, const char *root, struct patient *out)
{
    struct carried carried;

    *out = (struct patient){ .cx = cx, .dir = dir, .root = root };
    out->server = server_of(out);
    out->has_settings = post_settings(cx, dir, &out->settings) == OK;
    out->has_post =
        out->has_settings && cli_carried(cx, dir, &carried) == OK
        && post_open(cx, dir, DB_READ, &carried, &out->db, &out->settings, &out->env) == OK;
    if (!out->has_post)
        out->why = arena_copy(cx->arena, str_of(cx->note.text));
}

void patient_close(struct patient *p)
{
    db_close(&p->db);
}

static const char *const finding_names[] = { "fine", "weak", "unknown" };

struct telling {
    enum lang lang;
    struct json_out *json; /* NULL: for people */
    size_t counts[3];
};

static struct str promises_text(struct arena *arena, unsigned promises)
{
    struct buf b = buf_in(arena, 64);

    for (unsigned i = 0; i < 4; i++)
        if (promises >> i & 1)
            buf_printf(&b, "%sP%u", b.len ? " " : "", i + 1);
    return buf_view(&b);
}

static void tell(struct patient *p, const struct check *c, const struct found *f,
                 struct telling *to)
{
    static const enum text_key words[] = { T_DOCTOR_FINE, T_DOCTOR_WEAK, T_DOCTOR_UNKNOWN };
    struct str promises = promises_text(p->cx->arena, c->promises);

    if (to->json) {
        json_begin(to->json);
        json_put(to->json, "check", str_of(c->name));
        json_put(to->json, "finding", str_of(finding_names[f->finding]));
        json_put(to->json, "promises", promises);
        json_put(to->json, "what", text_plain(to->lang, c->what));
        json_put(to->json, "saw", f->saw);
        json_put(to->json, "means", text_plain(to->lang, c->means));
        json_put(to->json, "do", text_plain(to->lang, c->remedy));
        json_end(to->json);
        return;
    }
    printf("%-8.*s %.*s%s%.*s\n", STR_FMT(text_plain(to->lang, words[f->finding])),
           STR_FMT(text_plain(to->lang, c->what)), f->saw.len ? ": " : "", STR_FMT(f->saw));
    if (f->finding != FINDING_FINE)
        printf("         %.*s (%.*s)\n         -> %.*s\n", STR_FMT(text_plain(to->lang, c->means)),
               STR_FMT(promises), STR_FMT(text_plain(to->lang, c->remedy)));
}

static void table_run(struct patient *p, const struct check *table, size_t len, struct telling *to)
{
    for (size_t i = 0; i < len; i++) {
        struct found f = { FINDING_UNKNOWN, STR("") };

        table[i].look(p, &f);
        to->counts[f.finding]++;
        tell(p, &table[i], &f, to);
    }
}

static void tables_run(struct patient *p, struct telling *to)
{
    table_run(p, doctor_files, doctor_files_len, to);
    table_run(p, doctor_machine, doctor_machine_len, to);
    table_run(p, doctor_post, doctor_post_len, to);
}

static void doctor_json(struct patient *p, struct telling *to)
{
    struct buf b = buf_in(p->cx->arena, 1u << 20);
    struct json_out out = json_to(&b);

    to->json = &out;
    json_begin(&out);
    json_key(&out, "checks");
    json_list(&out);
    tables_run(p, to);
    json_list_end(&out);
    for (size_t i = 0; i < COUNT_OF(finding_names); i++)
        json_put_int(&out, finding_names[i], (int64_t)to->counts[i]);
    json_end(&out);
    printf("%.*s\n", STR_FMT(buf_view(&b)));
}

static void doctor_people(struct patient *p, struct telling *to)
{
    struct str end;

    tables_run(p, to);
    end = text_in(p->cx->arena, to->lang, T_DOCTOR_SUM,
                  (const struct hole[]){ HOLE("fine", to->counts[FINDING_FINE]),
                                         HOLE("weak", to->counts[FINDING_WEAK]),
                                         HOLE("unknown", to->counts[FINDING_UNKNOWN]) },
                  3);
    printf("\n%.*s\n", STR_FMT(end));
}

int cmd_doctor(int argc, char **argv)
{
    struct option options[] = { { "--json", false, NULL }, { "--lang", true, NULL } };
    struct arena *arena = arena_new(ARENA_MAX);
    struct telling to = { .lang = LANG_ID };
    struct cx cx = cx_system(arena);
    struct patient p;
    struct words words;
    DIR *d;

    if (!cli_words(argc, argv, options, COUNT_OF(options), 1, 1, &words))
        return EXIT_MISUSE;
    if (options[1].given && !lang_of(str_of(options[1].given), &to.lang)) {
        fputs("posko doctor: --lang id or en\n", stderr);
        return EXIT_MISUSE;
    }
    d = opendir(words.at[0]);
    if (!d) {
        fprintf(stderr, "posko: %s: there is no such directory\n", words.at[0]);
        return EXIT_MISUSE;
    }
    closedir(d);
    patient_open(&cx, words.at[0], "", &p);
    if (options[0].given)
        doctor_json(&p, &to);
    else
        doctor_people(&p, &to);
    patient_close(&p);
    arena_free(arena);
    return to.counts[FINDING_WEAK] ? EXIT_FAILED : EXIT_FINE;
}
