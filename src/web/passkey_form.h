/*
 * passkey_form: the hidden fields that assets/meja-passkey.js fills, and what it is given.
 */
#pragma once
#include "action/passkey.h"
#include "page/passkey_part.h"
#include "web/request.h"

/* Declared by every row whose form may bring a passkey. */
#define PASSKEY_FIELDS                                                                     \
    { "pk_challenge", 200, false }, { "pk_id", 2100, false }, { "pk_client", 8200, false }, \
        { "pk_data", 8200, false }, { "pk_signature", 1100, false }, { "pk_user", 200, false }

struct passkey_site passkey_site(struct request *rq);
void passkey_answer_read(struct request *rq, struct passkey_answer *out);
/* Whether the script sent anything at all. */
bool passkey_sent(const struct request *rq);
/* kind: "create" or "get". */
void passkey_part_fill(struct request *rq, const char *kind, const struct passkey_offer *offer,
                       struct msg label, struct msg failed, struct passkey_part_page *out);
