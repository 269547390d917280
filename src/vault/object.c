/*
 * object: sealing and opening content as whole buffers, and small AEAD boxes.
 */
#include "vault/object.h"

#include <sodium.h>
#include <string.h>
#include "base/codec.h"
#include "vault/seal.h"

#define TO_CASE_MAGIC "PSKO1"
#define KEYED_MAGIC "PSKK1"
#define MAGIC_LEN 5
#define STREAM_HEAD crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define AD_PREFIX "posko-v1|"
#define AD_MAX (sizeof AD_PREFIX - 1 + 32 + 1 + 32 + 1 + OBJECT_KIND_MAX)
#define PAD_STEP_MIN 256
#define PAD_FINE_UNTIL 4096
#define FULL_CHUNK (OBJECT_CHUNK + OBJECT_CHUNK_EXTRA)

_Static_assert(MAGIC_LEN + 32 + SEAL_EXTRA + STREAM_HEAD == OBJECT_HEAD_LEN, "ledger.md 6.2");
_Static_assert(MAGIC_LEN + STREAM_HEAD == OBJECT_KEYED_HEAD, "the same without a sealed key");
_Static_assert(crypto_secretstream_xchacha20poly1305_ABYTES == OBJECT_CHUNK_EXTRA, "per chunk");

struct ad {
    uint8_t b[AD_MAX + 1]; /* and the NUL that hex_encode writes */
    size_t len;
};

/* The stream's state holds the key. */
struct stream {
    crypto_secretstream_xchacha20poly1305_state state;
};

static void stream_wipe(struct stream *s)
{
    sodium_memzero(s, sizeof *s);
}

static size_t pad_step(size_t len)
{
    size_t step = PAD_STEP_MIN;

    if (len > PAD_FINE_UNTIL)
        while (step * 2 <= len / 16)
            step *= 2;
    return step;
}

size_t object_padded_len(size_t plain_len)
{
    size_t step = pad_step(plain_len);

    return (plain_len / step + 1) * step;
}

static size_t chunks_len(size_t padded)
{
    size_t chunks = (padded + OBJECT_CHUNK - 1) / OBJECT_CHUNK;

    return padded + chunks * OBJECT_CHUNK_EXTRA;
}

size_t object_sealed_len(size_t plain_len)
{
    return OBJECT_HEAD_LEN + chunks_len(object_padded_len(plain_len));
}

static bool kind_fits(struct str kind)
{
    if (kind.len == 0 || kind.len > OBJECT_KIND_MAX)
        return false;
    for (size_t i = 0; i < kind.len; i++)
        if (kind.at[i] == '\0' || !strchr("abcdefghijklmnopqrstuvwxyz0123456789._-", kind.at[i]))
            return false;
    return true;
}

/* "posko-v1|" case tag hex "|" object id hex "|" kind */
static enum err ad_write(struct cx *cx, const struct object_name *name, struct ad *out)
{
    uint8_t *at = out->b;

    if (!kind_fits(name->kind))
        return FAIL(cx, ERR_INVALID, "object kind of %zu bytes", name->kind.len);
    memcpy(at, AD_PREFIX, sizeof AD_PREFIX - 1);
    at += sizeof AD_PREFIX - 1;
    hex_encode((char *)at, name->case_tag, sizeof name->case_tag);
    at[32] = '|';
    hex_encode((char *)at + 33, name->object_id, sizeof name->object_id);
    at[65] = '|';
    memcpy(at + 66, name->kind.at, name->kind.len);
    out->len = sizeof AD_PREFIX - 1 + 66 + name->kind.len;
    return OK;
}

/* The next chunk of the padded plaintext: straight from plain where it lies wholly
 * inside, else put together in the scratch chunk. */
static const uint8_t *padded_chunk(struct bytes plain, size_t done, size_t len, uint8_t *scratch)
{
    if (done + len <= plain.len)
        return plain.at + done;
    memset(scratch, 0, len);
    if (done < plain.len)
        memcpy(scratch, plain.at + done, plain.len - done);
    if (plain.len >= done && plain.len < done + len)
        scratch[plain.len - done] = 0x80;
    return scratch;
}

/* Stream header and chunks of the padded plaintext, to `at`. */
static enum err stream_seal(struct cx *cx, const uint8_t key[32], const struct ad *ad,
                            struct bytes plain, uint8_t *at)
{
    AUTO(stream_wipe) struct stream stream;
    size_t padded = object_padded_len(plain.len), len = 0;
    uint8_t *scratch = arena_alloc(cx->arena, padded < OBJECT_CHUNK ? padded : OBJECT_CHUNK, 1);

