/* access: see the header. */
#include "domain/access.h"
#include <assert.h>

static const struct access_rule rules[ACCESS_KIND_COUNT] = {
    [ACCESS_NONE] = { "", false, false, false },
    [ACCESS_CASE_OPENED] = { "case.opened", true, false, true },
    [ACCESS_CASES_SEARCHED] = { "cases.searched", false, false, false },
    [ACCESS_IDENTITY_READ] = { "identity.read", true, true, false },
    [ACCESS_FILE_OPENED] = { "file.opened", true, false, false },
    [ACCESS_CASE_EXPORTED] = { "case.exported", true, true, false },
};

const struct access_rule *access_rule(enum access_kind kind)
{
    assert(kind > ACCESS_NONE && kind < ACCESS_KIND_COUNT);
    return &rules[kind];
}

bool access_kind_parse(struct str text, enum access_kind *out)
{
    for (enum access_kind k = ACCESS_NONE + 1; k < ACCESS_KIND_COUNT; k++)
        if (str_is(text, rules[k].name)) {
            *out = k;
            return true;
        }
    return false;
}

bool access_same(enum access_kind kind, int64_t last_us, int64_t session_us, int64_t now_us)
{
    return access_rule(kind)->again && last_us > 0 && last_us >= session_us && last_us <= now_us
           && now_us - last_us < ACCESS_SAME_US;
}
