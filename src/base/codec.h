/*
 * codec: bytes as text and back: hex, base64 (RFC 4648 §4, padded, strict)
 * and Crockford base32 as the receipt code uses it.
 */
#pragma once
#include "base/arena.h"

/* Lower-case hex; out must hold 2*len+1 bytes, and ends in NUL. */
void hex_encode(char *out, const void *in, size_t len);
struct str hex_of(struct arena *a, struct bytes in);
/* Exactly len bytes from 2*len hex digits of either case. */
bool hex_decode(struct str in, void *out, size_t len) MUST_USE;

#define BASE64_LEN(n) ((((n) + 2) / 3) * 4)
struct str base64_of(struct arena *a, struct bytes in);
/* Strict: padding required, standard alphabet, no white space, zero trailing
 * bits. *out_len is the number of bytes written, at most room. */
bool base64_decode(struct str in, void *out, size_t room, size_t *out_len) MUST_USE;

/* Crockford base32: digits and letters without I L O U. */
extern const char crockford_digits[33];
/* The value 0..31 of a symbol, forgiving case, O as 0, I and L as 1; -1 otherwise. */
int crockford_value(char c);
