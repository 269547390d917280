/* http_vet: see the header. */
#include "web/http_vet.h"
#include <string.h>
#include <strings.h>

static bool token_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!token_char(s.at[i]))
            return false;
    return s.len > 0;
}

static bool name_is(struct str name, const char *lower)
{
    return name.len == strlen(lower) && strncasecmp(name.at, lower, name.len) == 0;
}

/* Digits only: "+5", "5, 5" and "0x5" have all been read as 5 by somebody. */
static bool read_length(struct str value, uint64_t *out)
{
    uint64_t n = 0;

    if (value.len == 0 || value.len > 19)
        return false;
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < '0' || value.at[i] > '9')
            return false;
        n = n * 10 + (uint64_t)(value.at[i] - '0');
    }
    *out = n;
    return true;
}

void vet_header(struct vet *v, struct str name, struct str value)
{
    if (!is_token(name))
        v->bad = true;
    for (size_t i = 0; i < value.len; i++)
        if (((unsigned char)value.at[i] < 32 && value.at[i] != '\t') || value.at[i] == 127)
            v->bad = true;
    if (name_is(name, "content-length")) {
        v->lengths++;
        if (!read_length(value, &v->length))
            v->bad = true;
    }
    if (name_is(name, "transfer-encoding")) {
        v->codings++;
        if (!name_is(value, "chunked"))
            v->bad = true;
    }
    if (name_is(name, "host")) {
        v->hosts++;
        for (size_t i = 0; i < value.len; i++)
            v->bad |= strchr(",/@ ", value.at[i]) != NULL;
    }
}

bool vet_line(struct str method, struct str target, struct str version)
{
    if (!str_is(version, "HTTP/1.1") && !str_is(version, "HTTP/1.0"))
        return false;
    if (!is_token(method) || method.len > 16 || target.len == 0 || target.at[0] != '/')
        return false;
    for (size_t i = 0; i < target.len; i++)
        if ((unsigned char)target.at[i] <= 32 || (unsigned char)target.at[i] >= 127)
            return false;
    return true;
}

bool vet_passes(const struct vet *v, struct str version)
{
    bool modern = str_is(version, "HTTP/1.1");

    return !v->bad && v->lengths <= 1 && v->codings <= 1 && v->hosts <= 1
        && !(v->lengths && v->codings) && !(modern && v->hosts != 1)
        && !(!modern && v->codings);
}
