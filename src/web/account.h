/*
 * account: the rows of an officer's own account and of his first steps.
 */
#pragma once
#include "action/account.h"
#include "page/account.h"
#include "web/request.h"

extern const struct route account_routes[];
extern const size_t account_routes_len;

enum err get_account(struct request *rq);
enum err get_totp_qr(struct request *rq);
enum err get_account_form(struct request *rq);
enum err check_account_form(struct request *rq);
enum err write_account_form(struct request *rq, struct db *tx);
enum err reply_account_form(struct request *rq);
enum err get_first_steps(struct request *rq);
enum err check_first_steps(struct request *rq);
enum err write_first_steps(struct request *rq, struct db *tx);
enum err reply_first_steps(struct request *rq);

/* ---- what the forms share (account_parts.c) ---- */

/* The lines of the error summary, at most four. */
#define ACCOUNT_MENDS 4
struct account_mends {
    struct mend at[ACCOUNT_MENDS];
    size_t len;
};
void account_mend(struct account_mends *m, const char *id, struct msg text);

/* Frame, csrf, the password part; mends goes into the summary with the password's. */
void account_form_begin(struct request *rq, enum text_key title, struct account_mends *mends,
                        struct account_form_page *p);
/* The new password's two boxes, as they were typed. */
enum password_mend account_password_mend(const struct request *rq);
void account_password_part(struct request *rq, enum password_mend mend,
                           struct account_mends *mends, struct account_form_page *p);
/* The secret of an app; the one of the form's box again, if there is one that still holds. */
enum err account_totp_part(struct request *rq, bool wrong, struct account_mends *mends,
                           struct account_form_page *p);
enum err account_passkey_part(struct request *rq, enum text_key label,
                              struct account_form_page *p);
enum err account_passkey_read(struct request *rq, struct str name, struct passkey_use *out,
                              bool *fine);
enum err account_slips_page(struct request *rq, const struct slips_made *slips, bool first);
