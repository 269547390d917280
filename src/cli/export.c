/*
 * export: `posko export log DIR OUT`: the public log as files that any web server can host,
 * and anybody can check: checkpoint, policy, tile/..., attested/..., statistics.json and .csv.
 *
 * What the public may see now, and no more: the head that is published. OUT may hold an older
 * export of the same log: then only what is new is written.
 */
#include "action/audit_post.h"
#include "action/log_source.h"
#include "action/log_statistics.h"
#include "action/publish.h"
#include "action/read_attested.h"
#include "cli/cli.h"
#include "base/file.h"
#include "store/log_head.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARENA_MAX (64u << 20)
#define WORK_MAX (16u << 20)

struct exporting {
    const struct env *env;
    struct db *db;
    const char *to;
    struct log_source source;
    struct str note; /* with cosignatures */
    uint64_t size;
    uint64_t files;
};

/* Every folder above the last part of path. */
static enum err folders_make(struct cx *cx, const char *path)
{
    struct str copy = arena_copy(cx->arena, str_of(path));

    if (!copy.at)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    for (char *at = (char *)copy.at + 1; *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (mkdir(copy.at, 0755) != 0 && errno != EEXIST)
            return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", copy.at, strerror(errno));
        *at = '/';
    }
    return OK;
}

static enum err file_put(struct cx *cx, struct exporting *x, const char *name, struct bytes content)
{
    const char *path = file_join(cx->arena, x->to, name);

    if (!path)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    TRY(folders_make(cx, path));
    TRY(file_write(cx, path, content, false));
    if (chmod(path, 0644) != 0)
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", path, strerror(errno));
    x->files++;
    return OK;
}

static enum err text_put(struct cx *cx, struct exporting *x, const char *name, struct str text)
{
    return file_put(cx, x, name, (struct bytes){ (const uint8_t *)text.at, text.len });
}

/* The published head, or the newest where publishing is at once; with its cosignatures. */
static enum err head_have(struct cx *cx, const struct settings *settings, struct exporting *x)
{
    struct cosignature_list list;
    struct buf b = buf_in(cx->arena, NOTE_MAX);
    struct log_head_row row;
    struct signed_note note;
    struct checkpoint head;
    enum err err;

    if (settings->publish_minutes == 0) {
        TRY(audit_post_note(cx, x->env, x->db, &x->note));
    } else {
        err = store_head_published(cx, x->db, x->env->post, &row);
        if (err != OK)
            return FAIL(cx, err, "nothing is published yet: the server publishes every %lld "
                                 "minutes",
                        (long long)settings->publish_minutes);
        x->note = row.note;
    }
    TRY(note_parse(cx, x->note, &note));
    TRY(checkpoint_parse(cx, note.text, &head));
    x->size = head.size;
    TRY(store_cosignature_list(cx, x->db, x->env->post, (int64_t)x->size, &list));
    buf_str(&b, x->note);
    for (size_t i = 0; i < list.len; i++)
        buf_str(&b, list.at[i].line);
    x->note = buf_end(&b);
    return x->note.at ? OK : FAIL(cx, ERR_TOO_LARGE, "checkpoint");
}

static enum err tile_put(struct cx *cx, struct exporting *x, struct tile tile)
{
    struct str path = tile_path(cx->arena, tile);
    struct bytes bytes;

    if (!path.at || !file_join(cx->arena, x->to, path.at))
        return FAIL(cx, ERR_TOO_LARGE, "path");
    if (access(file_join(cx->arena, x->to, path.at), F_OK) == 0)
        return OK; /* tiles never change */
    TRY(log_source_tile(cx, &x->source, tile, &bytes));
    return file_put(cx, x, path.at, bytes);
}

static enum err tiles_put(struct cx *cx, struct exporting *x)
{
    struct arena *arena = arena_new(WORK_MAX);
    struct cx work = { .arena = arena, .now_us = cx->now_us, .random = cx->random };
    struct tile_walk walk = { 0 };
    struct tile tile;
    enum err err = arena ? OK : FAIL(&work, ERR_TOO_LARGE, "tiles");

