/* audit_talk: see the header. */
#include "cli/audit_talk.h"
#include "cli/cli.h"
#include "base/codec.h"
#include <stdio.h>

#define LISTED_MAX 1000
#define JSON_MAX (4u << 20)

void audit_talk_open(struct arena *arena, bool json, struct audit_talk *out)
{
    *out = (struct audit_talk){ .json = json,
                                .faults = buf_in(arena, JSON_MAX),
                                .notes = buf_in(arena, JSON_MAX) };
    out->fault_list = json_to(&out->faults);
    out->note_list = json_to(&out->notes);
    json_list(&out->fault_list);
    json_list(&out->note_list);
}

void audit_talk_say(void *arg, enum audit_weight weight, const char *sentence)
{
    struct audit_talk *t = arg;
    uint64_t *count = weight == AUDIT_FAULT ? &t->fault_count : &t->note_count;
    struct json_out *list = weight == AUDIT_FAULT ? &t->fault_list : &t->note_list;

    if (++*count > LISTED_MAX)
        return;
    if (t->json) {
        list->buf = weight == AUDIT_FAULT ? &t->faults : &t->notes;
        json_str(list, str_of(sentence));
    } else {
        printf("%s %s\n", weight == AUDIT_FAULT ? "WRONG:" : "Note:", sentence);
    }
}

/* ---- one JSON object ---- */

static int json_end_all(struct cx *cx, struct audit_talk *t, const struct audit_summary *s)
{
    const struct audit_result *r = s->result;
    struct buf b = buf_in(cx->arena, 2 * JSON_MAX);
    struct json_out o = json_to(&b);
    struct str text, root = base64_of(cx->arena, (struct bytes){ r->root.b, sizeof r->root.b });

    json_list_end(&t->fault_list);
    json_list_end(&t->note_list);
    json_begin(&o);
    json_put(&o, "source", str_of(s->where));
    json_put(&o, "origin", s->origin);
    json_put_int(&o, "size", (int64_t)r->size);
    json_put(&o, "root", root);
    json_put_bool(&o, "signed", s->head_signed && r->rooted);
    json_put(&o, "key", str_of(s->key_from));
    json_put_int(&o, "cosigned", (int64_t)s->cosigned);
    json_put_int(&o, "witnesses", (int64_t)s->witnesses);
    json_put_bool(&o, "quorum", s->quorum);
    json_put_int(&o, "waiting", (int64_t)s->waiting);
    json_put_int(&o, "signatures", (int64_t)r->signatures);
    json_put_int(&o, "signatures_not_checked", (int64_t)r->unsigned_keys);
    json_put_bool(&o, "numbers_compared", s->numbers_compared);
    json_put_int(&o, "access_heads", (int64_t)r->access_heads);
    if (s->own) {
        json_put_int(&o, "access_records", (int64_t)s->reads);
        json_put_int(&o, "access_records_held", (int64_t)s->reads_held);
    }
    json_put_int(&o, "faults_count", (int64_t)t->fault_count);
    json_key(&o, "faults");
    json_raw(&o, buf_end(&t->faults));
    json_key(&o, "notes");
    json_raw(&o, buf_end(&t->notes));
    json_key(&o, "statistics");
    statistics_json(&b, &r->statistics);
    o.comma |= 1u << o.depth;
    json_end(&o);
    text = buf_end(&b);
    if (!text.at) {
        fputs("posko: the answer is too large\n", stderr);
        return EXIT_FAILED;
    }
    puts(text.at);
    return t->fault_count ? EXIT_FAILED : EXIT_FINE;
}

/* ---- sentences ---- */

static void table_print(const struct statistics *s)
{
    struct statistics_walk walk = { 0 };
    struct statistics_line line;
    const char *group = "";
    char text[16];
    struct civil day = day_civil(s->day);

    printf("\nThe numbers, counted from the entries alone (as of %04d-%02d-%02d):\n", day.year,
           day.month, day.day);
    while (statistics_next(&walk, s, text, &line)) {
        printf("  %-18s %-24.*s %12llu\n", line.group == group ? "" : line.group,
               STR_FMT(line.code), (unsigned long long)line.count);
        group = line.group;
    }
}

