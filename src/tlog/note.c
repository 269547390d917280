/*
 * note: key texts, note form, signing and checking.
 */
#include "tlog/note.h"

#include <sodium.h>
#include <string.h>
#include "base/buf.h"
#include "base/codec.h"

#define DASH "\xE2\x80\x94 " /* U+2014 and a space: how a signature line begins */
#define PRIVATE "PRIVATE+KEY+"
#define COSIGN_HEAD "cosignature/v1\ntime "
#define ID_LEN 4
#define TIME_LEN 8
#define BLOB_MAX 8192 /* room for signatures of other kinds, which we ignore */

/* Lengths of the UTF-8 forms of Unicode's White_Space beyond ASCII: U+0085 U+00A0 U+1680
 * U+2000..U+200A U+2028 U+2029 U+202F U+205F U+3000. */
static bool unicode_space(const unsigned char *c, size_t left)
{
    if (left >= 2 && c[0] == 0xC2)
        return c[1] == 0x85 || c[1] == 0xA0;
    if (left < 3)
        return false;
    if (c[0] == 0xE1)
        return c[1] == 0x9A && c[2] == 0x80;
    if (c[0] == 0xE2 && c[1] == 0x80)
        return c[2] <= 0x8A || c[2] == 0xA8 || c[2] == 0xA9 || c[2] == 0xAF;
    return (c[0] == 0xE2 && c[1] == 0x81 && c[2] == 0x9F) ||
           (c[0] == 0xE3 && c[1] == 0x80 && c[2] == 0x80);
}

bool note_name_fits(struct str name)
{
    const unsigned char *at = (const unsigned char *)name.at;

    if (name.len == 0 || name.len > NOTE_NAME_MAX || !utf8_valid(name))
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (at[i] <= ' ' || at[i] == '+' || unicode_space(at + i, name.len - i))
            return false;
    return true;
}

static bool note_text_fits(struct str text)
{
    if (!utf8_valid(text))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.at[i] < ' ' && text.at[i] != '\n')
            return false;
    return true;
}

static uint32_t u32_read(const uint8_t in[4])
{
    return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

/* SHA-256(NAME || LF || TYPE || KEY), first four bytes. */
static uint32_t key_id(struct str name, enum key_type type, const uint8_t public_key[32])
{
    crypto_hash_sha256_state state;
    uint8_t hash[32], middle[2] = { '\n', (uint8_t)type };

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const uint8_t *)name.at, name.len);
    crypto_hash_sha256_update(&state, middle, sizeof middle);
    crypto_hash_sha256_update(&state, public_key, 32);
    crypto_hash_sha256_final(&state, hash);
    return u32_read(hash);
}

enum err verifier_make(struct cx *cx, struct str name, enum key_type type,
                       const uint8_t public_key[32], struct note_verifier *out)
{
    if (!note_name_fits(name))
        return FAIL(cx, ERR_INVALID, "key name of %zu bytes", name.len);
    if (type != KEY_ED25519 && type != KEY_COSIGNATURE)
        return FAIL(cx, ERR_INVALID, "key type %d", (int)type);
    *out = (struct note_verifier){ .name = name, .type = type,
                                   .id = key_id(name, type, public_key) };
    memcpy(out->public_key, public_key, 32);
    return OK;
}

/* "NAME+hex8+base64(TYPE || 32 bytes)" into its parts. */
static bool key_text_parse(struct str text, struct str *name, uint32_t *id, uint8_t body[33])
{
    struct str hex;
    uint8_t raw[ID_LEN];
    size_t len = 0;

    if (!str_cut(&text, '+', name) || !str_cut(&text, '+', &hex))
        return false;
    for (size_t i = 0; i < hex.len; i++)
        if (hex.at[i] >= 'A' && hex.at[i] <= 'F')
            return false;
    if (!hex_decode(hex, raw, sizeof raw) || text.len != BASE64_LEN(33) ||
        !base64_decode(text, body, 33, &len) || len != 33)
        return false;
    *id = u32_read(raw);
    return true;
}

enum err verifier_parse(struct cx *cx, struct str vkey, struct note_verifier *out)
{
    struct note_verifier v;
    struct str name;
    uint32_t id = 0;
    uint8_t body[33];

    if (!key_text_parse(vkey, &name, &id, body))
        return FAIL(cx, ERR_INVALID, "not a verifier key");
    TRY(verifier_make(cx, name, (enum key_type)body[0], body + 1, &v));
    if (v.id != id)
        return FAIL(cx, ERR_INVALID, "verifier key with a wrong id");
    *out = v;
    return OK;
}

