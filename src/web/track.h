/*
 * track: handlers of coming back with the code, and of the reporter's page.
 */
#pragma once
#include "action/track_report.h"
#include "web/request.h"

enum err get_come_back(struct request *rq);
enum err check_come_back(struct request *rq);
enum err write_come_back(struct request *rq, struct db *tx);
enum err reply_come_back(struct request *rq);

enum err get_track(struct request *rq);
enum err check_message(struct request *rq);
enum err get_add(struct request *rq);
enum err check_add(struct request *rq);
enum err get_withdraw(struct request *rq);
enum err check_withdraw(struct request *rq);
enum err write_tell(struct request *rq, struct db *tx);
enum err reply_tell(struct request *rq);

/* What a POST of the reporter's hands from check to write and reply. */
struct tell_work {
    struct telling *telling;
    const char *done; /* "pesan": what to say after the redirect */
};

/* The page, with what was typed and what is to be mended ("" and T_NONE for a GET). */
enum err show_track(struct request *rq, struct str typed, struct msg mend, int status);
/* What is missing and cannot be written here, but is brought to the post: enum missing bits.
 * Who reports without a name is not asked for one, nor for his standing. */
unsigned track_bring(const struct case_state *state);
/* One line of the record in words. */
struct msg track_line(struct request *rq, const struct track_event *e);
