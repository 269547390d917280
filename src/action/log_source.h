/*
 * log_source: a log to be read from outside: its files over HTTP(S), in a folder of static
 * files, or out of a post's own database. Nothing that is read is believed here.
 *
 * The files are those of c2sp tlog-tiles: checkpoint, tile/<L>/<N>, tile/entries/<N>; and beside
 * them policy, attested/<day> and statistics.json.
 */
#pragma once
#include "action/env.h"
#include "store/db.h"
#include "tlog/tile.h"

#define LOG_FILE_MAX (TILE_WIDTH * 2048u) /* bytes of any of its files */

enum log_source_kind { LOG_FOLDER, LOG_URL, LOG_DATABASE };

struct log_source {
    enum log_source_kind kind;
    const char *base; /* folder or URL, without a slash at its end */
    void *web;        /* libcurl's */
    const struct env *env;
    struct db *db;
};

/* ERR_NOT_FOUND if there is no checkpoint in the folder or in its log/. */
enum err log_source_folder(struct cx *cx, const char *folder, struct log_source *out) MUST_USE;
/* "https://posko.example" or the address of the log itself: whichever has a checkpoint. */
enum err log_source_url(struct cx *cx, const char *url, struct log_source *out) MUST_USE;
void log_source_database(const struct env *env, struct db *db, struct log_source *out);
void log_source_close(struct log_source *source); /* fits AUTO; takes an all-zero one */

/* A file beside the tiles, by its name; not out of a database. ERR_NOT_FOUND, ERR_TOO_LARGE past
 * LOG_FILE_MAX, ERR_UNAVAILABLE. */
enum err log_source_file(struct cx *cx, struct log_source *source, const char *name,
                         struct bytes *out) MUST_USE;
/* A tile's or bundle's bytes; a partial one that is gone is cut from the full one. */
enum err log_source_tile(struct cx *cx, struct log_source *source, struct tile tile,
                         struct bytes *out) MUST_USE;
