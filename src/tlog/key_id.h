/*
 * key_id: one name for all the public keys that an agency.key leaf announces: SHA-256 over its
 * facts box, sign and custodian, as 64 hex digits. What an agency tells its own witness to
 * expect, so that a leaf with any other key of its name is an alarm.
 */
#pragma once
#include "base/arena.h"

/* The facts as the leaf has them (base64). at == NULL past the arena's cap. */
struct str agency_key_id(struct arena *arena, struct str box, struct str sign,
                         struct str custodian);
