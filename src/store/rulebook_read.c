/*
 * rulebook_read: raw structs -> checked struct rulebook. libcyaml tells no lines
 * once it has read a value, so a fault found here is looked up in the text by
 * its entry's id.
 */
#include <string.h>
#include "store/rulebook_raw.h"

/* --- Faults with file and line ---------------------------------------------- */

static int line_at(struct str text, size_t offset)
{
    int line = 1;

    for (size_t i = 0; i < offset && i < text.len; i++)
        line += text.at[i] == '\n';
    return line;
}

/* Where the entry begins: "id: NAME" and nothing more of a name behind it. */
static size_t entry_offset(const struct load *l)
{
    struct str needle, rest = l->yaml;
    size_t base = 0, at, skip = l->again;

    if (!l->entry)
        return 0;
    needle = arena_printf(l->cx->arena, "id: %s", l->entry);
    while (needle.at && (at = str_find(rest, needle)) != SIZE_MAX) {
        size_t end = base + at + needle.len;
        char c = end < l->yaml.len ? l->yaml.at[end] : '\n';

        if ((c == '\n' || c == ',' || c == ' ' || c == '\r' || c == '}') && skip-- == 0)
            return base + at;
        base += at + needle.len;
        rest = str_from(l->yaml, base);
    }
    return 0;
}

/* The line of `text` in or after the entry at hand. */
static int fault_line(const struct load *l, struct str text)
{
    size_t from = entry_offset(l);
    size_t at = text.len > 0 ? str_find(str_from(l->yaml, from), text) : SIZE_MAX;

    return line_at(l->yaml, at == SIZE_MAX ? from : from + at);
}

#define REFUSE(l, text, ...) refuse((l), (text), arena_printf((l)->cx->arena, __VA_ARGS__))

static enum err refuse(struct load *l, struct str text, struct str reason)
{
    return FAIL(l->cx, ERR_INVALID, "%.*s:%d: %s%s%.*s", STR_FMT(l->file), fault_line(l, text),
                l->entry ? l->entry : "", l->entry ? ": " : "", STR_FMT(reason));
}

/* --- Single values ------------------------------------------------------------ */

static enum err keep(struct load *l, const char *text, struct str *out)
{
    *out = arena_copy(l->cx->arena, str_of(text));
    return out->at ? OK : FAIL(l->cx, ERR_TOO_LARGE, "rule set");
}

static enum err read_day(struct load *l, const char *text, struct day *out)
{
    *out = DAY_NONE;
    if (text && !day_parse(str_of(text), out))
        return REFUSE(l, str_of(text), "\"%s\" is not a day such as 2024-09-14", text);
    return OK;
}

static enum err read_period(struct load *l, const char *first, const char *last, struct day *from,
                            struct day *to)
{
    TRY(read_day(l, first, from));
    TRY(read_day(l, last, to));
    if (day_known(*from) && day_known(*to) && to->n < from->n)
        return REFUSE(l, str_of(last), "ends on %s, before it begins on %s", last, first);
    return OK;
}

static bool source_listed(const struct raw_rulebook *raw, struct str code)
{
    for (size_t i = 0; i < raw->sources_count; i++)
        if (str_eq(str_of(raw->sources[i].code), code))
            return true;
    return false;
}

/* An id names one entry of the file. */
static enum err new_id(struct load *l, struct str id)
{
    for (size_t i = 0; i < l->ids_len; i++)
        if (str_eq(l->ids[i], id)) {
            l->again = 1;
            return REFUSE(l, STR(""), "this id is used twice");
        }
    if (l->ids_len == RAW_IDS_MAX)
        return FAIL(l->cx, ERR_TOO_LARGE, "%.*s: more than %d entries", STR_FMT(l->file),
                    RAW_IDS_MAX);
    l->ids[l->ids_len++] = id;
    return OK;
}

static enum err read_law(struct load *l, const struct raw_law *raw, struct law *out)
{
    struct str rest = str_of(raw->source), code;
    bool any = false;