    if (scratch == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "object of %zu bytes", plain.len);
    crypto_secretstream_xchacha20poly1305_init_push(&stream.state, at, key);
    at += STREAM_HEAD;
    for (size_t done = 0; done < padded; done += len) {
        len = padded - done < OBJECT_CHUNK ? padded - done : OBJECT_CHUNK;
        crypto_secretstream_xchacha20poly1305_push(
            &stream.state, at, NULL, padded_chunk(plain, done, len, scratch), len, ad->b, ad->len,
            done + len == padded ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                 : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
        at += len + OBJECT_CHUNK_EXTRA;
    }
    return OK;
}

/* The chunks at `sealed`, without the stream header, into `whole`. */
static enum err chunks_open(struct cx *cx, struct stream *stream, const struct ad *ad,
                            struct bytes sealed, uint8_t *whole, size_t *whole_len)
{
    uint8_t tag = 0;
    size_t done = 0;

    while (sealed.len > 0) {
        size_t len = sealed.len < FULL_CHUNK ? sealed.len : FULL_CHUNK;
        bool last = len == sealed.len;
        if (len <= OBJECT_CHUNK_EXTRA ||
            crypto_secretstream_xchacha20poly1305_pull(&stream->state, whole + done, NULL, &tag,
                                                       sealed.at, len, ad->b, ad->len) != 0)
            return FAIL(cx, ERR_CORRUPT, "object chunk at %zu does not open", done);
        if (tag != (last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                         : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE))
            return FAIL(cx, ERR_CORRUPT, "object ends at the wrong place");
        done += len - OBJECT_CHUNK_EXTRA;
        sealed = (struct bytes){ sealed.at + len, sealed.len - len };
    }
    *whole_len = done;
    return OK;
}

/* `sealed` begins at the stream header. */
static enum err stream_open(struct cx *cx, const uint8_t key[32], const struct ad *ad,
                            struct bytes sealed, struct bytes *out)
{
    AUTO(stream_wipe) struct stream stream;
    uint8_t *whole = NULL;
    size_t len = 0;

    if (sealed.len <= STREAM_HEAD + OBJECT_CHUNK_EXTRA)
        return FAIL(cx, ERR_CORRUPT, "object of %zu bytes after its head", sealed.len);
    if (crypto_secretstream_xchacha20poly1305_init_pull(&stream.state, sealed.at, key) != 0)
        return FAIL(cx, ERR_CORRUPT, "object's stream header");
    whole = arena_alloc(cx->arena, sealed.len, 1);
    if (whole == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "object of %zu bytes", sealed.len);
    TRY(chunks_open(cx, &stream, ad,
                    (struct bytes){ sealed.at + STREAM_HEAD, sealed.len - STREAM_HEAD }, whole,
                    &len));
    /* Authentic by now; the padding can be wrong only by our own mistake. */
    while (len > 0 && whole[len - 1] == 0)
        len--;
    if (len == 0 || whole[len - 1] != 0x80)
        return FAIL(cx, ERR_CORRUPT, "object's padding");
    *out = (struct bytes){ whole, len - 1 };
    return OK;
}

/* Room for head and chunks, with the magic written. */
static enum err sealed_new(struct cx *cx, const char *magic, size_t head, struct bytes plain,
                           uint8_t **out, size_t *len)
{
    if (plain.len > OBJECT_PLAIN_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "object of %zu bytes", plain.len);
    size_t room = head + chunks_len(object_padded_len(plain.len));
    uint8_t *at = arena_alloc(cx->arena, room, 1);
    if (at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "object of %zu bytes", plain.len);
    memcpy(at, magic, MAGIC_LEN);
    *out = at;
    *len = room;
    return OK;
}

static bool has_magic(struct bytes sealed, const char *magic, size_t head)
{
    return sealed.len > head && memcmp(sealed.at, magic, MAGIC_LEN) == 0;
}

enum err object_seal(struct cx *cx, const struct object_name *name, const struct box_pk *to,
                     struct bytes plain, struct bytes *out)
{
    AUTO(secret32_wipe) struct secret32 key;
    struct ad ad;
    uint8_t *at = NULL;
    size_t len = 0;

