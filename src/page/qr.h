/*
 * qr: a QR code as PNG bytes: an image, because Tor's safest level shows no SVG.
 *
 * Never of a secret, but for the one that an officer's authenticator app is to learn: whoever
 * photographs it has it. The one exception is an officer's second
 * factor, which is on his screen or his slip anyway: as a drawing inside that page, so that no
 * address gives it and no cache keeps it.
 */
#pragma once
#include "base/arena.h"
#include "base/cx.h"
#include "page/out.h"

#define QR_TEXT_MAX 300  /* bytes */
#define QR_PIXEL 4       /* of a module */

/* Error correction M, four modules of quiet zone, one bit a pixel. *png lies in the arena.
 * ERR_TOO_LARGE past QR_TEXT_MAX or the arena's cap, ERR_INVALID for nothing. */
enum err qr_png(struct cx *cx, struct str text, struct bytes *png) MUST_USE;
/* The same as an SVG for an officer's page, hidden from screen readers: its text stands
 * beside it. */
enum err qr_svg(struct cx *cx, struct str text, struct markup *out) MUST_USE;