    l->entry = raw->id;
    TRY(keep(l, raw->id, &out->id));
    TRY(new_id(l, out->id));
    TRY(keep(l, raw->basis, &out->basis));
    TRY(keep(l, raw->source, &out->source));
    if (str_trim(out->basis).len == 0)
        return REFUSE(l, STR("basis"), "an entry needs a basis");
    while (str_cut(&rest, ' ', &code)) {
        if (code.len == 0)
            continue;
        any = true;
        if (!source_listed(l->raw, code))
            return REFUSE(l, code, "source \"%.*s\" is not in the file's list", STR_FMT(code));
    }
    if (!any)
        return REFUSE(l, STR("source"), "an entry needs a source");
    TRY(read_period(l, raw->from, raw->to, &out->from, &out->to));
    out->verified = raw->verified;
    out->by = (enum law_day)raw->by;
    return OK;
}

static struct rule_when read_when(const struct raw_when *w)
{
    return (struct rule_when){ .categories = w->categories, .roles = w->roles,
                               .not_roles = w->not_roles, .bodies = w->bodies, .acts = w->acts,
                               .signs = w->signs, .intakes = w->intakes, .all = w->all,
                               .none = w->none };
}

/* Room for a list; an empty one still has an address. */
#define ROOM(l, type, count) ARENA_ARRAY((l)->cx->arena, type, (count) ? (count) : 1)

static enum err no_room(struct load *l)
{
    return FAIL(l->cx, ERR_TOO_LARGE, "%.*s: rule set too large", STR_FMT(l->file));
}

static enum err keep_list(struct load *l, char *const *texts, size_t count, const struct str **out)
{
    struct str *list = ROOM(l, struct str, count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < count; i++)
        TRY(keep(l, texts[i], &list[i]));
    *out = list;
    return OK;
}

/* --- Sections ------------------------------------------------------------------ */

static enum err read_requirements(struct load *l, struct rulebook *book)
{
    struct requirement_rule *list = ROOM(l, struct requirement_rule, l->raw->requirements_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->requirements_count; i++) {
        const struct raw_requirement *r = &l->raw->requirements[i];

        TRY(read_law(l, &r->law, &list[i].law));
        list[i].code = (enum missing)r->code;
        list[i].formal = r->kind == RAW_FORMAL;
        list[i].needed = r->needed;
        list[i].intakes = r->intakes;
    }
    book->requirements = list;
    book->requirements_count = l->raw->requirements_count;
    return OK;
}

static enum err read_clocks(struct load *l, struct rulebook *book)
{
    struct clock_rule *list = ROOM(l, struct clock_rule, l->raw->clocks_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->clocks_count; i++) {
        const struct raw_clock *r = &l->raw->clocks[i];

        TRY(read_law(l, &r->law, &list[i].law));
        if (r->count < 1 || r->count > 366)
            return REFUSE(l, STR("count"), "count must be from 1 to 366");
        if (r->extend_max < 0 || r->extend_max > 366)
            return REFUSE(l, STR("extend_max"), "extend_max must be from 0 to 366");
        if (r->then_working_days < 0 || r->then_working_days > 366)
            return REFUSE(l, STR("then_working_days"), "then_working_days must be from 0 to 366");
        list[i].name = (enum clock_name)r->name;
        list[i].unit = (enum clock_unit)r->unit;
        list[i].trigger = (enum clock_trigger)r->trigger;
        list[i].when = read_when(&r->when);
        list[i].count = r->count;
        list[i].extend_max = r->extend_max;
        list[i].then_working_days = r->then_working_days;
        list[i].routes = r->routes;
        TRY(keep(l, r->note, &list[i].note));
    }
    book->clocks = list;
    book->clocks_count = l->raw->clocks_count;
    return OK;
}

static bool has_clocks(const struct raw_rulebook *raw, uint32_t wanted)
{
    uint32_t have = 0;

    for (size_t i = 0; i < raw->clocks_count; i++)
        have |= CODE_BIT(raw->clocks[i].name);
    return (wanted & ~have) == 0;
}

static enum err read_routes(struct load *l, struct rulebook *book)
{
    struct route_rule *list = ROOM(l, struct route_rule, l->raw->routes_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->routes_count; i++) {
        const struct raw_route *r = &l->raw->routes[i];