static struct str key_text(struct arena *arena, const char *before, const struct note_verifier *v,
                           const uint8_t secret_or_public[32])
{
    uint8_t body[33] = { (uint8_t)v->type };

    memcpy(body + 1, secret_or_public, 32);
    struct str base64 = base64_of(arena, (struct bytes){ body, sizeof body });
    sodium_memzero(body, sizeof body);
    if (base64.at == NULL)
        return base64;
    return arena_printf(arena, "%s%.*s+%08x+%.*s", before, STR_FMT(v->name), v->id,
                        STR_FMT(base64));
}

struct str verifier_text(struct arena *arena, const struct note_verifier *v)
{
    return key_text(arena, "", v, v->public_key);
}

enum err signer_make(struct cx *cx, struct str name, enum key_type type, const uint8_t seed[32],
                     struct note_signer *out)
{
    AUTO(signer_wipe) struct note_signer s = { .verifier = { .id = 0 } };
    uint8_t public_key[32];

    crypto_sign_seed_keypair(public_key, s.secret, seed);
    TRY(verifier_make(cx, name, type, public_key, &s.verifier));
    *out = s;
    return OK;
}

enum err signer_parse(struct cx *cx, struct str skey, struct note_signer *out)
{
    AUTO(signer_wipe) struct note_signer s = { .verifier = { .id = 0 } };
    struct str name;
    uint32_t id = 0;
    uint8_t body[33];

    if (!str_starts(skey, STR(PRIVATE)) ||
        !key_text_parse(str_from(skey, sizeof PRIVATE - 1), &name, &id, body))
        return FAIL(cx, ERR_INVALID, "not a signer key");
    enum err err = signer_make(cx, name, (enum key_type)body[0], body + 1, &s);
    sodium_memzero(body, sizeof body);
    if (err != OK)
        return err;
    if (s.verifier.id != id)
        return FAIL(cx, ERR_INVALID, "signer key with a wrong id");
    *out = s;
    return OK;
}

struct str signer_text(struct arena *arena, const struct note_signer *s)
{
    /* libsodium's secret begins with the seed. */
    return key_text(arena, PRIVATE, &s->verifier, s->secret);
}

void signer_wipe(struct note_signer *s)
{
    sodium_memzero(s, sizeof *s);
}

static enum err line_parse(struct cx *cx, struct str line, struct note_line *out)
{
    struct str name;
    uint8_t *blob = NULL;
    size_t len = 0;

    if (!str_starts(line, STR(DASH)))
        return FAIL(cx, ERR_INVALID, "a signature line begins with a dash");
    line = str_from(line, sizeof DASH - 1);
    if (!str_cut(&line, ' ', &name) || !note_name_fits(name) || line.len > BASE64_LEN(BLOB_MAX))
        return FAIL(cx, ERR_INVALID, "name or length of a signature line");
    blob = arena_alloc(cx->arena, line.len + 1, 1);
    if (blob == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "signature of %zu bytes", line.len);
    if (!base64_decode(line, blob, line.len, &len) || len <= ID_LEN)
        return FAIL(cx, ERR_INVALID, "base64 of a signature line");
    *out = (struct note_line){ name, u32_read(blob), { blob + ID_LEN, len - ID_LEN } };
    return OK;
}

/* Where the last empty line is: the offset of its two LFs. */
static size_t last_gap(struct str whole)
{
    for (size_t i = whole.len; i-- > 1;)
        if (whole.at[i] == '\n' && whole.at[i - 1] == '\n')
            return i - 1;
    return SIZE_MAX;
}

enum err note_parse(struct cx *cx, struct str whole, struct signed_note *out)
{
    struct signed_note note = { .count = 0 };
    struct str rest, line;

    if (whole.len > NOTE_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "note of %zu bytes", whole.len);
    if (!note_text_fits(whole) || !str_ends(whole, STR("\n")))
        return FAIL(cx, ERR_INVALID, "note is no text in lines");
    size_t gap = last_gap(whole);
    if (gap == SIZE_MAX || gap + 2 >= whole.len)
        return FAIL(cx, ERR_INVALID, "note without signature lines");
    note.text = str_first(whole, gap + 1);
    note.lines = str_from(whole, gap + 2);
    note.list = ARENA_ARRAY(cx->arena, struct note_line, NOTE_SIGNATURES_MAX);
    if (note.list == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "no room for signatures");
    rest = str_first(note.lines, note.lines.len - 1); /* without the last LF */
    while (str_cut(&rest, '\n', &line)) {
        if (note.count == NOTE_SIGNATURES_MAX)
            return FAIL(cx, ERR_INVALID, "more than %d signatures", NOTE_SIGNATURES_MAX);
        TRY(line_parse(cx, line, &note.list[note.count]));
        note.count++;
    }
    *out = note;
    return OK;
}

