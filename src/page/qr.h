/*
 * qr: a QR code as PNG bytes: an image, because Tor's safest level shows no SVG.
 *
 * Never of a secret: whoever photographs it has it.
 */
#pragma once
#include "base/arena.h"
#include "base/cx.h"

#define QR_TEXT_MAX 300  /* bytes */
#define QR_PIXEL 4       /* of a module */

/* Error correction M, four modules of quiet zone, one bit a pixel. *png lies in the arena.
 * ERR_TOO_LARGE past QR_TEXT_MAX or the arena's cap, ERR_INVALID for nothing. */
enum err qr_png(struct cx *cx, struct str text, struct bytes *png) MUST_USE;
