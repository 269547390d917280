/* audit_witness: which witnesses an agency has said are its own. Declared in audit_work.h. */
#include "action/audit_work.h"
#include <string.h>

static struct audit_witness *witness_of(struct audit *a, struct str name)
{
    for (size_t i = 0; i < a->witnesses_len; i++)
        if (str_is(name, a->witnesses[i].name))
            return &a->witnesses[i];
    return NULL;
}

/* A witness whose key changed is not the one that was confirmed. */
static void added(struct audit *a, struct str name, const struct hash *key)
{
    struct audit_witness *w = witness_of(a, name);

    if (!w) {
        if (a->witnesses_len == AUDIT_WITNESSES_MAX || name.len == 0 || name.len >= sizeof w->name)
            return;
        w = &a->witnesses[a->witnesses_len++];
        memcpy(w->name, name.at, name.len);
    } else if (hash_eq(&w->key, key)) {
        return;
    }
    w->key = *key;
    w->confirmed = false;
}

void audit_witness_leaf(struct audit *a, const struct leaf *leaf)
{
    struct str name = leaf_get_fact(leaf, "witness");
    struct audit_witness *w;
    struct hash key;

    leaf_hash(leaf_get_fact(leaf, "vkey"), &key);
    if (str_is(leaf->type, "witness.added")) {
        added(a, name, &key);
        return;
    }
    w = str_is(leaf->type, "witness.confirmed") ? witness_of(a, name) : NULL;
    if (w && str_eq(leaf->by, name) && hash_eq(&w->key, &key)) /* its signature is checked too */
        w->confirmed = true;
}

void audit_witnesses_say(struct audit *a)
{
    for (size_t i = 0; i < a->witnesses_len; i++)
        if (!a->witnesses[i].confirmed)
            audit_say(a, AUDIT_NOTE,
                      "The witness %s was added by the server, and no agency has confirmed that it "
                      "is its own. Ask %s.",
                      a->witnesses[i].name, a->witnesses[i].name);
}
