/* post: see the header. Making and opening; officers are in officers.c. */
#include "action/post.h"
#include "action/agencies.h"
#include "action/ledger.h"
#include "base/buf.h"
#include "base/codec.h"
#include "base/file.h"
#include "domain/region.h"
#include "domain/rulebook.h"
#include "store/post.h"
#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONFIG_MAX (64 * 1024)

static bool directory_empty(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *e;
    bool empty = true;

    if (!d)
        return false;
    while (empty && (e = readdir(d)))
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    closedir(d);
    return empty;
}

/* posko.conf with every setting: those that were given as given, the rest at their default. */
static enum err config_write(struct cx *cx, const char *dir, const struct settings *settings)
{
    struct buf b = buf_in(cx->arena, CONFIG_MAX);
    struct str text;

    buf_lit(
        &b,
        "# Settings of this post. `posko config show DIR` explains them, `posko config check DIR`\n"
        "# checks this file. The server reads it when it starts.\n");
    for (size_t i = 0; i < setting_table_len; i++)
        buf_printf(&b, "\n# %s\n%s = %.*s\n", setting_table[i].sentence, setting_table[i].name,
                   STR_FMT(setting_value(cx->arena, &setting_table[i], settings)));
    text = buf_end(&b);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "settings");
    return file_write(cx, file_join(cx->arena, dir, "posko.conf"),
                      (struct bytes){ (const uint8_t *)text.at, text.len }, true);
}

static enum err settings_fit(struct cx *cx, const struct settings *s, const struct carried *carried)
{
    struct region region;
    enum region_level level;

    if (!region_code_level(s->regency, &level) || level != REGION_REGENCY
        || !region_find(carried->regions, s->regency, &region))
        return FAIL(cx, ERR_INVALID,
                    "posko.conf: post.regency: \"%.*s\" is not the code of a regency or city",
                    STR_FMT(s->regency));
    return OK;
}

static enum err post_insert(struct cx *cx, const char *dir, const struct settings *settings)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_end) struct db *tx = NULL;
    struct post_row post = { .code = settings->post_code,
                             .name = settings->post_name,
                             .added_us = cx->now_us };

    cx->random(post.id.b, sizeof post.id.b);
    TRY(db_open(cx, file_join(cx->arena, dir, "posko.db"), DB_CREATE, &db));
    TRY(db_begin(cx, db, &tx));
    TRY(store_post_insert(cx, tx, &post));
    return db_commit(cx, tx);
}

/* The log's name is for ever: from the public address if there is one, else by chance. */
static enum err log_make(struct cx *cx, const char *dir, const struct settings *s)
{
    uint8_t chance[8];
    struct str origin;

    cx->random(chance, sizeof chance);
    origin = s->origin.len
                 ? arena_printf(cx->arena, "%.*s/log", STR_FMT(str_from(s->origin, 8)))
                 : arena_printf(cx->arena, "posko.invalid/%.*s/%s", STR_FMT(s->post_code),
                                hex_of(cx->arena, (struct bytes){ chance, sizeof chance }).at);
    if (!origin.at)
        return FAIL(cx, ERR_TOO_LARGE, "origin of the log");
    return ledger_create(cx, dir, origin);
}

enum err post_create(struct cx *cx, const char *dir, struct str config,
                     const struct carried *carried)
{
    struct settings settings;
    struct secret32 key AUTO(secret32_wipe) = { { 0 } };

    TRY(settings_read(cx, STR("posko.conf"), config, &settings));
    TRY(settings_fit(cx, &settings, carried));
    if (mkdir(dir, 0700) != 0 && (errno != EEXIST || !directory_empty(dir)))
        return FAIL(cx, errno == EEXIST ? ERR_CONFLICT : ERR_UNAVAILABLE, "%s: %s", dir,
                    errno == EEXIST ? "is there already and not empty" : strerror(errno));
    if (chmod(dir, 0700) != 0)
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", dir, strerror(errno));
    secret32_new(cx, &key);
    TRY(log_make(cx, dir, &settings));
    TRY(config_write(cx, dir, &settings));
    TRY(file_write(cx, file_join(cx->arena, dir, "server.key"),
                   (struct bytes){ key.b, sizeof key.b }, true));
    return post_insert(cx, dir, &settings);
}

enum err post_settings(struct cx *cx, const char *dir, struct settings *out)
{
    struct bytes text;

    TRY(file_read(cx, file_join(cx->arena, dir, "posko.conf"), CONFIG_MAX, &text));
    return settings_read(cx, STR("posko.conf"), (struct str){ (const char *)text.at, text.len },
                         out);
}

enum err post_reload(struct cx *cx, struct db *db, struct env *env)
{
    return agencies_load(cx, env, db);
}

static enum err server_key_read(struct cx *cx, const char *dir, struct secret32 *out)
{
    struct bytes key;

    TRY(file_read(cx, file_join(cx->arena, dir, "server.key"), 4096, &key));
    if (key.len != sizeof out->b)
        return FAIL(cx, ERR_CORRUPT, "server.key has %zu bytes, not %zu", key.len, sizeof out->b);
    memcpy(out->b, key.at, sizeof out->b);
    return OK;
}

static enum err env_fill(struct cx *cx, struct db *db, const struct settings *s,
                         const struct carried *carried, struct env *env)
{
    struct post_list posts;

    TRY(store_post_list(cx, db, &posts));
    if (posts.len != 1)
        return FAIL(cx, ERR_CORRUPT, "%zu posts in the database", posts.len);
    env->post = posts.at[0].id;
    env->post_code = posts.at[0].code;
    env->post_name = s->post_name;
    env->election = s->election;
    env->regency = s->regency;
    env->address = s->address;
    env->phone = s->phone;
    env->origin = s->origin;
    env->regions = carried->regions;
    if (!region_zone(carried->zones, s->regency, &env->zone_minutes))
        return FAIL(cx, ERR_INVALID, "no time zone is known for region %.*s", STR_FMT(s->regency));
    env->books = carried->books;
    env->books_len = carried->books_len;
    env->rules = rulebook_for(env->books, env->books_len, day_at(cx->now_us, env->zone_minutes));
    return post_reload(cx, db, env);
}

enum err post_open(struct cx *cx, const char *dir, enum db_mode mode, const struct carried *carried,
                   struct db **db, struct settings *settings, struct env **env)
{
    AUTO(db_close) struct db *opened = NULL;
    struct env *e = ARENA_NEW(cx->arena, struct env);

    if (!e)
        return FAIL(cx, ERR_TOO_LARGE, "environment");
    TRY(post_settings(cx, dir, settings));
    TRY(settings_fit(cx, settings, carried));
    TRY(server_key_read(cx, dir, &e->server_key));
    TRY(db_open(cx, file_join(cx->arena, dir, "posko.db"), mode, &opened));
    TRY(env_fill(cx, opened, settings, carried, e));
    e->data_dir = arena_copy(cx->arena, str_of(dir)).at;
    *env = e;
    *db = opened;
    opened = NULL;
    return OK;
}

struct str agency_usual_name(enum agency_code code)
{
    static const char *const names[AGENCY_COUNT] = {
        [AGENCY_NONE] = "",   [AGENCY_PROPAM] = "Propam Polres", [AGENCY_PROVOS_TNI] = "Provos TNI",
        [AGENCY_KPU] = "KPU", [AGENCY_BAWASLU] = "Bawaslu",      [AGENCY_KESBANGPOL] = "Kesbangpol",
    };

    return str_of(names[code]);
}