        TRY(read_law(l, &r->law, &list[i].law));
        if (!has_clocks(l->raw, r->clocks))
            return REFUSE(l, STR("clocks"), "names a clock that this file does not have");
        list[i].when = read_when(&r->when);
        list[i].to = (enum authority)r->to;
        list[i].clocks = r->clocks;
        list[i].flag = (enum flag)r->flag;
        list[i].flag_before = (enum flag)r->flag_before;
        list[i].final = r->final;
        TRY(keep(l, r->why, &list[i].why));
    }
    book->routes = list;
    book->routes_count = l->raw->routes_count;
    return OK;
}

static enum err read_exclusions(struct load *l, struct rulebook *book)
{
    struct exclusion_rule *list = ROOM(l, struct exclusion_rule, l->raw->exclusions_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->exclusions_count; i++) {
        TRY(read_law(l, &l->raw->exclusions[i].law, &list[i].law));
        list[i].when = read_when(&l->raw->exclusions[i].when);
        list[i].agencies = l->raw->exclusions[i].agencies;
    }
    book->exclusions = list;
    book->exclusions_count = l->raw->exclusions_count;
    return OK;
}

static enum err read_urgency(struct load *l, struct rulebook *book)
{
    struct urgency_rule *list = ROOM(l, struct urgency_rule, l->raw->urgency_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->urgency_count; i++) {
        TRY(read_law(l, &l->raw->urgency[i].law, &list[i].law));
        list[i].when = read_when(&l->raw->urgency[i].when);
        list[i].level = (enum urgency)l->raw->urgency[i].level;
    }
    book->urgency = list;
    book->urgency_count = l->raw->urgency_count;
    return OK;
}

static enum err read_unit_words(struct load *l, struct rulebook *book)
{
    struct unit_word *list = ROOM(l, struct unit_word, l->raw->unit_words_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->unit_words_count; i++) {
        const struct raw_unit_word *r = &l->raw->unit_words[i];

        TRY(read_law(l, &r->law, &list[i].law));
        TRY(keep(l, r->word, &list[i].word));
        for (const char *c = r->word; *c; c++)
            if (*c >= 'A' && *c <= 'Z')
                return REFUSE(l, str_of(r->word), "\"%s\" must be in lower case", r->word);
        list[i].province = r->level == RAW_PROVINCE;
        list[i].national = r->level == RAW_NATIONAL;
        list[i].own_unit = r->level == RAW_OWN_UNIT;
    }
    book->unit_words = list;
    book->unit_words_count = l->raw->unit_words_count;
    return OK;
}

static enum err read_events(struct load *l, struct rulebook *book)
{
    struct election_event *list = ROOM(l, struct election_event, l->raw->events_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->events_count; i++) {
        const struct raw_event *r = &l->raw->events[i];

        TRY(read_law(l, &r->law, &list[i].law));
        TRY(keep(l, r->code, &list[i].code));
        TRY(keep(l, r->title, &list[i].title));
        TRY(read_period(l, r->first, r->last, &list[i].from, &list[i].to));
        TRY(keep_list(l, r->regions, r->regions_count, &list[i].regions));
        list[i].regions_count = r->regions_count;
        list[i].partial = r->partial;
    }
    book->events = list;
    book->events_count = l->raw->events_count;
    return OK;
}

static enum err read_stages(struct load *l, struct rulebook *book)
{
    struct stage *list = ROOM(l, struct stage, l->raw->stages_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->stages_count; i++) {
        const struct raw_stage *r = &l->raw->stages[i];
        bool found = false;

        TRY(read_law(l, &r->law, &list[i].law));
        TRY(keep(l, r->event, &list[i].event));
        TRY(keep(l, r->code, &list[i].code));
        TRY(keep(l, r->title, &list[i].title));
        TRY(read_period(l, r->start, r->end, &list[i].start, &list[i].end));
        for (size_t k = 0; k < book->events_count; k++)
            found = found || str_eq(book->events[k].code, list[i].event);
        if (!found)
            return REFUSE(l, list[i].event, "event \"%s\" is not in the file", r->event);
    }
    book->stages = list;
    book->stages_count = l->raw->stages_count;
    return OK;
}

static enum err read_holidays(struct load *l, struct rulebook *book)
{
    struct holiday_year *list = ROOM(l, struct holiday_year, l->raw->holidays_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->holidays_count; i++) {
        const struct raw_holidays *r = &l->raw->holidays[i];
        struct holiday *days = ROOM(l, struct holiday, r->days_count);

