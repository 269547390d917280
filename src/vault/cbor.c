/* cbor: see the header. */
#include "vault/cbor.h"

#define ITEMS_MAX 64

enum major { MAJOR_UINT, MAJOR_NEGATIVE, MAJOR_BYTES, MAJOR_TEXT, MAJOR_ARRAY, MAJOR_MAP,
             MAJOR_TAG, MAJOR_SIMPLE };

struct cbor cbor_over(struct bytes in)
{
    return (struct cbor){ .in = in };
}

static bool fail(struct cbor *c)
{
    c->failed = true;
    return false;
}

/* The first byte's two halves, and the argument behind it. 28 to 31 are reserved or an
 * indefinite length. */
static bool head(struct cbor *c, enum major *major, uint64_t *argument)
{
    unsigned first, more;
    uint64_t value = 0;

    if (c->failed || c->at >= c->in.len)
        return fail(c);
    first = c->in.at[c->at++];
    more = first & 31;
    *major = (enum major)(first >> 5);
    if (more < 24) {
        *argument = more;
        return true;
    }
    if (more > 27)
        return fail(c);
    more = 1u << (more - 24);
    if (c->in.len - c->at < more)
        return fail(c);
    while (more-- > 0)
        value = value << 8 | c->in.at[c->at++];
    *argument = value;
    return true;
}

static bool wanted(struct cbor *c, enum major want, uint64_t *argument)
{
    enum major major;

    if (!head(c, &major, argument))
        return false;
    return major == want ? true : fail(c);
}

static bool take(struct cbor *c, uint64_t len, struct bytes *out)
{
    if (len > c->in.len - c->at)
        return fail(c);
    *out = (struct bytes){ c->in.at + c->at, (size_t)len };
    c->at += (size_t)len;
    return true;
}

bool cbor_int(struct cbor *c, int64_t *out)
{
    enum major major;
    uint64_t value;

    if (!head(c, &major, &value))
        return false;
    if ((major != MAJOR_UINT && major != MAJOR_NEGATIVE) || value > INT64_MAX)
        return fail(c);
    *out = major == MAJOR_UINT ? (int64_t)value : -1 - (int64_t)value;
    return true;
}

bool cbor_bytes(struct cbor *c, struct bytes *out)
{
    uint64_t len;

    return wanted(c, MAJOR_BYTES, &len) && take(c, len, out);
}

bool cbor_text(struct cbor *c, struct str *out)
{
    struct bytes raw;
    struct str text;
    uint64_t len;

    if (!wanted(c, MAJOR_TEXT, &len) || !take(c, len, &raw))
        return false;
    text = (struct str){ (const char *)raw.at, raw.len };
    if (!utf8_valid(text))
        return fail(c);
    *out = text;
    return true;
}

bool cbor_map(struct cbor *c, size_t *pairs)
{
    uint64_t len;

    if (!wanted(c, MAJOR_MAP, &len))
        return false;
    if (len > ITEMS_MAX)
        return fail(c);
    *pairs = (size_t)len;
    return true;
}

/* With a count of what is still due at each depth instead of recursion. The item may nest one
 * less deep than CBOR_DEPTH_MAX: mostly it is a member of a map already. */
bool cbor_skip(struct cbor *c)
{
    uint64_t due[CBOR_DEPTH_MAX] = { 1 };
    int depth = 0;

    while (depth >= 0) {
        enum major major;
        struct bytes none;
        uint64_t n;

        if (due[depth] == 0) {
            depth--;
            continue;
        }
        due[depth]--;
        if (!head(c, &major, &n))
            return false;
        if (major == MAJOR_BYTES || major == MAJOR_TEXT) {
            if (!take(c, n, &none))
                return false;
        } else if (major == MAJOR_ARRAY || major == MAJOR_MAP) {
            if (n > ITEMS_MAX || depth == CBOR_DEPTH_MAX - 1)
                return fail(c);
            due[++depth] = major == MAJOR_MAP ? 2 * n : n;
        } else if (major == MAJOR_TAG || (major == MAJOR_SIMPLE && (n < 20 || n > 22))) {
            return fail(c); /* of the simple ones: false, true, null */
        }
    }
    return true;
}

bool cbor_done(const struct cbor *c)
{
    return !c->failed && c->at == c->in.len;
}
