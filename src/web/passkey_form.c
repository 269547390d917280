/* passkey_form: see the header. */
#include "web/passkey_form.h"
#include "action/session.h"

struct passkey_site passkey_site(struct request *rq)
{
    return passkey_site_of(rq->cx.arena, rq->env->origin, request_header(rq, "Host"));
}

void passkey_answer_read(struct request *rq, struct passkey_answer *out)
{
    *out = (struct passkey_answer){
        .challenge = form_get(rq, "pk_challenge"), .id = form_get(rq, "pk_id"),
        .client_data = form_get(rq, "pk_client"), .data = form_get(rq, "pk_data"),
        .signature = form_get(rq, "pk_signature"), .user = form_get(rq, "pk_user"),
        .site = passkey_site(rq),
    };
}

bool passkey_sent(const struct request *rq)
{
    return form_get(rq, "pk_data").len > 0;
}

void passkey_part_fill(struct request *rq, const char *kind, const struct passkey_offer *offer,
                       struct msg label, struct msg failed, struct passkey_part_page *out)
{
    *out = (struct passkey_part_page){
        .kind = str_of(offer->rp_id.len ? kind : ""), .challenge = offer->challenge,
        .ids = offer->ids, .user = offer->user, .rp_id = offer->rp_id,
        .site = rq->env->post_name, .label = label, .failed = failed,
    };
    if (rq->officer) {
        out->login = rq->officer->login;
        out->name = rq->officer->name;
    }
}
