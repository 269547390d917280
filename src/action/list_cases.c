/* list_cases: opening the rows of a page. The hot path is one AEAD box a row. */
#include "action/list_cases.h"
#include <string.h>
#include "action/case_title.h"
#include "action/key_ring.h"
#include "base/codec.h"
#include "store/case_custody.h"
#include "store/case_file.h"
#include "store/officer.h"
#include "vault/grant.h"

#define KEY_TEXT_LEN (2 * (8 + ID_SIZE))

/* Where a page ended, as an address carries it: 8 bytes of time, 16 of id. */
struct str list_key_text(struct arena *arena, const struct desk_key *key)
{
    uint8_t raw[8 + ID_SIZE];
    uint64_t us = (uint64_t)key->sort_us;

    for (size_t i = 0; i < 8; i++)
        raw[i] = (uint8_t)(us >> (56 - 8 * i));
    memcpy(raw + 8, key->id.b, ID_SIZE);
    return hex_of(arena, (struct bytes){ raw, sizeof raw });
}

/* Anything else starts from the top: an address that was tampered with does no harm. */
struct desk_key list_key_read(struct str text)
{
    struct desk_key key = { 0 };
    uint8_t raw[8 + ID_SIZE];
    uint64_t us = 0;

    if (text.len != KEY_TEXT_LEN || !hex_decode(text, raw, sizeof raw))
        return key;
    for (size_t i = 0; i < 8; i++)
        us = us << 8 | raw[i];
    key.sort_us = (int64_t)us;
    memcpy(key.id.b, raw + 8, ID_SIZE);
    key.set = true;
    return key;
}

enum err officer_called(struct cx *cx, const struct env *env, struct db *db, struct officer_id id,
                        struct str *name, struct str *initials)
{
    struct officer_row officer;
    enum err err = store_officer_get(cx, db, env->post, id, &officer);

    if (err == ERR_NOT_FOUND || err == ERR_DENIED) {
        *name = *initials = STR("");
        return OK;
    }
    TRY(err);
    *name = officer.name;
    *initials = initials_of(cx->arena, officer.name);
    return OK;
}

/* The case's secret from the row's grant; what had to be opened anew goes to the cache. */
static enum err secret_of(struct cx *cx, struct db *db, const struct officer_session *who,
                          const struct desk_row *row, struct list_page *cache,
                          struct secret32 *out)
{
    const struct agency_keys *keys;
    uint8_t cached[GRANT_CACHED_LEN];
    struct bytes kept;

    TRY(key_ring_at(cx, db, who, row->key_serial, &keys));
    if (row->cached.len == GRANT_CACHED_LEN
        && grant_cache_open(cx, &keys->cache, GRANT_CASE_AGENCY, row->id.b, row->grant_serial,
                            row->cached.at, out) == OK)
        return OK;
    if (row->sealed.len != GRANT_SEALED_LEN)
        return FAIL(cx, ERR_CORRUPT, "case grant of %zu bytes", row->sealed.len);
    TRY(grant_open(cx, GRANT_CASE_AGENCY, row->id.b, row->grant_serial, &keys->pk, &keys->sk,
                   row->sealed.at, out));
    if (!cache || cache->cache_len >= DESK_PAGE_MAX || !cache->cache
        || row->key_serial != who->secrets.key_serial)
        return OK; /* what is sealed to a former key is about to be sealed anew (reseal.h) */
    TRY(grant_cache(cx, &keys->cache, GRANT_CASE_AGENCY, row->id.b, row->grant_serial, out,
                    cached));
    kept = arena_copy_bytes(cx->arena, (struct bytes){ cached, sizeof cached });
    if (kept.at)
        cache->cache[cache->cache_len++] =
            (struct list_cache){ row->id, row->grant_serial, row->key_serial, kept };
    return OK;
}

enum err list_row_open(struct cx *cx, const struct env *env, struct db *db,
                       const struct officer_session *who, const struct desk_row *row,
                       struct list_page *cache, struct list_row *out, struct secret32 *secret)
{
    struct secret32 s AUTO(secret32_wipe) = { { 0 } };
    struct list_row lr = { .row = *row, .title = STR(""), .owner = STR(""),
                           .initials = STR("") };

