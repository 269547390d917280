/*
 * access: what is written down when somebody reads what is sealed (privileged reads), in one
 * table: the name in the private log, whether it is of a case, whether the law wants a reason,
 * and whether reading again within minutes counts as the same reading.
 *
 * Not here: the inbox. Its lines (number, title, due date) are shown to every officer of the
 * agencies on a case many times an hour; entries for them would bury those that matter.
 */
#pragma once
#include <stdint.h>
#include "base/attr.h"
#include "base/str.h"

enum access_kind {
    ACCESS_NONE,
    ACCESS_CASE_OPENED,
    ACCESS_CASES_SEARCHED,
    ACCESS_IDENTITY_READ,
    ACCESS_FILE_OPENED,
    ACCESS_CASE_EXPORTED,
    ACCESS_KIND_COUNT
};

struct access_rule {
    const char *name; /* of the entry in the private log, for ever: "case.opened" */
    bool of_case;     /* else of none: its text is sealed to the reader's agency */
    bool reason;      /* not without a reason given */
    bool again;       /* within ACCESS_SAME_US the same reading, and not written twice */
};

/* How long an open case counts as one reading, for one officer in one session. */
#define ACCESS_SAME_US (10 * INT64_C(60000000))

#define ACCESS_TEXT_MAX 1000 /* bytes of a reason, of search words, of a file's name */

const struct access_rule *access_rule(enum access_kind kind);
bool access_kind_parse(struct str text, enum access_kind *out) MUST_USE;

/* Whether a reading now is still the one that was written down at last_us (0: none was), by
 * the same officer of the same case. session_us: when his session began. */
bool access_same(enum access_kind kind, int64_t last_us, int64_t session_us,
                 int64_t now_us) MUST_USE;
