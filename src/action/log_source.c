/* log_source: see the header. */
#include "action/log_source.h"
#include "store/log_entry.h"
#include "store/log_head.h"
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WAIT_S 30L

/* ---- a folder ---- */

static enum err fd_read(struct cx *cx, int fd, const char *path, struct bytes *out)
{
    struct stat st;
    uint8_t *at;
    size_t len = 0;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return FAIL(cx, ERR_NOT_FOUND, "%s: not a file", path);
    if (st.st_size > (off_t)LOG_FILE_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "%s: larger than %u bytes", path, LOG_FILE_MAX);
    at = arena_alloc(cx->arena, 1, (size_t)st.st_size + 1);
    if (!at)
        return FAIL(cx, ERR_TOO_LARGE, "%s", path);
    while (len < (size_t)st.st_size) {
        ssize_t got = read(fd, at + len, (size_t)st.st_size - len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", path, got ? strerror(errno) : "cut short");
        len += (size_t)got;
    }
    *out = (struct bytes){ at, len };
    return OK;
}

static enum err folder_read(struct cx *cx, const char *path, struct bytes *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    enum err err;

    if (fd < 0)
        return FAIL(cx, errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_UNAVAILABLE,
                    "%s: %s", path, strerror(errno));
    err = fd_read(cx, fd, path, out);
    close(fd);
    return err;
}

/* ---- the web ---- */

struct answer {
    struct buf body;
};

static size_t body_add(char *at, size_t size, size_t count, void *arg)
{
    struct answer *answer = arg;

    buf_add(&answer->body, at, size * count);
    return answer->body.failed ? 0 : size * count;
}

static enum err web_read(struct cx *cx, CURL *web, const char *url, struct bytes *out)
{
    struct answer answer = { buf_in(cx->arena, LOG_FILE_MAX) };
    char why[CURL_ERROR_SIZE] = "";
    long status = 0;
    CURLcode code;

    (void)curl_easy_setopt(web, CURLOPT_URL, url);
    (void)curl_easy_setopt(web, CURLOPT_WRITEDATA, &answer);
    (void)curl_easy_setopt(web, CURLOPT_ERRORBUFFER, why);
    code = curl_easy_perform(web);
    (void)curl_easy_setopt(web, CURLOPT_ERRORBUFFER, NULL);
    if (answer.body.failed)
        return FAIL(cx, ERR_TOO_LARGE, "%s: larger than %u bytes", url, LOG_FILE_MAX);
    if (code != CURLE_OK)
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", url, why[0] ? why : curl_easy_strerror(code));
    (void)curl_easy_getinfo(web, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        return FAIL(cx, status == 404 || status == 410 ? ERR_NOT_FOUND : ERR_UNAVAILABLE,
                    "%s: answers %ld", url, status);
    *out = (struct bytes){ (const uint8_t *)answer.body.at, answer.body.len };
    return OK;
}

static enum err web_open(struct cx *cx, CURL **out)
{
    CURL *web = curl_global_init(CURL_GLOBAL_DEFAULT) == 0 ? curl_easy_init() : NULL;