    if (secret_of(cx, db, who, row, cache, &s) == OK && row->title.len > 0
        && case_title_open(cx, row->id, &s, row->title, &lr.title) != OK)
        lr.title = STR("");
    if (row->owned) {
        lr.mine = memcmp(row->owner.b, who->id.b, ID_SIZE) == 0;
        if (lr.mine) {
            lr.owner = who->name;
            lr.initials = who->initials;
        } else {
            TRY(officer_called(cx, env, db, row->owner, &lr.owner, &lr.initials));
        }
    }
    if (secret)
        *secret = s;
    *out = lr;
    return OK;
}

/* The same few officers own most of a page: ask for each once. */
static bool owner_known(const struct list_page *page, struct list_row *row)
{
    for (size_t i = page->rows_len; i-- > 0;) {
        const struct list_row *r = &page->rows[i];

        if (r->row.owned && memcmp(r->row.owner.b, row->row.owner.b, ID_SIZE) == 0) {
            row->owner = r->owner;
            row->initials = r->initials;
            row->mine = r->mine;
            return true;
        }
    }
    return false;
}

static enum err page_row(struct cx *cx, const struct env *env, struct db *db,
                         const struct officer_session *who, const struct desk_row *row,
                         struct list_page *page)
{
    struct list_row *out = &page->rows[page->rows_len];
    struct desk_row shown = *row;
    struct list_row known = { .row = *row };
    bool owned = row->owned && owner_known(page, &known);

    shown.owned = row->owned && !owned;
    TRY(list_row_open(cx, env, db, who, &shown, page, out, NULL));
    if (owned) {
        out->row.owned = true;
        out->owner = known.owner;
        out->initials = known.initials;
        out->mine = known.mine;
    }
    page->rows_len++;
    return OK;
}

enum err list_cases(struct cx *cx, const struct env *env, struct db *db,
                    const struct officer_session *who, const struct list_ask *ask,
                    struct list_page *out)
{
    struct desk_filter filter = { .tab = ask->tab, .owner = who->id, .who = who->id,
                                  .category = ask->category,
                                  .kecamatan = ask->kecamatan };
    struct desk_key after = list_key_read(ask->after);
    struct list_page page = { .next = STR("") };
    struct desk_page found;

    TRY(store_desk_page(cx, db, who->of->id, &filter, &after, LIST_PAGE, &found));
    page.rows = ARENA_ARRAY(cx->arena, struct list_row, found.len + 1);
    page.cache = ARENA_ARRAY(cx->arena, struct list_cache, found.len + 1);
    if (!page.rows || !page.cache)
        return FAIL(cx, ERR_TOO_LARGE, "list of %zu", found.len);
    for (size_t i = 0; i < found.len; i++)
        TRY(page_row(cx, env, db, who, &found.at[i], &page));
    if (found.more && found.len > 0)
        page.next = list_key_text(cx->arena, &found.at[found.len - 1].key);
    *out = page;
    return OK;
}

enum err list_counts(struct cx *cx, const struct env *env, struct db *db,
                     const struct officer_session *who, struct list_counts *out)
{
    (void)env;
    for (enum desk_tab tab = 0; tab < DESK_TAB_COUNT; tab++) {
        struct desk_filter filter = { .tab = tab, .owner = who->id, .who = who->id,
                                      .kecamatan = STR("") };

        TRY(store_desk_count(cx, db, who->of->id, &filter, &out->tab[tab]));
    }
    return OK;
}

enum err list_cache_keep(struct cx *cx, struct db *tx, struct agency_id agency,
                         const struct list_cache *cached)
{
    return store_case_grant_cache(cx, tx, cached->id, agency, cached->serial, cached->key_serial,
                                  cached->cached);
}

enum err case_number_for(struct cx *cx, struct db *db, const struct officer_session *who,
                         struct case_id id, struct str *out)
{
    struct desk_row row;
    bool recused;

    TRY(store_desk_row(cx, db, who->of->id, id, &row));
    TRY(store_recused(cx, db, id, who->id, &recused));
    if (recused)
        return FAIL(cx, ERR_DENIED, "no such case for this officer");
    *out = row.number;
    return OK;
}
