/* fixture: see the header. */
#include "fixture.h"
#include <assert.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <sodium.h>
#include "action/session.h"
#include "web/ops.h"
#include "web/session.h"
#include "web/static.h"

struct probe probe;

/* ---- hooks that the engine expects of others ---- */

enum err __real_db_commit(struct cx *cx, struct db *tx);
enum err __wrap_db_commit(struct cx *cx, struct db *tx);
enum err __wrap_db_commit(struct cx *cx, struct db *tx)
{
    if (atomic_load(&probe.commit_fails))
        return FAIL(cx, ERR_UNAVAILABLE, "the disk is full");
    return __real_db_commit(cx, tx);
}

/* The cookie "officer-ok" is an officer, "reporter-ok" a reporter. */
enum err session_load(struct request *rq)
{
    static const struct officer_session officer;
    static const struct reporter_session reporter;

    if (rq->route->who == WHO_OFFICER && str_starts(rq->session_token, STR("officer-ok")))
        rq->officer = &officer;
    if (rq->route->who == WHO_REPORTER && str_is(rq->session_token, "reporter-ok"))
        rq->reporter = &reporter;
    if (rq->route->who == WHO_RECEIPT
        && str_is(request_header(rq, "Authorization"), "Receipt GOOD"))
        rq->reporter = &reporter;
    return OK;
}

/* Duty officers all. */
bool session_may(const struct request *rq)
{
    return roles_may(ROLE_BIT(OFFICER_DUTY), rq->route->needs);
}

/* Who brings any mark was here before. */
bool session_known(const struct request *rq)
{
    return request_cookie(rq, COOKIE_KNOWN).len > 0;
}

/* The password of everybody is "right". */
enum err session_again(struct request *rq)
{
    struct str typed = form_get(rq, PASSWORD_AGAIN);

    rq->again = str_is(typed, "right") ? AGAIN_FINE : typed.len ? AGAIN_WRONG : AGAIN_EMPTY;
    return OK;
}

enum err session_again_failed(struct request *rq, struct db *tx)
{
    (void)rq;
    (void)tx;
    atomic_fetch_add(&probe.failed_again, 1);
    return OK;
}

/* ---- routes ---- */

static void pause_ms(int ms)
{
    const struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

    if (ms > 0)
        nanosleep(&t, NULL);
}

static enum err hello(struct request *rq)
{
    atomic_fetch_add(&probe.replies, 1);
    return reply_bytes(rq, 200, STR("text/plain"), (struct bytes){ (const uint8_t *)"hello\n", 6 });
}

static enum err form_page(struct request *rq)
{
    struct out *o = page_begin(rq);

    out_lit(o, "<form>", 6);
    out_text(o, csrf_token(rq));
    out_lit(o, "</form>", 7);
    return reply_page(rq, 200);
}

static enum err public_page(struct request *rq)
{
    struct out *o = page_begin(rq);

    atomic_fetch_add(&probe.renders, 1);
    for (int i = 0; i < 200; i++)
        out_lit(o, "<p>public</p>\n", 14);
    out_text(o, lang_code(rq->lang));
    return reply_page(rq, 200);
}

static enum err note_check(struct request *rq)
{
    atomic_fetch_add(&probe.checks, 1);
    if (form_get(rq, "text").len == 0)
        return reply_problem(rq, 400, STR("empty"), STR(""));
    return OK;
}

/* Stores the text under its hash; "conflict" and "refuse" go wrong after the insert. */
static enum err note_write(struct request *rq, struct db *tx)
{
    struct str text = form_get(rq, "text");
    uint8_t id[32];

    assert(rq->db == NULL);
    atomic_fetch_add(&probe.writes, 1);
    pause_ms(atomic_load(&probe.write_ms));
    crypto_generichash(id, sizeof id, (const uint8_t *)text.at, text.len, NULL, 0);
    TRY(DB_RUN(&rq->cx, tx, NULL, Q_DRAFT_PUT, BYTES(id, 32), BYTES(rq->env->post.b, 16),
               BYTES(text.at, text.len), INT(rq->cx.now_us)));
    if (str_starts(text, STR("conflict")))
        return FAIL(&rq->cx, ERR_CONFLICT, "somebody was first");
    if (str_starts(text, STR("refuse")))
        return reply_problem(rq, 409, STR("refused"), STR(""));
    rq->public_changed = form_has(rq, "public");
    return OK;
}

static enum err note_reply(struct request *rq)
{
    assert(rq->db != NULL);
    return reply_see_other(rq, STR("/form"));
}

static enum err slow_check(struct request *rq)
{
    assert(rq->db != NULL);
    atomic_fetch_add(&probe.checks, 1);
    pause_ms(atomic_load(&probe.slow_ms));
    return OK;
}

static enum err echo_args(struct request *rq)
{
    struct out *o = page_begin(rq);

    for (int i = 0; i < REQUEST_ARGS_MAX; i++) {
        out_text(o, rq->args[i]);
        out_lit(o, "|", 1);
    }
    return reply_page(rq, 200);
}