    if (!web)
        return FAIL(cx, ERR_UNAVAILABLE, "libcurl does not start");
    (void)curl_easy_setopt(web, CURLOPT_WRITEFUNCTION, body_add);
    (void)curl_easy_setopt(web, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(web, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(web, CURLOPT_FOLLOWLOCATION, 1L);
    (void)curl_easy_setopt(web, CURLOPT_MAXREDIRS, 3L);
    (void)curl_easy_setopt(web, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(web, CURLOPT_CONNECTTIMEOUT, WAIT_S);
    (void)curl_easy_setopt(web, CURLOPT_TIMEOUT, WAIT_S * 2);
    (void)curl_easy_setopt(web, CURLOPT_USERAGENT, "posko-audit");
    *out = web;
    return OK;
}

/* ---- all ---- */

static const char *without_slash(struct arena *arena, const char *text)
{
    struct str s = str_of(text);

    while (s.len > 1 && s.at[s.len - 1] == '/')
        s.len--;
    return arena_copy(arena, s).at;
}

/* There, or in its "log". */
static enum err place_find(struct cx *cx, const char *where, struct log_source *source)
{
    const char *base = without_slash(cx->arena, where);
    struct bytes checkpoint;
    enum err err;

    source->base = base ? arena_printf(cx->arena, "%s/log", base).at : NULL;
    if (!source->base)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    err = log_source_file(cx, source, "checkpoint", &checkpoint);
    if (err != ERR_NOT_FOUND)
        return err;
    source->base = base;
    err = log_source_file(cx, source, "checkpoint", &checkpoint);
    return err == ERR_NOT_FOUND ? FAIL(cx, err, "%s: no log is here (no checkpoint)", where) : err;
}

enum err log_source_folder(struct cx *cx, const char *folder, struct log_source *out)
{
    struct log_source source = { .kind = LOG_FOLDER };

    TRY(place_find(cx, folder, &source));
    *out = source;
    return OK;
}

enum err log_source_url(struct cx *cx, const char *url, struct log_source *out)
{
    struct log_source source = { .kind = LOG_URL };
    CURL *web = NULL;
    enum err err;

    TRY(web_open(cx, &web));
    source.web = web;
    err = place_find(cx, url, &source);
    if (err != OK) {
        log_source_close(&source);
        return err;
    }
    *out = source;
    return OK;
}

void log_source_database(const struct env *env, struct db *db, struct log_source *out)
{
    *out = (struct log_source){ .kind = LOG_DATABASE, .env = env, .db = db };
}

void log_source_close(struct log_source *source)
{
    if (source->web)
        curl_easy_cleanup(source->web);
    source->web = NULL;
}

enum err log_source_file(struct cx *cx, struct log_source *source, const char *name,
                         struct bytes *out)
{
    const char *path = arena_printf(cx->arena, "%s/%s", source->base, name).at;

    if (!path)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    return source->kind == LOG_URL ? web_read(cx, source->web, path, out)
                                   : folder_read(cx, path, out);
}

static enum err entries_read(struct cx *cx, struct log_source *s, struct tile tile,
                             struct bytes *out)
{
    int64_t first = (int64_t)tile.n * TILE_WIDTH;
    struct buf b = buf_in(cx->arena, LOG_FILE_MAX);
    struct log_list list;

    TRY(store_log_range(cx, s->db, s->env->post, first, first + tile.width, &list));
    if (list.len != tile.width)
        return FAIL(cx, ERR_NOT_FOUND, "entries from %lld on are not there", (long long)first);
    for (size_t i = 0; i < list.len; i++)
        bundle_add(&b, list.at[i].leaf);
    if (b.failed)
        return FAIL(cx, ERR_TOO_LARGE, "entries");
    *out = (struct bytes){ (const uint8_t *)b.at, b.len };
    return OK;
}

static enum err database_tile(struct cx *cx, struct log_source *s, struct tile tile,
                              struct bytes *out)
{
    uint8_t *hashes;

    if (tile.level == TILE_ENTRIES)
        return entries_read(cx, s, tile, out);
    hashes = arena_alloc(cx->arena, tile.width, 32);
    if (!hashes)
        return FAIL(cx, ERR_TOO_LARGE, "tile");
    TRY(store_nodes_read(cx, s->db, s->env->post, tile.level, (int64_t)tile.n * TILE_WIDTH,
                         tile.width, (uint8_t(*)[32])hashes));
    *out = (struct bytes){ hashes, (size_t)tile.width * 32 };
    return OK;
}

/* The first of a full tile's hashes or entries. */
static enum err tile_cut(struct cx *cx, struct tile tile, struct bytes full, struct bytes *out)
{
    struct bytes rest = full, entry;

    if (tile.level != TILE_ENTRIES) {
        if (full.len < (size_t)tile.width * 32)
            return FAIL(cx, ERR_INVALID, "a tile of %zu bytes", full.len);
        *out = (struct bytes){ full.at, (size_t)tile.width * 32 };
        return OK;
    }
    for (unsigned int i = 0; i < tile.width; i++)
        if (!bundle_next(&rest, &entry))
            return FAIL(cx, ERR_INVALID, "a bundle of %u entries", i);
    *out = (struct bytes){ full.at, full.len - rest.len };
    return OK;
}

enum err log_source_tile(struct cx *cx, struct log_source *source, struct tile tile,
                         struct bytes *out)
{
    struct tile whole = { tile.level, tile.n, TILE_WIDTH };
    struct str path;
    struct bytes full;
    enum err err;

    if (source->kind == LOG_DATABASE)
        return database_tile(cx, source, tile, out);
    path = tile_path(cx->arena, tile);
    if (!path.at)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    err = log_source_file(cx, source, path.at, out);
    if (err != ERR_NOT_FOUND || tile.width == TILE_WIDTH)
        return err;
    path = tile_path(cx->arena, whole);
    if (!path.at || log_source_file(cx, source, path.at, &full) != OK)
        return FAIL(cx, ERR_NOT_FOUND, "%s is missing",
                    tile_path(cx->arena, tile).at ? tile_path(cx->arena, tile).at : "a tile");
    return tile_cut(cx, tile, full, out);
}
