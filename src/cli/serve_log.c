/* serve_log: see the header. */
#include "cli/serve_log.h"
#include "base/file.h"
#include "cli/builtin_rules.h"
#include "store/rulebook_file.h"
#include <sodium.h>
#include <string.h>

#define SUFFIX ".yaml"

static enum err rules_add(struct cx *cx, struct log_duty *duty, const char *before,
                          struct str file_name, struct str yaml)
{
    struct rules_in_force *r = &duty->rules[duty->rules_len];

    if (duty->rules_len == RULES_IN_FORCE_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "more than %d rule sets", RULES_IN_FORCE_MAX);
    if (str_ends(file_name, STR(SUFFIX)))
        file_name.len -= strlen(SUFFIX);
    r->name = arena_printf(cx->arena, "%s%.*s", before, STR_FMT(file_name));
    crypto_hash_sha256(r->sha256, (const uint8_t *)yaml.at, yaml.len);
    duty->rules_len++;
    return r->name.at ? OK : FAIL(cx, ERR_TOO_LARGE, "name of a rule set");
}

enum err log_duty_open(struct cx *cx, const char *dir, const struct env *env, struct log_duty *out)
{
    const char *folder = file_join(cx->arena, dir, "rules");
    struct file_names names;

    memset(out, 0, sizeof *out);
    out->env = env;
    for (size_t i = 0; i < builtin_rules_count(); i++)
        TRY(rules_add(cx, out, "", builtin_rules_name(i), builtin_rules_yaml(i)));
    if (!folder)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    TRY(file_list(cx, folder, STR(SUFFIX), &names));
    for (size_t i = 0; i < names.len; i++) {
        struct bytes text;

        TRY(file_read(cx, file_join(cx->arena, folder, names.at[i].at), RULEBOOK_MAX, &text));
        TRY(rules_add(cx, out, "post/", names.at[i],
                      (struct str){ (const char *)text.at, text.len }));
    }
    return OK;
}

enum err log_duty_begin(struct cx *cx, const struct log_duty *duty, struct db *db)
{
    AUTO(db_end) struct db *tx = NULL;
    struct ledger *ledger = duty->env->ledger;
    bool added = false;

    TRY(db_begin(cx, db, &tx));
    TRY(ledger_begin(ledger, cx, tx));
    TRY(log_events_keep(cx, duty->env, tx, duty->rules, duty->rules_len, &added));
    TRY(ledger_end(ledger, cx, tx));
    TRY(db_commit(cx, tx));
    return ledger_settle(ledger, cx, true);
}

enum err log_duty_first(struct cx *cx, const struct log_duty *duty, struct db *db)
{
    AUTO(db_end) struct db *tx = NULL;
    bool published = false;

    TRY(db_begin(cx, db, &tx));
    TRY(publish_run(cx, duty->env, tx, &published));
    return db_commit(cx, tx);
}

enum err log_duty_run(struct cx *cx, const struct log_duty *duty, struct db *tx,
                      bool *changed_public)
{
    bool added = false, published = false;

    TRY(log_events_keep(cx, duty->env, tx, duty->rules, duty->rules_len, &added));
    TRY(publish_run(cx, duty->env, tx, &published));
    *changed_public = *changed_public || published || publish_at_once(duty->env->publish);
    return OK;
}