static enum err cookies_page(struct request *rq)
{
    reply_cookie(rq, COOKIE_OFFICER, STR("abc"), 3600);
    reply_cookie(rq, COOKIE_REPORTER, STR("def"), 3600);
    reply_cookie_clear(rq, COOKIE_DRAFT);
    return hello(rq);
}

static enum err denied(struct request *rq)
{
    return FAIL(&rq->cx, ERR_DENIED, "not yours");
}

static enum err api_echo(struct request *rq)
{
    return reply_json(rq, 200, rq->body);
}

static enum err forgets(struct request *rq)
{
    (void)rq;
    return OK;
}

static enum err splits(struct request *rq)
{
    reply_header(rq, "X-Test", form_get(rq, "v"));
    return hello(rq);
}

static enum err everything(struct request *rq)
{
    struct out *o = page_begin(rq);

    for (size_t i = 0; i < rq->form_len; i++) {
        out_text(o, rq->form[i].name);
        out_lit(o, "=", 1);
        out_text(o, rq->form[i].value);
        out_lit(o, ";", 1);
    }
    return reply_page(rq, 200);
}

/* As the header asks of a grave act's check. */
static enum err grave_check(struct request *rq)
{
    return rq->again == AGAIN_FINE ? OK : reply_problem(rq, 422, STR("again"), STR(""));
}

static enum err nothing(struct request *rq)
{
    (void)rq;
    return OK;
}

static enum err grave_write(struct request *rq, struct db *tx)
{
    (void)rq;
    (void)tx;
    atomic_fetch_add(&probe.writes, 1);
    return OK;
}

#define GRAVE_FIELDS FIELDS({ "text", 2000, false }, PASSWORD_AGAIN_FIELD)
#define NOTE_FIELDS FIELDS({ "text", 2000, false }, { "public", 1, false })

static const struct route test_routes[] = {
    { METHOD_GET, "/", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, hello },
    { METHOD_GET, "/form", WHO_ANYONE, 0, NO_FIELDS, ROUTE_SENSITIVE, NULL, NULL, NULL, form_page },
    { METHOD_GET, "/public", WHO_ANYONE, 0, NO_FIELDS, ROUTE_PUBLIC, NULL, NULL, NULL,
      public_page },
    { METHOD_POST, "/note", WHO_ANYONE, 4096, NOTE_FIELDS, 0, NULL, note_check, note_write,
      note_reply },
    { METHOD_POST, "/small", WHO_ANYONE, 100, NOTE_FIELDS, 0, NULL, NULL, NULL, everything },
    { METHOD_POST, "/all", WHO_ANYONE, 8192, FIELDS({ "a", 20, false }, { "b", 20, true }), 0, NULL,
      NULL, NULL, everything },
    { METHOD_GET, "/query", WHO_ANYONE, 0, FIELDS({ "a", 20, false }, { "b", 20, true }), 0, NULL,
      NULL, NULL, everything },
    { METHOD_GET, "/case/new", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, hello },
    { METHOD_GET, "/case/:number", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, echo_args },
    { METHOD_GET, "/case/:number/part/:part", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL,
      echo_args },
    { METHOD_GET, "/meja", WHO_OFFICER, 0, NO_FIELDS, 0, NULL, NULL, NULL, form_page, MAY_TALK },
    { METHOD_POST, "/meja/do", WHO_OFFICER, 4096, NOTE_FIELDS, 0, NULL, NULL, NULL, hello,
      MAY_TALK },
    { METHOD_GET, "/meja/work", WHO_OFFICER, 0, NO_FIELDS, 0, NULL, NULL, NULL, hello,
      MAY_WORK_CASES },
    { METHOD_POST, "/meja/work", WHO_OFFICER, 4096, NOTE_FIELDS, 0, NULL, NULL, NULL, hello,
      MAY_WORK_CASES },
    { METHOD_GET, "/meja/unsaid", WHO_OFFICER, 0, NO_FIELDS, 0, NULL, NULL, NULL, hello },
    { METHOD_POST, "/meja/grave", WHO_OFFICER, 4096, GRAVE_FIELDS, ROUTE_GRAVE, NULL, grave_check,
      grave_write, hello, MAY_TALK },
    { METHOD_POST, "/meja/rash", WHO_OFFICER, 4096, GRAVE_FIELDS, ROUTE_GRAVE, NULL, hello,
      grave_write, hello, MAY_TALK },
    { METHOD_POST, "/meja/hasty", WHO_OFFICER, 4096, GRAVE_FIELDS, ROUTE_GRAVE, NULL, nothing,
      grave_write, hello, MAY_TALK },
    { METHOD_GET, "/cek/isi", WHO_REPORTER, 0, NO_FIELDS, 0, NULL, NULL, NULL, form_page },
    { METHOD_POST, "/slow", WHO_ANYONE, 4096, NOTE_FIELDS, ROUTE_SLOW, NULL, slow_check, note_write,
      note_reply },
    { METHOD_GET, "/limited", WHO_ANYONE, 0, NO_FIELDS, 0, "test", NULL, NULL, hello },
    { METHOD_GET, "/cookies", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, cookies_page },
    { METHOD_GET, "/denied", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, denied },
    { METHOD_GET, "/forgets", WHO_ANYONE, 0, NO_FIELDS, 0, NULL, NULL, NULL, forgets },
    { METHOD_GET, "/splits", WHO_ANYONE, 0, FIELDS({ "v", 100, false }), 0, NULL, NULL, NULL,
      splits },
    { METHOD_POST, "/api/v1/echo", WHO_ANYONE, 4096, NO_FIELDS, ROUTE_API, NULL, NULL, NULL,
      api_echo },
    { METHOD_GET, "/api/v1/mine", WHO_RECEIPT, 0, NO_FIELDS, ROUTE_API, NULL, NULL, NULL, hello },
    { METHOD_GET, "/assets/*name", WHO_ANYONE, 0, FIELDS({ "v", 64, false }), 0, NULL, NULL, NULL,
      get_asset },
    { METHOD_GET, "/healthz", WHO_LOOPBACK, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_healthz },
    { METHOD_GET, "/readyz", WHO_LOOPBACK, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_readyz },
    { METHOD_GET, "/metrics", WHO_LOOPBACK, 0, NO_FIELDS, 0, NULL, NULL, NULL, get_metrics },
};

