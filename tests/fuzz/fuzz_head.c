/*
 * fuzz_head: what stands in a request's head: its line, its headers, and the values of those
 * that we read: Cookie tokens, Authorization codes, form tokens, Origin, Host, languages.
 */
#include "fuzz.h"
#include "vault/code.h"
#include "vault/keys.h"
#include "vault/session.h"
#include "web/api.h"
#include "web/guard.h"
#include "web/http_listen.h"
#include "web/http_vet.h"

static void values(struct cx *cx, struct str v)
{
    const struct csrf_key key = { { 1 } };
    struct session_token token, again;
    struct csrf_claim claim;
    enum csrf_kind kind;
    struct peer peer;
    enum lang lang;

    if (session_parse(v, &token))
        assert(session_parse(session_text(cx->arena, &token), &again)
               && memcmp(&again, &token, sizeof token) == 0);
    if (csrf_peek(v, &kind))
        assert(!csrf_check(&key, v, kind, STR("somebody"), cx->now_us, &claim));
    (void)!peer_parse(v, &peer);
    if (api_accept_lang(v, &lang))
        assert(lang < LANG_COUNT);
    (void)guard_local_host(v, false);
    assert(!guard_same_site(STR("cross-site"), v, v, v));
    (void)guard_same_site(STR(""), v, STR("127.0.0.1:80"), STR("https://posko.example"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cx *cx = fuzz_cx();
    struct str rest = fuzz_text(cx, data, size), line = fuzz_line(&rest), method, target;
    struct vet vet = { .bad = false };
    bool hosts = false;

    if (!vault_start())
        return 1;
    if (str_cut(&line, ' ', &method) && str_cut(&line, ' ', &target)
        && vet_line(method, target, line))
        assert(target.at[0] == '/' && !memchr(target.at, ' ', target.len));
    while (rest.len > 0) {
        struct str name, value = fuzz_line(&rest);

        if (!str_cut(&value, ':', &name))
            continue;
        value = str_trim(value);
        vet_header(&vet, name, value);
        hosts |= str_is(name, "Host");
        values(cx, value);
    }
    if (vet_passes(&vet, STR("HTTP/1.1")))
        assert(!vet.bad && vet.hosts == 1 && !(vet.lengths && vet.codings));
    assert(!hosts || vet.hosts > 0);
    return 0;
}
