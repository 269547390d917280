/* attested: the attested numbers as /transparansi shows them, and words that the desk shares. */
#pragma once
#include "domain/statistics.h"
#include "page/attested.h"
#include "web/request.h"

enum err attested_fill(struct request *rq, const struct statistics *s,
                       struct attested_page *out) MUST_USE;
struct value attested_label(enum attested_dimension of, struct str code);
struct msg attested_group_title(enum attested_dimension of);
