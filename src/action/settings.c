/* settings: the table, and its reading. */
#include "action/settings.h"
#include <stddef.h>
#include <string.h>

#define S(field) offsetof(struct settings, field)

const struct setting setting_table[] = {
    { "post.code", SETTING_TEXT, S(post_code), "JPR", 2, 4,
      "first part of every case number; capital letters" },
    { "post.name", SETTING_TEXT, S(post_name), "Posko Netralitas Pilkada Jepara", 1, 120,
      "the post's name, as citizens read it" },
    { "post.election", SETTING_TEXT, S(election), "Pilkada Jepara", 1, 60,
      "the election, under the post's name on every page" },
    { "post.regency", SETTING_TEXT, S(regency), "33.20", 5, 5,
      "code of the regency or city (Kemendagri): decides places and time zone" },
    { "post.address", SETTING_TEXT, S(address), "Alun-alun 1, Jepara", 0, 200,
      "where the post stands" },
    { "post.phone", SETTING_TEXT, S(phone), "", 0, 40, "number citizens may call" },
    { "web.origin", SETTING_TEXT, S(origin), "", 0, 200,
      "public address, https://...; empty: plain HTTP on this machine only" },
    { "web.listen", SETTING_TEXT, S(listen), "127.0.0.1:8080", 3, 60,
      "address and port to answer on; port 0 picks a free one" },
    { "web.threads", SETTING_NUMBER, S(threads), "8", 1, 64, "HTTP threads" },
    { "web.connections", SETTING_NUMBER, S(connections_max), "2000", 8, 100000,
      "connections open at once, in all" },
    { "web.idle_seconds", SETTING_NUMBER, S(idle_s), "10", 1, 300,
      "a connection on which nothing moves is closed after this" },
    { "web.header_seconds", SETTING_NUMBER, S(header_s), "15", 1, 120,
      "a request's header must have arrived by then" },
    { "web.slow_threads", SETTING_NUMBER, S(lane_threads), "2", 1, 16,
      "sign-ins and searches worked on at once" },
    { "web.slow_queue", SETTING_NUMBER, S(lane_queue), "32", 1, 1000,
      "sign-ins and searches that may wait; more are told to come again" },
    { "web.writer_queue", SETTING_NUMBER, S(writer_queue), "4096", 16, 100000,
      "requests that may wait to be written" },
    { "web.behind_proxy", SETTING_YES, S(behind_proxy), "no", 0, 0,
      "believe X-Forwarded-For from a proxy on this machine" },
    { "log.publish_minutes", SETTING_NUMBER, S(publish_minutes), "15", 0, 1440,
      "the public sees new heads of the log on this clock; 0: at once" },
    { "log.silent_seconds", SETTING_NUMBER, S(silent_s), "1800", 5, 604800,
      "a witness not heard for so long is called silent" },
    { "evidence.file_mb", SETTING_NUMBER, S(evidence_file_mb), "300", 1, 100000,
      "the largest file that is taken, in MB (2^20 bytes)" },
    { "evidence.report_mb", SETTING_NUMBER, S(evidence_report_mb), "1000", 1, 1000000,
      "all files on their way of one sender together, in MB" },
    { "evidence.files", SETTING_NUMBER, S(evidence_files), "10", 1, 200,
      "files on their way of one sender" },
    { "evidence.room_mb", SETTING_NUMBER, S(evidence_room_mb), "2048", 0, 10000000,
      "no file is taken that would leave the disk less than this, in MB" },
    { "limit.filings_per_hour", SETTING_NUMBER, S(filings_per_hour), "600", 0, 1000000,
      "reports an hour from one address block (/24, /48); 0: no limit" },
    { "limit.code_tries_per_hour", SETTING_NUMBER, S(code_tries_per_hour), "120", 0, 1000000,
      "tries of a receipt code an hour from one address block; 0: no limit" },
    { "limit.loopback", SETTING_YES, S(limit_local), "no", 0, 0,
      "limit what comes from this machine itself too: say yes behind an onion service" },
};
const size_t setting_table_len = COUNT_OF(setting_table);