static void attested_print(const struct statistics *s)
{
    const struct attested_news *news = &s->attested;
    const struct attested_table *t = &news->table;
    const char *group = "";
    struct civil day;

    if (!news->state.there || !news->has_table)
        return;
    day = day_civil(t->day);
    printf("\nNot counted from the entries, but attested by the agencies that hold the cases (as "
           "of\n%04d-%02d-%02d; only in steps of at least %d):\n",
           day.year, day.month, day.day, ATTESTED_STEP);
    printf("  %-18s %-24s %12llu\n", "attested", "cases", (unsigned long long)t->cases);
    printf("  %-18s %-24s %12llu\n", "", "not_broken_down",
           (unsigned long long)(s->cases > t->cases ? s->cases - t->cases : 0));
    for (size_t i = 0; i < t->len; i++) {
        const char *name = attested_dimension_name(t->cells[i].of);

        printf("  %-18s %-24s %12llu\n", name == group ? "" : name, t->cells[i].code,
               (unsigned long long)t->cells[i].count);
        group = name;
    }
    for (int a = AGENCY_NONE + 1; a < AGENCY_COUNT; a++) {
        const struct attested_answer *said = &news->state.answers[a];

        day = day_civil(said->day);
        if (said->says != ATTESTED_SILENT)
            printf("  %s %s those of %04d-%02d-%02d.\n", agency_code_name((enum agency_code)a),
                   attested_says_name(said->says), day.year, day.month, day.day);
    }
}

static void head_print(const struct audit_summary *s)
{
    const struct audit_result *r = s->result;

    if (!r->rooted)
        puts("- The entries do NOT lead to the signed head, or no head could be reached.");
    else if (!s->head_signed)
        puts("- The entries lead to the head, but whether the log signed it was NOT checked: no "
             "key.");
    else
        puts("- All entries, hashed anew, lead to the head that the log signed.");
    if (str_is(str_of(s->key_from), "served"))
        puts("- The log's key came from the same place as the log. Compare it with the one on the\n"
             "  post's board, and give it next time with --key.");
    if (s->quorum_asked)
        printf("- %zu of %zu witnesses have cosigned this head; %s.\n", s->cosigned, s->witnesses,
               s->quorum ? "that is enough by the policy"
                         : "that is NOT enough by the policy: the head is provisional");
    else
        puts("- No witnesses are asked for by the policy: nobody but the server vouches that all "
             "see\n"
             "  the same log.");
}

static void checks_print(const struct audit_summary *s)
{
    const struct audit_result *r = s->result;

    printf("- %llu cases: each one's events follow one another without a gap, unless said above.\n",
           (unsigned long long)r->statistics.cases);
    printf("- %llu signatures of agencies were checked", (unsigned long long)r->signatures);
    if (r->unsigned_keys)
        printf("; %llu were NOT checked, since their key is not known",
               (unsigned long long)r->unsigned_keys);
    puts(".");
    puts("- Dates do not go back, and every due date that passed was met or is said to be missed,\n"
         "  unless said above.");
    if (s->own)
        printf("- Stored here: %lld cases with %lld events, each compared with its entry.\n",
               (long long)s->cases, (long long)s->events);
    if (s->own)
        printf("- Who read what: %llu records, each compared with its signature; %llu of them are\n"
               "  held by a head in the log, and cannot be changed unseen.\n",
               (unsigned long long)s->reads, (unsigned long long)s->reads_held);
    else
        printf("- Who read cases is kept in a log of the agencies' own. It was pinned here on\n"
               "  %llu days; what it says, only the post's directory shows.\n",
               (unsigned long long)r->access_heads);
    if (s->waiting)
        printf("- %llu entries are newer than the last signed head and were left out.\n",
               (unsigned long long)s->waiting);
    if (s->numbers_compared)
        puts("- The published numbers were compared with those of the entries.");
}

static int words_end(struct audit_talk *t, const struct audit_summary *s)
{
    const struct audit_result *r = s->result;

    if (t->fault_count > LISTED_MAX)
        printf("... and %llu more.\n", (unsigned long long)(t->fault_count - LISTED_MAX));
    printf("%sThe log %.*s at %s has %llu entries.\n", t->fault_count ? "\n" : "",
           STR_FMT(s->origin), s->where, (unsigned long long)r->size);
    head_print(s);
    checks_print(s);
    table_print(&r->statistics);
    attested_print(&r->statistics);
    if (t->fault_count)
        printf("\n%llu things are WRONG with this log; see above.\n",
               (unsigned long long)t->fault_count);
    else
        puts("\nNothing wrong was found. This does not tell whether what reports say is true, nor\n"
             "what was never entered.");
    return t->fault_count ? EXIT_FAILED : EXIT_FINE;
}

int audit_talk_end(struct cx *cx, struct audit_talk *talk, const struct audit_summary *summary)
{
    return talk->json ? json_end_all(cx, talk, summary) : words_end(talk, summary);
}