/* ---- life ---- */

static void make_database(struct fixture *f)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(db_end) struct db *tx = NULL;

    assert_int_equal(db_open(&f->cx, f->db_path, DB_CREATE, &db), OK);
    assert_int_equal(db_begin(&f->cx, db, &tx), OK);
    assert_int_equal(DB_RUN(&f->cx, tx, NULL, Q_POST_INSERT, BYTES(f->env.post.b, 16),
                            TEXT(STR("TST")), TEXT(STR("Posko Uji")), INT(1)),
                     OK);
    assert_int_equal(__real_db_commit(&f->cx, tx), OK);
}

void fixture_start(struct fixture *f, void (*change)(struct server_config *config))
{
    static const struct limit_rule limits[] = { { "test", 3, 60 } };

    memset(f, 0, sizeof *f);
    memset(&probe, 0, sizeof probe);
    f->arena = arena_new(1u << 20);
    f->cx = cx_system(f->arena);
    f->env = (struct env){
        .post = { { 7 } }, .zone_minutes = ZONE_WIB, .server_key = { { 9 } }, .origin = STR("")
    };
    snprintf(f->dir, sizeof f->dir, "/tmp/posko-web-XXXXXX");
    assert_non_null(mkdtemp(f->dir));
    snprintf(f->db_path, sizeof f->db_path, "%s/posko.db", f->dir);
    snprintf(f->log_path, sizeof f->log_path, "%s/log", f->dir);
    make_database(f);
    f->log_fd = open(f->log_path, O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
    f->config = server_defaults();
    f->config.listen = STR("127.0.0.1:0");
    f->config.env = &f->env;
    f->config.db_path = f->db_path;
    f->config.routes = test_routes;
    f->config.routes_len = COUNT_OF(test_routes);
    f->config.limits = limits;
    f->config.limits_len = COUNT_OF(limits);
    f->config.limit_local = true;
    f->config.log_fd = f->log_fd;
    if (change)
        change(&f->config);
    if (server_start(&f->cx, &f->config, &f->server) != OK)
        fail_msg("the server does not start: %s", f->cx.note.text);
    f->port = server_port(f->server);
}

void fixture_stop(struct fixture *f)
{
    static const char *const names[] = { "posko.db", "posko.db-wal", "posko.db-shm", "log" };
    char path[160];

    if (f->server)
        server_stop(f->server);
    f->server = NULL;
    close(f->log_fd);
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", f->dir, names[i]);
        unlink(path);
    }
    rmdir(f->dir);
    arena_free(f->arena);
}

static int count(struct fixture *f, const char *text)
{
    AUTO(db_close) struct db *db = NULL;
    AUTO(rows_close) struct rows *rows = NULL;
    struct str t = str_of(text);
    uint8_t id[32];
    enum err err = OK;
    int n = 0;

    arena_reset(f->arena); /* only what is opened here lives in it */
    crypto_generichash(id, sizeof id, (const uint8_t *)t.at, t.len, NULL, 0);
    assert_int_equal(db_open(&f->cx, f->db_path, DB_READ, &db), OK);
    assert_int_equal(
        DB_QUERY(&f->cx, db, &rows, Q_DRAFT_GET, BYTES(id, 32), BYTES(f->env.post.b, 16)), OK);
    while (rows_next(rows, &err))
        n++;
    return n;
}

int fixture_has(struct fixture *f, const char *text)
{
    return count(f, text);
}

const char *fixture_log(struct fixture *f)
{
    static char text[300000];
    ssize_t n = pread(f->log_fd, text, sizeof text - 1, 0);

    text[n < 0 ? 0 : n] = '\0';
    return text;
}
