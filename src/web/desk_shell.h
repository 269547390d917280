/*
 * desk_shell: what every page of the desk needs from its request, and small
 * things that several of its handlers share.
 */
#pragma once
#include "action/session.h"
#include "page/desk_case.h"
#include "page/desk_shell.h"
#include "page/password_again.h"
#include "web/request.h"

/*
 * The frame of a page: title as in <title> and mostly the h1. Whatever is offered anywhere on a
 * page is what this officer may: the side and the bar below by desk_nav_fill, which every page of
 * the desk calls, a button by officer_may.
 */
void desk_nav_fill(struct request *rq, enum desk_nav current, struct desk_side_page *side,
                   struct desk_bottom_page *bottom);
void desk_top_fill(struct request *rq, enum desk_nav current, struct value title,
                   struct desk_top_page *out);

/* "/meja/perkara/JPR-7K3QX" and, with a step, "/meja/perkara/JPR-7K3QX/telaah"; a step may have
 * two parts, "identitas/minta". */
struct link desk_case_link(struct request *rq, struct str number, const char *step);
/* The same as a path for a redirect; done (may be NULL) is told on the page that follows. */
struct str desk_case_path(struct request *rq, struct str number, const char *done);

/* Each enum's words as the options of a question, chosen by value. */
struct ask_option *desk_options(struct request *rq, size_t count);
void desk_option(struct request *rq, struct ask_option *o, const char *field, const char *code,
                 struct value label, bool chosen);

/* The password part of a grave act's form (ROUTE_GRAVE); its mend goes into the summary too. */
void desk_again_fill(struct request *rq, struct password_again_page *out);

/* The empty choice of a list. */
struct ask_option desk_none(void);

/* The twelve months for a day's second box. */
const struct ask_option *desk_months(struct request *rq, struct str chosen);
/* A day from the boxes NAME_d, NAME_m, NAME_y. *given: anything was typed; *day is DAY_NONE
 * for what is no day. */
void desk_day_read(const struct request *rq, const char *name, bool *given, struct day *day);

/* "Sampai Senin, 14 Desember 2026 pukul 24.00": a day's end is told as that day's. */
struct msg desk_due_words(struct request *rq, int64_t due_us);

struct str desk_kecamatan(const struct request *rq, struct str code); /* its name, or "" */