        TRY(read_law(l, &r->law, &list[i].law));
        for (size_t k = 0; days && k < r->days_count; k++) {
            TRY(read_day(l, r->days[k].on, &days[k].on));
            if (day_civil(days[k].on).year != r->year)
                return REFUSE(l, str_of(r->days[k].on), "%s is not in %d", r->days[k].on, r->year);
            TRY(keep(l, r->days[k].name, &days[k].name));
        }
        if (!days)
            return no_room(l);
        list[i].year = r->year;
        list[i].days = days;
        list[i].days_count = r->days_count;
    }
    book->holidays = list;
    book->holidays_count = l->raw->holidays_count;
    return OK;
}

static enum err read_zones(struct load *l, struct rulebook *book)
{
    struct zone_rule *list = ROOM(l, struct zone_rule, l->raw->zones_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->zones_count; i++) {
        const struct raw_zone *r = &l->raw->zones[i];

        TRY(read_law(l, &r->law, &list[i].law));
        if (!zone_parse(str_of(r->tz), &list[i].minutes))
            return REFUSE(l, str_of(r->tz), "\"%s\" is not a zone such as +07:00", r->tz);
        TRY(keep_list(l, r->provinces, r->provinces_count, &list[i].provinces));
        list[i].provinces_count = r->provinces_count;
    }
    book->zones = list;
    book->zones_count = l->raw->zones_count;
    return OK;
}

static enum err read_acts(struct load *l, struct rulebook *book)
{
    struct act_rule *list = ROOM(l, struct act_rule, l->raw->acts_count);

    if (!list)
        return no_room(l);
    for (size_t i = 0; i < l->raw->acts_count; i++) {
        TRY(read_law(l, &l->raw->acts[i].law, &list[i].law));
        list[i].act = (enum act)l->raw->acts[i].act;
        list[i].categories = l->raw->acts[i].categories;
        TRY(keep(l, l->raw->acts[i].sanction, &list[i].sanction));
    }
    book->acts = list;
    book->acts_count = l->raw->acts_count;
    return OK;
}

static enum err read_papers(struct load *l, struct rulebook *book)
{
    struct form_rule *forms = ROOM(l, struct form_rule, l->raw->forms_count);
    struct retention_rule *kept = ROOM(l, struct retention_rule, l->raw->retention_count);

    if (!forms || !kept)
        return no_room(l);
    for (size_t i = 0; i < l->raw->forms_count; i++) {
        TRY(read_law(l, &l->raw->forms[i].law, &forms[i].law));
        TRY(keep(l, l->raw->forms[i].code, &forms[i].code));
        TRY(keep(l, l->raw->forms[i].title, &forms[i].title));
    }
    for (size_t i = 0; i < l->raw->retention_count; i++) {
        TRY(read_law(l, &l->raw->retention[i].law, &kept[i].law));
        TRY(keep(l, l->raw->retention[i].record, &kept[i].record));
        TRY(keep(l, l->raw->retention[i].keep, &kept[i].keep));
    }
    book->forms = forms;
    book->forms_count = l->raw->forms_count;
    book->retention = kept;
    book->retention_count = l->raw->retention_count;
    return OK;
}

static enum err read_head(struct load *l, struct rulebook *book)
{
    TRY(keep(l, l->raw->rules, &book->name));
    TRY(keep(l, l->raw->title, &book->title));
    TRY(read_period(l, l->raw->from, l->raw->to, &book->from, &book->to));
    TRY(read_law(l, &l->raw->channels[0].law, &book->channels_law));
    book->laporan_channels = l->raw->channels[0].laporan;
    book->supervision_channels = l->raw->channels[0].supervision;
    return OK;
}

enum err rulebook_read(struct load *l, struct rulebook *book)
{
    TRY(read_head(l, book));
    TRY(read_requirements(l, book));
    TRY(read_clocks(l, book));
    TRY(read_routes(l, book));
    TRY(read_exclusions(l, book));
    TRY(read_urgency(l, book));
    TRY(read_unit_words(l, book));
    TRY(read_events(l, book));
    TRY(read_stages(l, book));
    TRY(read_holidays(l, book));
    TRY(read_zones(l, book));
    TRY(read_acts(l, book));
    return read_papers(l, book);
}