static const struct setting *setting_find(struct str name)
{
    for (size_t i = 0; i < setting_table_len; i++)
        if (str_is(name, setting_table[i].name))
            return &setting_table[i];
    return NULL;
}

/* NULL if the value fits, else what it should be. */
static const char *setting_put(const struct setting *s, struct str value, struct settings *out)
{
    char *field = (char *)out + s->offset;
    int64_t n;

    switch (s->type) {
    case SETTING_TEXT:
        if ((int64_t)value.len < s->min || (int64_t)value.len > s->max || !utf8_valid(value))
            return "text of the permitted length";
        memcpy(field, &value, sizeof value);
        return NULL;
    case SETTING_NUMBER:
        if (!str_to_i64(value, &n) || n < s->min || n > s->max)
            return "a whole number in the permitted range";
        memcpy(field, &n, sizeof n);
        return NULL;
    case SETTING_YES:
        if (!str_is(value, "yes") && !str_is(value, "no"))
            return "yes or no";
        *(bool *)field = str_is(value, "yes");
        return NULL;
    }
    return "a known type";
}

void settings_default(struct settings *out)
{
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < setting_table_len; i++)
        (void)setting_put(&setting_table[i], str_of(setting_table[i].fallback), out);
}

/* What the table cannot say. */
static const char *settings_fault(const struct settings *s)
{
    for (size_t i = 0; i < s->post_code.len; i++)
        if (s->post_code.at[i] < 'A' || s->post_code.at[i] > 'Z')
            return "post.code: write 2 to 4 capital letters";
    if (s->origin.len && (!str_starts(s->origin, STR("https://")) || str_ends(s->origin, STR("/"))))
        return "web.origin: write https://name without a slash at the end, or leave it empty";
    return NULL;
}

enum err settings_read(struct cx *cx, struct str file_name, struct str text, struct settings *out)
{
    struct settings s;
    struct str rest = text, line;
    uint64_t seen = 0;
    const char *fault;

    settings_default(&s);
    for (int number = 1; str_cut(&rest, '\n', &line); number++) {
        const struct setting *setting;
        struct str name, value = str_trim(line);

        if (value.len == 0 || value.at[0] == '#')
            continue;
        if (!str_cut(&value, '=', &name) || !value.at)
            return FAIL(cx, ERR_INVALID, "%.*s:%d: write name = value", STR_FMT(file_name), number);
        setting = setting_find(str_trim(name));
        if (!setting)
            return FAIL(cx, ERR_INVALID,
                        "%.*s:%d: there is no setting \"%.*s\" (see `posko config show`)",
                        STR_FMT(file_name), number, STR_FMT(str_trim(name)));
        if (seen >> (setting - setting_table) & 1)
            return FAIL(cx, ERR_INVALID, "%.*s:%d: %s is given twice", STR_FMT(file_name), number,
                        setting->name);
        seen |= UINT64_C(1) << (setting - setting_table);
        fault = setting_put(setting, arena_copy(cx->arena, str_trim(value)), &s);
        if (fault)
            return FAIL(cx, ERR_INVALID, "%.*s:%d: %s: write %s (%lld to %lld)", STR_FMT(file_name),
                        number, setting->name, fault, (long long)setting->min,
                        (long long)setting->max);
    }
    fault = settings_fault(&s);
    if (fault)
        return FAIL(cx, ERR_INVALID, "%.*s: %s", STR_FMT(file_name), fault);
    *out = s;
    return OK;
}

struct str setting_value(struct arena *arena, const struct setting *s, const struct settings *from)
{
    const char *field = (const char *)from + s->offset;
    struct str text;
    int64_t n;

    switch (s->type) {
    case SETTING_TEXT:
        memcpy(&text, field, sizeof text);
        return text;
    case SETTING_NUMBER:
        memcpy(&n, field, sizeof n);
        return arena_printf(arena, "%lld", (long long)n);
    case SETTING_YES:
        return *(const bool *)field ? STR("yes") : STR("no");
    }
    return STR("");
}
