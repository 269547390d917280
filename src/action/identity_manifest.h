/*
 * identity_manifest: what a report's first event commits to of the name that came with it: the
 * sealed name, and for a confidential one what each share of its key is. So neither can be
 * exchanged later, and a false share shows who gave it.
 *
 *   posko-identity/v1
 *   confidential
 *   sealed <SHA-256 of the sealed name, hex>
 *   share <number> <agency id, hex> <commitment, hex>     one line each, by number
 *
 * The event's facts hold the SHA-256 of these lines ("identity"); facts are part of what the leaf
 * commits to (event_leaf.h). Shares sealed anew to a renewed key keep their commitment.
 */
#pragma once
#include "base/cx.h"
#include "store/identity.h"

enum err identity_manifest(struct cx *cx, const struct identity_row *identity,
                           const struct share_list *shares, uint8_t out[32]) MUST_USE;
