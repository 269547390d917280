/* transparency_charts: the numbers as charts with a finding for a title and a table beneath. */
#pragma once
#include "page/transparency.h"
#include "web/logbook.h"

#define CHARTS_MAX 8

/* Only what there is to show; *len is how many. */
enum err charts_fill(struct request *rq, const struct statistics *s,
                     struct transparency_chart_page out[CHARTS_MAX], size_t *len) MUST_USE;
