/*
 * leaf: writing, strict reading, and the three hashes around a leaf.
 */
#include "tlog/leaf.h"

#include <sodium.h>
#include <string.h>
#include "base/buf.h"
#include "base/codec.h"

#define LEAF_HEAD "posko-leaf/v1\n"
#define COMMIT_DOMAIN "posko-commit/v1" /* with its NUL */
#define VALUE_MAX 400

/* 1..max lower-case letters, one or two other characters, and digits if allowed. */
static bool made_of(struct str s, size_t max, char other, char another, bool digits)
{
    if (s.len == 0 || s.len > max)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (!(c >= 'a' && c <= 'z') && !(digits && c >= '0' && c <= '9') && c != other &&
            c != another)
            return false;
    }
    return true;
}

static bool type_fits(struct str s)
{
    return made_of(s, 40, '_', '.', false) && memchr(s.at, '.', s.len) != NULL &&
           s.at[0] != '.' && s.at[s.len - 1] != '.' && str_find(s, STR("..")) == SIZE_MAX;
}

static bool printable(struct str s, size_t max, char barred)
{
    if (s.len == 0 || s.len > max)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.at[i] <= ' ' || s.at[i] > '~' || s.at[i] == barred)
            return false;
    return true;
}

static bool fact_fits(struct str name, struct str value)
{
    return made_of(name, 32, '_', '_', true) && printable(value, VALUE_MAX, ' ');
}

static bool key_name_fits(struct str name)
{
    return printable(name, 64, '+') && !str_is(name, "-");
}

/* A date, or an instant in the one way in which instant_text writes it: "T", whole
 * seconds below 60, a numeric zone, "+00:00" for none. */
static bool at_fits(struct str at)
{
    struct day day;
    int64_t us = 0;

    if (day_parse(at, &day))
        return true;
    return at.len == 25 && at.at[10] == 'T' && at.at[17] != '6' &&
           (at.at[19] == '+' || at.at[19] == '-') && !str_ends(at, STR("-00:00")) &&
           instant_parse(at, &us, NULL);
}

struct str leaf_at_day(struct arena *arena, struct day day)
{
    return day_text(arena, day);
}

struct str leaf_at_instant(struct arena *arena, int64_t us, int zone_minutes)
{
    return instant_text(arena, us, zone_minutes);
}

enum err leaf_add_fact(struct cx *cx, struct leaf *leaf, const char *name, struct str value)
{
    struct leaf_fact fact = { str_of(name), value };
    size_t at = 0;

    if (leaf->fact_count >= LEAF_FACTS_MAX)
        return FAIL(cx, ERR_INVALID, "more than %d facts in a leaf", LEAF_FACTS_MAX);
    if (!fact_fits(fact.name, fact.value))
        return FAIL(cx, ERR_INVALID, "fact '%s' of a leaf", name);
    while (at < leaf->fact_count && str_cmp(leaf->facts[at].name, fact.name) < 0)
        at++;
    if (at < leaf->fact_count && str_eq(leaf->facts[at].name, fact.name))
        return FAIL(cx, ERR_INVALID, "fact '%s' twice in a leaf", name);
    memmove(&leaf->facts[at + 1], &leaf->facts[at],
            (leaf->fact_count - at) * sizeof leaf->facts[0]);
    leaf->facts[at] = fact;
    leaf->fact_count++;
    return OK;
}

struct str leaf_get_fact(const struct leaf *leaf, const char *name)
{
    for (size_t i = 0; i < leaf->fact_count; i++)
        if (str_is(leaf->facts[i].name, name))
            return leaf->facts[i].value;
    return STR("");
}

static enum err check_fields(struct cx *cx, const struct leaf *leaf)
{
    if (!type_fits(leaf->type))
        return FAIL(cx, ERR_INVALID, "type of a leaf");
    if (!leaf->of_case && leaf->seq != 0)
        return FAIL(cx, ERR_INVALID, "seq of a leaf without a case");
    if (!at_fits(leaf->at))
        return FAIL(cx, ERR_INVALID, "time of a leaf");
    if (!made_of(leaf->by, 32, '-', '_', true) || str_is(leaf->by, "-"))
        return FAIL(cx, ERR_INVALID, "agency of a leaf");
    if (leaf->fact_count > LEAF_FACTS_MAX || leaf->key_count > LEAF_KEYS_MAX)
        return FAIL(cx, ERR_INVALID, "too many lines in a leaf");
    for (size_t i = 0; i < leaf->fact_count; i++)
        if (!fact_fits(leaf->facts[i].name, leaf->facts[i].value) ||
            (i > 0 && str_cmp(leaf->facts[i - 1].name, leaf->facts[i].name) >= 0))
            return FAIL(cx, ERR_INVALID, "fact %zu of a leaf", i);
    for (size_t i = 0; i < leaf->key_count; i++) {
        if (!key_name_fits(leaf->keys[i].name))
            return FAIL(cx, ERR_INVALID, "key name %zu of a leaf", i);
        for (size_t j = 0; j < i; j++)
            if (str_eq(leaf->keys[i].name, leaf->keys[j].name))
                return FAIL(cx, ERR_INVALID, "key name twice in a leaf");
    }
    return OK;
}

