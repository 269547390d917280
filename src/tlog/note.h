/*
 * note: signed notes and the keys that sign them (c2sp signed-note v1.0.0), with
 * cosignature/v1 (c2sp tlog-cosignature).
 *
 * text ending in LF, empty line, signature lines "(em dash) NAME BASE64". Two kinds of
 * key: Ed25519 over the text (0x01), and cosignature/v1, Ed25519 over a time and the
 * text (0x04). Lines of unknown keys are ignored, as the specification asks.
 */
#pragma once
#include "base/cx.h"

#define NOTE_MAX (1u << 20)      /* bytes */
#define NOTE_SIGNATURES_MAX 100  /* as golang.org/x/mod */
#define NOTE_NAME_MAX 255

enum key_type { KEY_ED25519 = 0x01, KEY_COSIGNATURE = 0x04 };

struct note_verifier {
    struct str name; /* points into what it was parsed from */
    enum key_type type;
    uint32_t id;
    uint8_t public_key[32];
};

struct note_signer {
    struct note_verifier verifier;
    uint8_t secret[64]; /* as libsodium's Ed25519 has it */
};

/* True for 1..NOTE_NAME_MAX bytes of UTF-8 without space, control or '+'. */
bool note_name_fits(struct str name);
/* ERR_INVALID for a bad name. */
enum err verifier_make(struct cx *cx, struct str name, enum key_type type,
                       const uint8_t public_key[32], struct note_verifier *out) MUST_USE;
/* "NAME+hex8(id)+base64(type || key)"; ERR_INVALID for a wrong id, an unknown type or
 * any other form. */
enum err verifier_parse(struct cx *cx, struct str vkey, struct note_verifier *out) MUST_USE;
struct str verifier_text(struct arena *arena, const struct note_verifier *v);

/* From a 32-byte Ed25519 seed. */
enum err signer_make(struct cx *cx, struct str name, enum key_type type, const uint8_t seed[32],
                     struct note_signer *out) MUST_USE;
/* "PRIVATE+KEY+NAME+hex8(id)+base64(type || seed)", as x/mod's note package has it. */
enum err signer_parse(struct cx *cx, struct str skey, struct note_signer *out) MUST_USE;
struct str signer_text(struct arena *arena, const struct note_signer *s);
void signer_wipe(struct note_signer *s); /* fits AUTO */

struct note_line {
    struct str name;
    uint32_t id;
    struct bytes blob; /* what follows the id: 64 bytes, or time 8 || 64 */
};

struct signed_note {
    struct str text;  /* with its final LF, without the empty line */
    struct str lines; /* all signature lines as they stand */
    struct note_line *list;
    size_t count;
};

/* Reads the form only. Texts point into `whole`; the list lies in cx->arena. */
enum err note_parse(struct cx *cx, struct str whole, struct signed_note *out) MUST_USE;

enum note_verdict {
    NOTE_UNKNOWN, /* no line of this key            */
    NOTE_GOOD,
    NOTE_FALSE    /* a line of this key is not good: refuse the whole note */
};

/* What the note says of one key. time_s, if not NULL, gets a cosignature's time (0 for
 * a plain signature); of several good lines the latest. */
enum note_verdict note_check(struct cx *cx, const struct signed_note *note,
                             const struct note_verifier *v, uint64_t *time_s) MUST_USE;

/* The signature line for a text, with its LF. time_s matters for KEY_COSIGNATURE only,
 * where 0 is refused; ERR_INVALID if the text is no note text. */
enum err note_sign_line(struct cx *cx, const struct note_signer *signer, struct str text,
                        uint64_t time_s, struct str *out) MUST_USE;
/* text || "\n" || lines */
struct str note_join(struct arena *arena, struct str text, struct str lines);