    while (err == OK && tile_next(&walk, 0, x->size, &tile)) {
        arena_reset(arena);
        err = tile_put(&work, x, tile);
    }
    if (err != OK)
        cx->note = work.note;
    arena_free(arena);
    return err;
}

static enum err numbers_put(struct cx *cx, struct exporting *x)
{
    struct buf json = buf_in(cx->arena, 1u << 20), csv = buf_in(cx->arena, 1u << 20);
    struct statistics numbers;

    TRY(log_statistics_at(cx, x->env, x->db, x->size, &numbers));
    statistics_json(&json, &numbers);
    statistics_csv(&csv, &numbers);
    if (json.failed || csv.failed)
        return FAIL(cx, ERR_TOO_LARGE, "statistics");
    TRY(text_put(cx, x, "statistics.json", buf_view(&json)));
    return text_put(cx, x, "statistics.csv", buf_view(&csv));
}

/* The attested numbers of every day, once their leaf is in what is exported. */
static enum err attested_put(struct cx *cx, struct exporting *x)
{
    struct attested_row_list rows;
    struct str days;

    TRY(store_attested_list(cx, x->db, x->env->post, (int64_t)x->size, &rows));
    for (size_t i = 0; i < rows.len; i++) {
        struct str day = day_text(cx->arena, rows.at[i].day);
        struct str name = arena_printf(cx->arena, "attested/%.*s", STR_FMT(day));

        if (!name.at)
            return FAIL(cx, ERR_TOO_LARGE, "path");
        TRY(text_put(cx, x, name.at, rows.at[i].text));
        if (i + 1 == rows.len)
            TRY(text_put(cx, x, "attested/newest", rows.at[i].text));
    }
    if (rows.len == 0)
        return OK;
    TRY(attested_days(cx, &rows, &days));
    return text_put(cx, x, "attested/days", days);
}

/* The checkpoint last: whoever reads it finds all that it promises. */
static enum err log_put(struct cx *cx, const char *dir, struct exporting *x)
{
    struct bytes policy;

    TRY(tiles_put(cx, x));
    TRY(attested_put(cx, x));
    TRY(numbers_put(cx, x));
    TRY(file_read(cx, file_join(cx->arena, dir, POLICY_FILE), POLICY_MAX, &policy));
    TRY(file_put(cx, x, "policy", policy));
    return text_put(cx, x, "checkpoint", x->note);
}

static enum err export_run(struct cx *cx, const char *dir, const char *to)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_end) struct db *tx = NULL;
    struct exporting x = { .to = to };
    struct settings settings;
    struct carried carried;
    struct env *env;

    TRY(cli_carried(cx, dir, &carried));
    TRY(post_open(cx, dir, DB_READ, &carried, &db, &settings, &env));
    x.env = env;
    x.db = db;
    TRY(head_have(cx, &settings, &x));
    TRY(db_begin(cx, db, &tx));
    log_source_database(env, db, &x.source);
    TRY(log_put(cx, dir, &x));
    printf("%s holds the log with %llu entries; %llu files were written.\n"
           "Any web server can host it; posko audit %s checks it.\n",
           to, (unsigned long long)x.size, (unsigned long long)x.files, to);
    return OK;
}

int cmd_export(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct words words;
    struct cx cx = cx_system(arena);
    enum err err;

    if (!cli_words(argc, argv, NULL, 0, 3, 3, &words))
        return EXIT_MISUSE;
    if (strcmp(words.at[0], "log") != 0) {
        fprintf(stderr, "posko export: \"%s\" cannot be exported; the log can: posko export log "
                        "DIR "
                        "OUT\n",
                words.at[0]);
        return EXIT_MISUSE;
    }
    err = export_run(&cx, words.at[1], words.at[2]);
    arena_free(arena);
    return err == OK ? EXIT_FINE : cli_fail(&cx, err);
}