/* What a key of that type signs; the text itself for Ed25519. */
static enum err message_of(struct cx *cx, enum key_type type, struct str text, uint64_t time_s,
                           struct str *out)
{
    struct buf message = buf_in(cx->arena, NOTE_MAX + 64);

    if (type == KEY_ED25519) {
        *out = text;
        return OK;
    }
    buf_printf(&message, COSIGN_HEAD "%llu\n", (unsigned long long)time_s);
    buf_str(&message, text);
    struct str done = buf_end(&message);
    if (done.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "note of %zu bytes", text.len);
    *out = done;
    return OK;
}

static bool line_good(struct cx *cx, struct str text, const struct note_line *line,
                      const struct note_verifier *v, uint64_t *time_s)
{
    size_t head = v->type == KEY_COSIGNATURE ? TIME_LEN : 0;
    struct str message;
    uint64_t t = 0;

    if (line->blob.len != head + crypto_sign_BYTES)
        return false;
    for (size_t i = 0; i < head; i++)
        t = t << 8 | line->blob.at[i];
    if (head > 0 && (t == 0 || t > INT64_MAX))
        return false;
    if (message_of(cx, v->type, text, t, &message) != OK ||
        crypto_sign_verify_detached(line->blob.at + head, (const uint8_t *)message.at, message.len,
                                    v->public_key) != 0)
        return false;
    *time_s = t;
    return true;
}

enum note_verdict note_check(struct cx *cx, const struct signed_note *note,
                             const struct note_verifier *v, uint64_t *time_s)
{
    enum note_verdict verdict = NOTE_UNKNOWN;
    uint64_t latest = 0;

    for (size_t i = 0; i < note->count; i++) {
        const struct note_line *line = &note->list[i];
        uint64_t t = 0;
        if (line->id != v->id || !str_eq(line->name, v->name))
            continue;
        if (!line_good(cx, note->text, line, v, &t))
            return NOTE_FALSE;
        verdict = NOTE_GOOD;
        if (t > latest)
            latest = t;
    }
    if (verdict == NOTE_GOOD && time_s != NULL)
        *time_s = latest;
    return verdict;
}

enum err note_sign_line(struct cx *cx, const struct note_signer *signer, struct str text,
                        uint64_t time_s, struct str *out)
{
    const struct note_verifier *v = &signer->verifier;
    size_t head = v->type == KEY_COSIGNATURE ? TIME_LEN : 0;
    uint8_t blob[ID_LEN + TIME_LEN + crypto_sign_BYTES];
    struct str message, base64, line;

    if (!str_ends(text, STR("\n")) || !note_text_fits(text) || text.len > NOTE_MAX)
        return FAIL(cx, ERR_INVALID, "not the text of a note");
    if (head > 0 && (time_s == 0 || time_s > INT64_MAX))
        return FAIL(cx, ERR_INVALID, "cosignature without a time");
    for (size_t i = 0; i < ID_LEN; i++)
        blob[i] = (uint8_t)(v->id >> (24 - 8 * i));
    for (size_t i = 0; i < head; i++)
        blob[ID_LEN + i] = (uint8_t)(time_s >> (56 - 8 * i));
    TRY(message_of(cx, v->type, text, time_s, &message));
    crypto_sign_detached(blob + ID_LEN + head, NULL, (const uint8_t *)message.at, message.len,
                         signer->secret);
    base64 = base64_of(cx->arena, (struct bytes){ blob, ID_LEN + head + crypto_sign_BYTES });
    line = arena_printf(cx->arena, DASH "%.*s %.*s\n", STR_FMT(v->name), STR_FMT(base64));
    if (base64.at == NULL || line.at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "no room for a signature line");
    *out = line;
    return OK;
}

struct str note_join(struct arena *arena, struct str text, struct str lines)
{
    return arena_printf(arena, "%.*s\n%.*s", STR_FMT(text), STR_FMT(lines));
}
