/*
 * keys_of: every secret that an officer's password leads to, recomputed from the data
 * directory as he alone could: so that a test can look for these very bytes where they must
 * not be. `keys_of DIR LOGIN PASSWORD [CODE...]` prints a line "name hex" for each, also
 * for what each receipt code leads to. Nothing of the program's: it is never installed.
 */
#include <stdio.h>
#include <string.h>
#include "base/codec.h"
#include "base/file.h"
#include "base/json.h"
#include "cli/cli.h"
#include "store/case_file.h"
#include "store/desk.h"
#include "store/officer.h"
#include "vault/code.h"
#include "vault/grant.h"
#include "vault/password.h"

struct place {
    struct cx cx;
    struct db *db;
    struct env *env;
};

static void show(struct place *p, const char *name, const void *at, size_t len)
{
    printf("%s %s\n", name,
           hex_of(p->cx.arena, (struct bytes){ (const uint8_t *)at, len }).at);
}

static void show_agency(struct place *p, const struct secret32 *master, struct agency_keys *keys)
{
    agency_keys_derive(master, keys);
    show(p, "agency-master", master->b, sizeof master->b);
    show(p, "agency-box", keys->sk.b, sizeof keys->sk.b);
    show(p, "agency-sign", keys->sign_sk.b, 32);
    show(p, "agency-cache", keys->cache.b, sizeof keys->cache.b);
}

static enum err show_officer(struct place *p, struct str login, struct str password,
                             struct officer_row *row, struct agency_keys *agency)
{
    struct password_record record;
    struct officer_keys keys;
    struct secret32 kek, master;
    struct box_pk expected;
    struct bytes sealed;
    uint64_t serial;

    TRY(store_officer_by_login(&p->cx, p->db, p->env->post, login, row));
    TRY(password_record_read(&p->cx, row->password, &record));
    TRY(password_check(&p->cx, password, &record, &kek));
    memcpy(expected.b, row->box_pk, sizeof expected.b);
    TRY(officer_file_open(&p->cx, row->key_file.at, &kek, &expected, &keys));
    TRY(store_agency_grant_newest(&p->cx, p->db, row->agency, row->id, &serial, &sealed));
    TRY(grant_open(&p->cx, GRANT_AGENCY_OFFICER, row->agency.b, serial, &keys.pk, &keys.sk,
                   sealed.at, &master));
    show(p, "password-kek", kek.b, sizeof kek.b);
    show(p, "officer-box", keys.sk.b, sizeof keys.sk.b);
    show_agency(p, &master, agency);
    return OK;
}

static enum err show_code(struct place *p, struct str typed, struct agency_id agency,
                          const struct agency_keys *keys)
{
    struct receipt_code code;
    struct reporter_keys reporter;
    struct case_grant grant;
    struct secret32 secret, small;
    struct case_file file;
    uint8_t lookup[32], seed[32];

    if (!code_parse(typed, &code))
        return FAIL(&p->cx, ERR_INVALID, "not a code");
    code_lookup(&code, lookup);
    code_seed(&code, seed);
    reporter_keys_of(seed, &reporter);
    show(p, "reporter-seed", seed, sizeof seed);
    show(p, "reporter-box", reporter.sk.b, sizeof reporter.sk.b);
    TRY(store_case_by_lookup(&p->cx, p->db, p->env->post, lookup, &file));
    TRY(store_case_grant_get(&p->cx, p->db, file.id, agency, &grant));
    TRY(grant_open(&p->cx, GRANT_CASE_AGENCY, file.id.b, grant.serial, &keys->pk, &keys->sk,
                   grant.sealed.at, &secret));
    case_small_key(&secret, &small);
    show(p, "case-secret", secret.b, sizeof secret.b);
    show(p, "case-small", small.b, sizeof small.b);
    return OK;
}

static enum err run(struct place *p, int argc, char **argv)
{
    struct agency_keys keys;
    struct officer_row row;
    struct settings settings;
    struct carried carried;

    TRY(cli_carried(&p->cx, argv[1], &carried));
    TRY(post_open(&p->cx, argv[1], DB_READ, &carried, &p->db, &settings, &p->env));
    TRY(show_officer(p, str_of(argv[2]), str_of(argv[3]), &row, &keys));
    for (int i = 4; i < argc; i++)
        TRY(show_code(p, str_of(argv[i]), row.agency, &keys));
    return OK;
}

int main(int argc, char **argv)
{
    struct place p = { .cx = cx_system(arena_new(64u << 20)) };

    json_start();
    if (argc < 4 || !vault_start()) {
        fputs("keys_of DIR LOGIN PASSWORD [CODE...]\n", stderr);
        return 2;
    }
    if (run(&p, argc, argv) != OK) {
        fprintf(stderr, "keys_of: %s\n", p.cx.note.text);
        return 1;
    }
    db_close(&p.db);
    arena_free(p.cx.arena);
    return 0;
}
