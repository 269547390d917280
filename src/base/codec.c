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

/* The digit's value plus one, from '0' on; 0 is no digit. */
static const uint8_t hex_values[256 - '0'] = {
    1,  2,  3,  4,  5,  6,  7, 8, 9, 10, 0, 0, 0, 0, 0, 0, /* 0 */
    0,  11, 12, 13, 14, 15, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* @ */
    0,  0,  0,  0,  0,  0,  0, 0, 0, 0,  0, 0, 0, 0, 0, 0, /* P */
    0,  11, 12, 13, 14, 15, 16,                            /* ` */
};

/* 0..15; more for what is no digit. */
static uint32_t hex_value(char c)
{
    unsigned char u = (unsigned char)c;

    return u < '0' ? UINT32_MAX : (uint32_t)hex_values[u - '0'] - 1;
}

bool hex_decode(struct str in, void *out, size_t len)
{
    uint8_t *at = out;
    uint32_t all = 0;

    if (in.len != 2 * len)
        return false;
    for (size_t i = 0; i < in.len; i++)
        all |= hex_value(in.at[i]);
    if (all > 15)
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

/* The digit's value plus one, from ' ' on; 0 is no digit. */
static const uint8_t base64_values[256 - 32] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 63, 0, 0, 0, 64,
    53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 0, 0, 0, 0, 0, 0,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 0, 0, 0, 0, 0,
    0, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
    42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 0, 0, 0, 0, 0,
};

/* 0..63; more for what is no digit. */
static uint32_t base64_value(char c)
{
    unsigned char u = (unsigned char)c;

    return u < 32 ? UINT32_MAX : (uint32_t)base64_values[u - 32] - 1;
}

/* The last group, of which `pad` symbols are '='. */
static bool base64_tail(const char *in, size_t pad, uint8_t *out)
{
    uint32_t a = base64_value(in[0]), b = base64_value(in[1]);
    uint32_t c = pad < 2 ? base64_value(in[2]) : 0, d = pad < 1 ? base64_value(in[3]) : 0;
    uint32_t v = a << 18 | b << 12 | c << 6 | d;

    if ((a | b | c | d) > 63 || v & (pad == 2 ? 0xFFFF : pad == 1 ? 0xFF : 0))
        return false; /* trailing bits that say nothing */
    out[0] = (uint8_t)(v >> 16);
    if (pad < 2)
        out[1] = (uint8_t)(v >> 8);
    if (pad < 1)
        out[2] = (uint8_t)v;
    return true;
}

bool base64_decode(struct str in, void *out, size_t room, size_t *out_len)
{
    size_t pad = 0, len, i = 0;
    uint8_t *at = out;

    if (in.len % 4 != 0)
        return false;
    while (pad < 2 && pad < in.len && in.at[in.len - 1 - pad] == '=')
        pad++;
    len = in.len / 4 * 3 - pad;
    if (len > room)
        return false;
    for (; i + 4 < in.len; i += 4, at += 3) {
        uint32_t a = base64_value(in.at[i]), b = base64_value(in.at[i + 1]);
        uint32_t c = base64_value(in.at[i + 2]), d = base64_value(in.at[i + 3]);

        if ((a | b | c | d) > 63)
            return false;
        at[0] = (uint8_t)(a << 2 | b >> 4);
        at[1] = (uint8_t)(b << 4 | c >> 2);
        at[2] = (uint8_t)(c << 6 | d);
    }
    if (i < in.len && !base64_tail(in.at + i, pad, at))
        return false;
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
