/* fuzz_report_json: the API's report body, and the drafts and payloads that hold one. */
#include "fuzz.h"
#include "domain/event.h"
#include "domain/report.h"
#include "web/api_form.h"

static const struct env env = { .zone_minutes = 420, .regency = { "33.20", 5 } };

static void as_draft(struct cx *cx, struct str text)
{
    struct report_form form, again;
    struct event_facts facts;
    struct str json, twice;

    if (report_form_read(cx, text, &form) == OK) {
        assert(report_form_write(cx, &form, &json) == OK);
        assert(report_form_read(cx, json, &again) == OK);
        assert(report_form_write(cx, &again, &twice) == OK && str_eq(json, twice));
    }
    if (event_facts_read(cx, text, &facts) == OK) {
        assert(event_facts_write(cx, &facts, &json) == OK);
        assert(event_facts_read(cx, json, &facts) == OK);
        assert(event_facts_write(cx, &facts, &twice) == OK && str_eq(json, twice));
    }
}

static void as_body(struct cx *cx, const json_t *root)
{
    struct request rq = { .cx = *cx, .env = &env };
    struct api_errors *e = ARENA_NEW(cx->arena, struct api_errors);
    struct report_finding found[REPORT_FINDINGS_MAX];
    struct report_form form;
    struct str json;

    *e = (struct api_errors){ .arena = cx->arena, .lang = LANG_ID };
    api_form_read(&rq, root, e, &form);
    for (size_t i = 0; i < e->len; i++)
        assert(e->at[i].field.at && e->at[i].code && e->at[i].detail.len > 0);
    if (e->len > 0)
        return;
    assert(report_check(&form, ~0u, day_at(cx->now_us, 420), found) == 0);
    assert(form.what.len <= REPORT_WHAT_MAX && utf8_valid(form.what));
    assert(report_form_write(cx, &form, &json) == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    struct str text = fuzz_text(cx, data, size);
    json_t *root = NULL;

    as_draft(cx, text);
    if (utf8_valid(text) && json_read(cx, text, &root) == OK) {
        if (json_is_object(root))
            as_body(cx, root);
        json_release(&root);
    }
    return 0;
}
