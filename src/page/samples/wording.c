/*
 * wording: how days, moments, lengths of time and numbers read in each language, for whoever
 * writes a catalogue. Not a page of the product.
 */
#include "page/samples.h"

#define LIT(o, html) out_lit((o), (html), sizeof(html) - 1)

static void row(struct out *o, struct value v)
{
    LIT(o, "<tr><td>");
    out_text_value(o, v);
    LIT(o, "</td></tr>\n");
}

void sample_wording(struct out *o, struct arena *arena)
{
    struct when when = { .us = INT64_C(1729063200) * 1000000, .zone_minutes = ZONE_WIB };

    (void)arena;
    LIT(o, "<!doctype html>\n<html lang=\"");
    out_attr(o, lang_code(o->lang));
    LIT(o, "\"><head><meta charset=\"utf-8\"><title>wording</title>"
           "<link rel=\"stylesheet\" href=\"/assets/posko.css\"></head><body><table>\n");
    for (int month = 1; month <= 12; month++)
        row(o, value_day(day_of(2024, month, 2 * month)));
    for (int month = 1; month <= 12; month++)
        row(o, value_day_short(day_of(2024, month, 1)));
    row(o, value_when(when));
    row(o, value_when_short(when));
    row(o, value_when_time(when));
    row(o, value_span((struct span){ 30 }));
    row(o, value_span((struct span){ 60 }));
    row(o, value_span((struct span){ 7260 }));
    row(o, value_span((struct span){ 97200 }));
    row(o, value_span((struct span){ INT64_C(30) * 86400 }));
    row(o, value_int(1234567));
    row(o, value_percent((struct percent){ 961 }));
    LIT(o, "</table></body></html>\n");
}