static void add_hash(struct cx *cx, struct buf *out, const char *name, const uint8_t *hash)
{
    buf_lit(out, name);
    buf_str(out, base64_of(cx->arena, (struct bytes){ hash, 32 }));
    buf_char(out, '\n');
}

static void add_line(struct buf *out, const char *name, struct str value)
{
    buf_lit(out, name);
    buf_str(out, value);
    buf_char(out, '\n');
}

static void add_message(struct cx *cx, const struct leaf *leaf, struct buf *out)
{
    struct str tag = STR("-"), due = STR("-");

    if (leaf->of_case)
        tag = hex_of(cx->arena, (struct bytes){ leaf->case_tag, sizeof leaf->case_tag });
    if (day_known(leaf->due))
        due = day_text(cx->arena, leaf->due);
    buf_lit(out, LEAF_HEAD);
    add_line(out, "type ", leaf->type);
    add_line(out, "case ", tag);
    buf_printf(out, "seq %llu\n", (unsigned long long)leaf->seq);
    if (leaf->seq > 0)
        add_hash(cx, out, "prev ", leaf->prev.b);
    else
        buf_lit(out, "prev -\n");
    add_line(out, "at ", leaf->at);
    add_line(out, "by ", leaf->by);
    add_line(out, "due ", due);
    for (size_t i = 0; i < leaf->fact_count; i++) {
        buf_lit(out, "fact ");
        buf_str(out, leaf->facts[i].name);
        add_line(out, " ", leaf->facts[i].value);
    }
    add_hash(cx, out, "commit ", leaf->commit);
}

enum err leaf_message(struct cx *cx, const struct leaf *leaf, struct str *out)
{
    struct buf text = buf_in(cx->arena, LEAF_MAX);

    TRY(check_fields(cx, leaf));
    add_message(cx, leaf, &text);
    struct str done = buf_end(&text);
    if (done.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "leaf past %d bytes", LEAF_MAX);
    *out = done;
    return OK;
}

enum err leaf_text(struct cx *cx, const struct leaf *leaf, struct str *out)
{
    struct buf text = buf_in(cx->arena, LEAF_MAX);

    TRY(check_fields(cx, leaf));
    add_message(cx, leaf, &text);
    for (size_t i = 0; i < leaf->key_count; i++) {
        buf_lit(&text, "key ");
        buf_str(&text, leaf->keys[i].name);
        add_line(&text, " ", base64_of(cx->arena, (struct bytes){ leaf->keys[i].signature, 64 }));
    }
    if (leaf->key_count == 0)
        buf_lit(&text, "key -\n");
    struct str done = buf_end(&text);
    if (done.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "leaf past %d bytes", LEAF_MAX);
    *out = done;
    return OK;
}

/* The rest of the next line after its name, if that is what the line is. */
static bool take(struct str *rest, struct str name, struct str *value)
{
    if (!str_starts(*rest, name))
        return false;
    const char *end = memchr(rest->at, '\n', rest->len);
    if (end == NULL)
        return false;
    size_t len = (size_t)(end - rest->at);
    *value = (struct str){ rest->at + name.len, len - name.len };
    *rest = str_from(*rest, len + 1);
    return true;
}

static bool take_base64(struct str value, uint8_t *out, size_t len)
{
    size_t got = 0;

    return value.len == BASE64_LEN(len) && base64_decode(value, out, len, &got) && got == len;
}

static bool parse_case(struct str *rest, struct leaf *leaf)
{
    struct str value;

    if (!take(rest, STR("case "), &value))
        return false;
    leaf->of_case = !str_is(value, "-");
    if (leaf->of_case && (!made_of(value, 32, '0', '0', true) ||
                          !hex_decode(value, leaf->case_tag, sizeof leaf->case_tag)))
        return false;
    if (!take(rest, STR("seq "), &value) || !str_to_u64(value, &leaf->seq))
        return false;
    if (!take(rest, STR("prev "), &value))
        return false;
    return leaf->seq == 0 ? str_is(value, "-") : take_base64(value, leaf->prev.b, 32);
}

