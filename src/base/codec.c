/* codec: see the header. */
#include "base/codec.h"
#include <string.h>

static const char hex_digits[] = "0123456789abcdef";
static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const char crockford_digits[33] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void hex_encode(char *out, const void *in, size_t len)
{
    const uint8_t *at = in;

    for (size_t i = 0; i < len; i++) {
        out[2 * i] = hex_digits[at[i] >> 4];
        out[2 * i + 1] = hex_digits[at[i] & 15];
    }
    out[2 * len] = '\0';
}

struct str hex_of(struct arena *a, struct bytes in)
{
    char *at = arena_alloc(a, 1, 2 * in.len + 1);

    if (!at)
        return (struct str){ NULL, 0 };
    hex_encode(at, in.at, in.len);
    return (struct str){ at, 2 * in.len };
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool hex_decode(struct str in, void *out, size_t len)
{
    uint8_t *at = out;

    if (in.len != 2 * len)
        return false;
    for (size_t i = 0; i < in.len; i++)
        if (hex_value(in.at[i]) < 0)
            return false;
    for (size_t i = 0; i < len; i++)
        at[i] = (uint8_t)(hex_value(in.at[2 * i]) << 4 | hex_value(in.at[2 * i + 1]));
    return true;
}

struct str base64_of(struct arena *a, struct bytes in)
{
    char *at = arena_alloc(a, 1, BASE64_LEN(in.len) + 1);
    size_t o = 0;

    if (!at)
        return (struct str){ NULL, 0 };
    for (size_t i = 0; i < in.len; i += 3) {
        size_t left = in.len - i;
        uint32_t v = (uint32_t)in.at[i] << 16 | (left > 1 ? (uint32_t)in.at[i + 1] << 8 : 0)
                     | (left > 2 ? in.at[i + 2] : 0);

        at[o++] = base64_digits[v >> 18];
        at[o++] = base64_digits[v >> 12 & 63];
        at[o++] = left > 1 ? base64_digits[v >> 6 & 63] : '=';
        at[o++] = left > 2 ? base64_digits[v & 63] : '=';
    }
    return (struct str){ at, o };
}

static int base64_value(char c)
{
    const char *hit = c ? strchr(base64_digits, c) : NULL;

    return hit ? (int)(hit - base64_digits) : -1;
}

bool base64_decode(struct str in, void *out, size_t room, size_t *out_len)
{
    size_t pad = 0, len, o = 0;
    uint8_t *at = out;
    uint32_t v = 0;

    if (in.len % 4 != 0)
        return false;
    while (pad < 2 && pad < in.len && in.at[in.len - 1 - pad] == '=')
        pad++;
    len = in.len / 4 * 3 - pad;
    if (len > room)
        return false;
    for (size_t i = 0; i < in.len; i++) {
        int digit = i < in.len - pad ? base64_value(in.at[i]) : 0;

        if (digit < 0)
            return false;
        v = v << 6 | (uint32_t)digit;
        if (i % 4 != 3)
            continue;
        for (int shift = 16; shift >= 0; shift -= 8, o++)
            if (o < len)
                at[o] = (uint8_t)(v >> shift);
            else if ((v >> shift & 0xFF) != 0)
                return false; /* trailing bits that say nothing */
        v = 0;
    }
    *out_len = len;
    return true;
}

int crockford_value(char c)
{
    const char *hit;

    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'O')
        c = '0';
    else if (c == 'I' || c == 'L')
        c = '1';
    hit = c ? strchr(crockford_digits, c) : NULL;
    return hit ? (int)(hit - crockford_digits) : -1;
}