    TRY(ad_write(cx, name, &ad));
    TRY(sealed_new(cx, TO_CASE_MAGIC, OBJECT_HEAD_LEN, plain, &at, &len));
    secret32_new(cx, &key);
    TRY(seal_to(cx, key.b, sizeof key.b, to, at + MAGIC_LEN));
    TRY(stream_seal(cx, key.b, &ad, plain, at + OBJECT_HEAD_LEN - STREAM_HEAD));
    *out = (struct bytes){ at, len };
    return OK;
}

enum err object_open(struct cx *cx, const struct object_name *name, const struct case_keys *keys,
                     struct bytes sealed, struct bytes *out)
{
    const size_t sealed_key_len = 32 + SEAL_EXTRA, stream_at = OBJECT_HEAD_LEN - STREAM_HEAD;
    AUTO(secret32_wipe) struct secret32 key = { { 0 } };
    struct ad ad;

    TRY(ad_write(cx, name, &ad));
    if (!has_magic(sealed, TO_CASE_MAGIC, OBJECT_HEAD_LEN))
        return FAIL(cx, ERR_CORRUPT, "not an object: %zu bytes", sealed.len);
    if (!seal_open(sealed.at + MAGIC_LEN, sealed_key_len, &keys->pk, &keys->sk, key.b))
        return FAIL(cx, ERR_DENIED, "object does not open with this case's key");
    return stream_open(cx, key.b, &ad,
                       (struct bytes){ sealed.at + stream_at, sealed.len - stream_at }, out);
}

bool object_keyed(struct bytes sealed)
{
    return str_starts((struct str){ (const char *)sealed.at, sealed.len }, STR("PSKK1"));
}

enum err object_keyed_seal(struct cx *cx, const struct object_name *name,
                           const struct secret32 *key, struct bytes plain, struct bytes *out)
{
    struct ad ad;
    uint8_t *at = NULL;
    size_t len = 0;

    TRY(ad_write(cx, name, &ad));
    TRY(sealed_new(cx, KEYED_MAGIC, OBJECT_KEYED_HEAD, plain, &at, &len));
    TRY(stream_seal(cx, key->b, &ad, plain, at + MAGIC_LEN));
    *out = (struct bytes){ at, len };
    return OK;
}

enum err object_keyed_open(struct cx *cx, const struct object_name *name,
                           const struct secret32 *key, struct bytes sealed, struct bytes *out)
{
    struct ad ad;

    TRY(ad_write(cx, name, &ad));
    if (!has_magic(sealed, KEYED_MAGIC, OBJECT_KEYED_HEAD))
        return FAIL(cx, ERR_CORRUPT, "not a keyed object: %zu bytes", sealed.len);
    return stream_open(cx, key->b, &ad,
                       (struct bytes){ sealed.at + MAGIC_LEN, sealed.len - MAGIC_LEN }, out);
}

enum err small_seal(struct cx *cx, const struct secret32 *key, struct str context,
                    struct bytes plain, struct bytes *out)
{
    const size_t nonce_len = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

    if (plain.len > SMALL_PLAIN_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "small box of %zu bytes", plain.len);
    uint8_t *at = arena_alloc(cx->arena, plain.len + SMALL_EXTRA, 1);
    if (at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "small box of %zu bytes", plain.len);
    cx->random(at, nonce_len);
    crypto_aead_xchacha20poly1305_ietf_encrypt(at + nonce_len, NULL, plain.at, plain.len,
                                               (const uint8_t *)context.at, context.len, NULL, at,
                                               key->b);
    *out = (struct bytes){ at, plain.len + SMALL_EXTRA };
    return OK;
}

enum err small_open(struct cx *cx, const struct secret32 *key, struct str context,
                    struct bytes box, struct bytes *out)
{
    const size_t nonce_len = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;

    if (box.len < SMALL_EXTRA || box.len > SMALL_PLAIN_MAX + SMALL_EXTRA)
        return FAIL(cx, ERR_DENIED, "small box of %zu bytes", box.len);
    size_t len = box.len - SMALL_EXTRA;
    uint8_t *at = arena_alloc(cx->arena, len + 1, 1); /* one more: never of size 0 */
    if (at == NULL)
        return FAIL(cx, ERR_TOO_LARGE, "small box of %zu bytes", box.len);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(at, NULL, NULL, box.at + nonce_len,
                                                   box.len - nonce_len,
                                                   (const uint8_t *)context.at, context.len,
                                                   box.at, key->b) != 0)
        return FAIL(cx, ERR_DENIED, "small box '%.*s' does not open", STR_FMT(context));
    *out = (struct bytes){ at, len };
    return OK;
}
