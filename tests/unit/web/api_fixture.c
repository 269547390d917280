/* api_fixture: see the header. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "api_fixture.h"
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>
#include "action/post.h"
#include "cli/builtin_rules.h"
#include "json_schema.h"
#include "openapi_files.h"
#include "page/embedded.h"
#include "regions_files.h"
#include "vault/keys.h"
#include "web/api_routes.h"

static void make_agencies(struct api_fixture *f, struct db *db)
{
    for (int code = AGENCY_NONE + 1; code < AGENCY_COUNT; code++) {
        struct officer_slip slip;
        struct new_officer first = {
            .login = arena_printf(f->arena, "petugas.%d", code), .name = STR("Petugas Uji"),
        };

        if (agency_add(&f->cx, f->env, db, (enum agency_code)code,
                       agency_usual_name((enum agency_code)code), &first, &slip) != OK)
            fail_msg("no agency: %s", f->cx.note.text);
    }
}

static struct str carried_text(const char *name)
{
    const struct embedded *e = embedded_find(regions_files, regions_files_len, str_of(name));

    return (struct str){ (const char *)e->plain.at, e->plain.len };
}

static void make_post(struct api_fixture *f)
{
    AUTO(db_close) struct db *db = NULL;
    struct settings settings;
    struct carried carried = { .regions = carried_text("indonesia.tsv"),
                               .zones = carried_text("zones.tsv") };
    struct rule_sets sets;

    assert_true(vault_start());
    snprintf(f->dir, sizeof f->dir, "/tmp/posko-api-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    assert_int_equal(rule_sets_builtin(&f->cx, &sets), OK);
    carried.books = sets.books;
    carried.books_len = sets.count;
    if (post_create(&f->cx, f->dir, STR(""), &carried) != OK
        || post_open(&f->cx, f->dir, DB_WRITE, &carried, &db, &settings, &f->env) != OK)
        fail_msg("no post: %s", f->cx.note.text);
    make_agencies(f, db);
}

void api_start(struct api_fixture *f, unsigned filings)
{
    struct limit_rule limits[LIMIT_RULES_MAX];
    struct server_config config = server_defaults();
    struct bytes text = openapi_files[0].plain;

    memset(f, 0, sizeof *f);
    f->arena = arena_new(64u << 20);
    f->cx = cx_system(f->arena);
    f->description = json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(f->description);
    make_post(f);
    snprintf(f->db_path, sizeof f->db_path, "%s/posko.db", f->dir);
    config.listen = STR("127.0.0.1:0");
    config.env = f->env;
    config.db_path = f->db_path;
    config.routes = api_routes;
    config.routes_len = api_routes_len;
    for (size_t i = 0; i < limit_defaults_len; i++) {
        limits[i] = limit_defaults[i];
        if (filings > 0 && strcmp(limits[i].name, "file") == 0)
            limits[i].burst = filings;
    }
    config.limits = limits;
    config.limits_len = limit_defaults_len;
    config.limit_local = filings > 0;
    config.log_fd = -1;
    if (server_start(&f->cx, &config, &f->server) != OK)
        fail_msg("the server does not start: %s", f->cx.note.text);
    f->port = server_port(f->server);
}

void api_stop(struct api_fixture *f)
{
    char command[200];

    server_stop(f->server);
    json_decref(f->description);
    snprintf(command, sizeof command, "rm -r -- %s", f->dir);
    if (system(command) != 0)
        print_message("# %s is left behind\n", f->dir);
    arena_free(f->arena);
}

/* ---- the client ---- */

static int connect_to(const struct api_fixture *f)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)f->port),
                             .sin_addr = { htonl(INADDR_LOOPBACK) } };
    struct timeval wait = { .tv_sec = 10 };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof a), 0);
    return fd;
}

static void send_all(int fd, const char *at, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        at += n;
        len -= (size_t)n;
    }
}

void api_ask_raw(struct api_fixture *f, const char *method, const char *path, const char *heads,
                 const char *body, struct api_answer *out)
{
    bool has_type = strcasestr(heads, "content-type:") != NULL;
    size_t len = 0;
    char head[2000], *end;
    int fd = connect_to(f), n;
    ssize_t got;

    n = snprintf(head, sizeof head,
                 "%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s%s", method, path,
                 heads, body && !has_type ? "Content-Type: application/json\r\n" : "");
    if (body)
        n += snprintf(head + n, sizeof head - (size_t)n, "Content-Length: %zu\r\n", strlen(body));
    n += snprintf(head + n, sizeof head - (size_t)n, "\r\n");
    assert_true((size_t)n < sizeof head);
    send_all(fd, head, (size_t)n);
    if (body)
        send_all(fd, body, strlen(body));
    while (len < sizeof out->text - 1
           && (got = recv(fd, out->text + len, sizeof out->text - 1 - len, 0)) > 0)
        len += (size_t)got;
    close(fd);
    out->text[len] = '\0';
    end = strstr(out->text, "\r\n\r\n");
    assert_non_null(end);
    out->status = (int)strtol(out->text + 9, NULL, 10);
    out->body = end + 4;
    out->json = json_loads(out->body, JSON_REJECT_DUPLICATES, NULL);
}

static const json_t *schema_of(const struct api_fixture *f, const char *method, const char *path,
                               int status)
{
    char plain[200], lower[8], code[8];
    const json_t *op, *response, *content;
    const char *type = status >= 400 ? "application/problem+json" : "application/json";
    size_t i;

    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(path, "?"), path);
    for (i = 0; method[i] && i < sizeof lower - 1; i++)
        lower[i] = (char)(method[i] | 32);
    lower[i] = '\0';
    snprintf(code, sizeof code, "%d", status);
    op = json_object_get(json_object_get(json_object_get(f->description, "paths"), plain), lower);
    response = schema_resolve(f->description,
                              json_object_get(json_object_get(op, "responses"), code));
    content = json_object_get(json_object_get(response, "content"), type);
    return json_object_get(content, "schema");
}

void api_ask(struct api_fixture *f, const char *method, const char *path, const char *heads,
             const char *body, struct api_answer *out)
{
    const json_t *schema;
    char why[400];

    api_ask_raw(f, method, path, heads, body, out);
    schema = schema_of(f, method, path, out->status);
    if (!schema)
        fail_msg("openapi.json does not say that %s %s may answer %d: %s", method, path,
                 out->status, out->body);
    if (!out->json || !schema_holds(f->description, schema, out->json, why, sizeof why))
        fail_msg("%s %s answers %d unlike openapi.json: %s\n%s", method, path, out->status,
                 out->json ? why : "no JSON", out->body);
}

void api_answer_drop(struct api_answer *a)
{
    json_decref(a->json);
    a->json = NULL;
}

const char *api_receipt(const char *code)
{
    static char head[200];

    snprintf(head, sizeof head, "Authorization: Receipt %s\r\n", code);
    return head;
}

const json_t *api_get(const struct api_answer *a, const char *path)
{
    const json_t *v = a->json;
    char part[80];

    while (v && *path) {
        size_t n = strcspn(path, ".");

        snprintf(part, sizeof part, "%.*s", (int)n, path);
        v = json_is_array(v) ? json_array_get(v, (size_t)strtoul(part, NULL, 10))
                             : json_object_get(v, part);
        path += n + (path[n] == '.');
    }
    return v;
}

const char *api_text_at(const struct api_answer *a, const char *path)
{
    const char *text = json_string_value(api_get(a, path));

    return text ? text : "";
}