static bool parse_facts(struct str *rest, struct leaf *leaf)
{
    struct str line;

    while (take(rest, STR("fact "), &line)) {
        struct leaf_fact fact;
        if (leaf->fact_count == LEAF_FACTS_MAX || !str_cut(&line, ' ', &fact.name))
            return false;
        fact.value = line;
        leaf->facts[leaf->fact_count++] = fact;
    }
    return true;
}

static bool parse_keys(struct str *rest, struct leaf *leaf)
{
    struct str line;

    if (str_is(*rest, "key -\n"))
        return true;
    while (take(rest, STR("key "), &line)) {
        struct leaf_key *key = &leaf->keys[leaf->key_count];
        if (leaf->key_count == LEAF_KEYS_MAX || !str_cut(&line, ' ', &key->name) ||
            !take_base64(line, key->signature, sizeof key->signature))
            return false;
        leaf->key_count++;
    }
    return rest->len == 0 && leaf->key_count > 0;
}

static bool parse_lines(struct str rest, struct leaf *leaf)
{
    struct str value;

    if (!str_starts(rest, STR(LEAF_HEAD)))
        return false;
    rest = str_from(rest, sizeof LEAF_HEAD - 1);
    if (!take(&rest, STR("type "), &leaf->type) || !parse_case(&rest, leaf) ||
        !take(&rest, STR("at "), &leaf->at) || !take(&rest, STR("by "), &leaf->by) ||
        !take(&rest, STR("due "), &value))
        return false;
    if (!str_is(value, "-") && !day_parse(value, &leaf->due))
        return false;
    return parse_facts(&rest, leaf) && take(&rest, STR("commit "), &value) &&
           take_base64(value, leaf->commit, sizeof leaf->commit) && parse_keys(&rest, leaf);
}

/* Each field has one form, and nothing may stand between fields: so what is read here
 * is what leaf_text would write, without the cost of writing it (a test holds us to it). */
enum err leaf_parse(struct cx *cx, struct str text, struct leaf *out)
{
    struct leaf leaf;

    leaf.due = DAY_NONE;
    leaf.fact_count = leaf.key_count = 0; /* the lists themselves need no zeroing */
    memset(leaf.case_tag, 0, sizeof leaf.case_tag);
    memset(&leaf.prev, 0, sizeof leaf.prev);
    if (text.len > LEAF_MAX || !parse_lines(text, &leaf))
        return FAIL(cx, ERR_INVALID, "not a leaf: %zu bytes", text.len);
    TRY(check_fields(cx, &leaf));
    *out = leaf;
    return OK;
}

void leaf_hash(struct str text, struct hash *out)
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)"\0", 1);
    crypto_hash_sha256_update(&state, (const uint8_t *)text.at, text.len);
    crypto_hash_sha256_final(&state, out->b);
}

void leaf_commit(const uint8_t nonce[32], struct bytes payload, uint8_t out[32])
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)COMMIT_DOMAIN, sizeof COMMIT_DOMAIN);
    crypto_hash_sha256_update(&state, nonce, 32);
    crypto_hash_sha256_update(&state, payload.at, payload.len);
    crypto_hash_sha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

enum err leaf_sign(struct cx *cx, struct leaf *leaf, struct str name, const uint8_t secret[64])
{
    struct leaf signed_leaf = *leaf;
    struct str message;

    if (leaf->key_count >= LEAF_KEYS_MAX)
        return FAIL(cx, ERR_INVALID, "more than %d keys in a leaf", LEAF_KEYS_MAX);
    TRY(leaf_message(cx, leaf, &message));
    struct leaf_key *key = &signed_leaf.keys[signed_leaf.key_count++];
    key->name = name;
    crypto_sign_detached(key->signature, NULL, (const uint8_t *)message.at, message.len, secret);
    TRY(check_fields(cx, &signed_leaf));
    *leaf = signed_leaf;
    return OK;
}

enum err leaf_check_key(struct cx *cx, const struct leaf *leaf, struct str name,
                        const uint8_t public_key[32])
{
    struct str message;

    for (size_t i = 0; i < leaf->key_count; i++) {
        if (!str_eq(leaf->keys[i].name, name))
            continue;
        TRY(leaf_message(cx, leaf, &message));
        if (crypto_sign_verify_detached(leaf->keys[i].signature, (const uint8_t *)message.at,
                                        message.len, public_key) != 0)
            return FAIL(cx, ERR_DENIED, "false signature on a leaf");
        return OK;
    }
    return FAIL(cx, ERR_NOT_FOUND, "leaf without that agency's signature");
}
