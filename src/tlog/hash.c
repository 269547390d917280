/*
 * hash: OpenSSL EVP with one fetched digest and one reused context.
 */
#include "tlog/hash.h"

#include <assert.h>
#include <openssl/evp.h>
#include <string.h>

enum err hasher_open(struct cx *cx, struct hasher *out)
{
    struct hasher h = { .digest = EVP_MD_fetch(NULL, "SHA256", NULL), .work = EVP_MD_CTX_new() };

    if (h.digest == NULL || h.work == NULL || EVP_DigestInit_ex2(h.work, h.digest, NULL) != 1) {
        hasher_close(&h);
        return FAIL(cx, ERR_UNAVAILABLE, "no SHA-256 from OpenSSL");
    }
    *out = h;
    return OK;
}

void hasher_close(struct hasher *h)
{
    EVP_MD_CTX_free(h->work);
    EVP_MD_free(h->digest);
    *h = (struct hasher){ 0 };
}

/* Once opened, hashing has no way to fail but our own misuse. */
static void digest(struct hasher *h, const void *head, size_t head_len, const void *body,
                   size_t body_len, struct hash *out)
{
    int fine = EVP_DigestInit_ex2(h->work, NULL, NULL);

    if (head_len > 0)
        fine &= EVP_DigestUpdate(h->work, head, head_len);
    if (body_len > 0)
        fine &= EVP_DigestUpdate(h->work, body, body_len);
    fine &= EVP_DigestFinal_ex(h->work, out->b, NULL);
    assert(fine == 1);
}

void hash_empty(struct hash *out)
{
    static const struct hash empty = { { 0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb,
                                         0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4,
                                         0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52,
                                         0xb8, 0x55 } };
    *out = empty;
}

void hash_leaf(struct hasher *h, struct bytes entry, struct hash *out)
{
    digest(h, "\0", 1, entry.at, entry.len, out);
}

void hash_node(struct hasher *h, const struct hash *left, const struct hash *right,
               struct hash *out)
{
    uint8_t both[65] = { 1 };

    memcpy(both + 1, left->b, 32);
    memcpy(both + 33, right->b, 32);
    digest(h, NULL, 0, both, sizeof both, out);
}

void hash_bytes(struct hasher *h, struct bytes in, struct hash *out)
{
    digest(h, NULL, 0, in.at, in.len, out);
}

bool hash_eq(const struct hash *a, const struct hash *b)
{
    return memcmp(a->b, b->b, sizeof a->b) == 0;
}
