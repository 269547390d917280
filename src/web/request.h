/*
 * request: what a handler sees of one HTTP request, and how it answers.
 *
 * Each row of routes.c names up to three stages:
 *
 *   check  on an HTTP thread (or in the slow lane when the row says so): parse,
 *          validate, ask the rules, seal. No database writes.
 *   write  on the writer thread, inside its transaction and a mark of its own. Short.
 *   reply  on an HTTP thread again, after the commit is durable: render, answer.
 *
 * A stage that answers (any reply_* call) ends the request: the later stages do
 * not run, and what a write that answers 400 or above has done is undone. What
 * check prepares for write and reply hangs on rq->work. A stage that fails with
 * an enum err gets the error page (or RFC 9457 problem for the API) of that
 * code; nothing was written then.
 */
#pragma once
#include "action/env.h"
#include "base/cx.h"
#include "base/json.h"
#include "domain/permission.h"
#include "page/out.h"
#include "store/db.h"

#define REQUEST_ARENA_MAX (4u << 20) /* bytes one request may use */
#define REQUEST_ARGS_MAX 4

enum method {
    METHOD_GET = 1,
    METHOD_POST = 2,
    METHOD_HEAD = 4,
    METHOD_PATCH = 8,
    METHOD_DELETE = 16,
    METHOD_OPTIONS = 32
};

/* Who may use a route. The session is read before check runs. */
enum who {
    WHO_ANYONE,
    WHO_REPORTER, /* came back with the code: the reporter's session */
    WHO_RECEIPT,  /* API: "Authorization: Receipt CODE" */
    WHO_OFFICER,  /* signed in at the desk */
    WHO_LOOPBACK  /* operations, from this machine only */
};

enum field_kind {
    FIELD_ONCE = false,
    FIELD_MANY = true, /* may come more than once (checkboxes) */
    FIELD_FILE         /* a small file of text; once. What is no such file is FORM_NO_TEXT */
};

struct field {
    const char *name;
    uint32_t max;     /* bytes */
    enum field_kind kind;
};

enum route_flag {
    ROUTE_SLOW = 1,      /* check runs in the slow lane (Argon2id) */
    ROUTE_API = 2,       /* JSON in and out; no cookies, no CSRF token; problems as RFC 9457 */
    ROUTE_SENSITIVE = 4, /* Cache-Control: no-store, no menu */
    ROUTE_PUBLIC = 8,    /* may be cached: a pure function of (content version, day, language) */
    ROUTE_GRAVE = 16,    /* the signed-in officer gives his password again: see enum again */
    ROUTE_FIRST = 32,    /* open to an officer whose first steps are due; all else is not */
    ROUTE_RECORDED = 64, /* a GET of what is sealed: its write puts down that it was read
                          * (access_write) and does nothing else; an officer's alone */
    ROUTE_OVERRIDE = 128, /* reached by POST too, with the method in X-HTTP-Method-Override */
};

/*
 * A grave act (ROUTE_GRAVE, WHO_OFFICER, POST) declares the field PASSWORD_AGAIN; the form shows
 * it by page/password_again.page.html, filled by desk_again_fill (web/desk_shell.h). Before the
 * row's check runs (in the slow lane, whatever the flags say) the engine holds what was typed
 * against the officer's record. The check begins with
 *
 *     if (rq->again != AGAIN_FINE)
 *         return the form, with what was typed, by reply_page(rq, 422);
 *
 * If it does not, nothing is lost: after a password that is not his only an answer of 400 or
 * more goes out, and write and reply do not run. Failed tries are counted by the engine.
 */
enum again { AGAIN_NOT_ASKED, AGAIN_FINE, AGAIN_EMPTY, AGAIN_WRONG, AGAIN_WAIT };

#define PASSWORD_AGAIN "password_again"
#define PASSWORD_AGAIN_FIELD { PASSWORD_AGAIN, 1024, false }

struct request;
struct body_source;

/*
 * A body that is taken while it arrives, on an HTTP thread (files: web/tus.c). The session is
 * read before begin; neither the form token nor the body's format is looked at, which is
 * begin's to do. After the last piece check, write and reply run as ever.
 */
struct stream_ops {
    /* *max: the most bytes that the body may have, at least 1. May answer: then nothing is
     * taken. */
    enum err (*begin)(struct request *rq, uint64_t *max);
    enum err (*take)(struct request *rq, struct bytes piece);
    /* The peer left before the end, or sent too much, or take failed: what came so far may be
     * kept (request_defer works; rq->db does not). Nothing else runs after it. */
    void (*broken)(struct request *rq);
    /* The last thing of a request whose begin has run, whatever came of it: what was taken for
     * it is given back. */
    void (*end)(struct request *rq);
};

struct route {
    enum method method;
    const char *path;        /* "/meja/perkara/:number/teruskan"; a ":name" matches one segment,
                                a final "*name" the whole rest */
    enum who who;
    uint32_t body_max;       /* bytes; 0: no body allowed */
    const struct field *fields;
    size_t fields_len;
    unsigned flags;
    const char *limit;       /* name of the rate limit bucket, or NULL */
    enum err (*check)(struct request *rq);
    enum err (*write)(struct request *rq, struct db *tx);
    enum err (*reply)(struct request *rq);
    enum permission needs;   /* WHO_OFFICER: what his parts must allow (domain/permission.h); a row
                                that does not say is nobody's, and a test finds it */
    const struct stream_ops *stream; /* NULL: the body is collected first */
};

/* A row says only what is not usual: what it leaves out at its end is none, NULL, nobody. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

#define FIELDS(...)                          \
    (const struct field[]){ __VA_ARGS__ },   \
        COUNT_OF(((const struct field[]){ __VA_ARGS__ }))
#define NO_FIELDS NULL, 0

struct pair {
    struct str name, value; /* value: valid UTF-8, CRLF folded to LF */
};

struct request {
    struct cx cx;            /* arena, clock, chance, note */
    const struct env *env;   /* the post: settings, rules, keys of nobody */
    struct db *db;           /* this thread's read-only connection; NULL in write (use tx) */
    const struct route *route;
    enum method method;
    struct str path;         /* as sent, percent signs and all */
    struct str args[REQUEST_ARGS_MAX]; /* what the ":name" segments matched */
    struct pair *form;       /* declared fields only, from the query (GET) or the body (POST) */
    size_t form_len;
    struct str body;         /* ROUTE_API: the whole body, checked for UTF-8 */
    enum lang lang;
    const struct officer_session *officer;   /* WHO_OFFICER */
    const struct reporter_session *reporter; /* WHO_REPORTER, WHO_RECEIPT */
    enum again again;        /* ROUTE_GRAVE: what became of the password */
    int again_wait_s;        /* AGAIN_WAIT: seconds until the next try counts */
    const struct officer_keys *officer_keys; /* AGAIN_FINE: the officer's own, by his password */
    struct str session_token;                /* of whichever cookie session there is */
    struct str draft_token;                  /* cookie of a report being written, or "" */
    void *work;              /* what check hands to write and reply */
    /* Set by check: reply runs when this says false, when the time has come, or at once where
     * too many wait already. Without a connection to the database; cx is not the request's. */
    bool (*waits)(struct request *rq, struct cx *cx);
    int64_t wait_until_us;
    bool public_changed;     /* set by write: public pages show something else from now on */
    struct response *response; /* opaque: made by reply_* */
    struct exchange *exchange; /* opaque: the connection (web/http.c) */
};

enum cookie { COOKIE_OFFICER, COOKIE_REPORTER, COOKIE_DRAFT, COOKIE_LANG, COOKIE_KNOWN,
              COOKIE_COUNT };

/* The value of a declared field, "" if it did not come. Asserts that it is declared. */
struct str form_get(const struct request *rq, const char *name);
bool form_has(const struct request *rq, const char *name);
/* True if the many-field holds the value. */
bool form_includes(const struct request *rq, const char *name, struct str value);
struct str request_header(const struct request *rq, const char *name); /* "" if absent */

struct str request_id(const struct request *rq); /* 16 hex digits: in the log and on error pages */
struct str request_cookie(const struct request *rq, enum cookie c); /* "" if absent */
/* How long ago the form that was sent now was made, from its token; -1 for a GET or ROUTE_API. */
int64_t form_age_us(const struct request *rq);

/* Runs on the writer soon after, without waiting for it (last-seen times). arg, at most
 * WRITER_JOB_ARG bytes, is copied. ERR_BUSY when too much waits: mostly to be ignored. */
enum err request_defer(struct request *rq,
                       enum err (*run)(struct cx *cx, struct db *tx, void *arg,
                                       bool *public_changed),
                       const void *arg, size_t arg_len) MUST_USE;
/* The same; done runs when it is durable, or will never be, with the same arg. Not if this
 * fails. */
enum err request_defer_then(struct request *rq,
                            enum err (*run)(struct cx *cx, struct db *tx, void *arg,
                                            bool *public_changed),
                            void (*done)(void *arg), const void *arg, size_t arg_len) MUST_USE;

/* The CSRF token for forms on the next page: bound to the session (or the draft, or the
 * visitor's form time where there is none). Checked for every POST that is not ROUTE_API,
 * in the field "csrf", together with Origin and Sec-Fetch-Site. */
struct str csrf_token(struct request *rq);

/* Whether a form's token is ours for this row: for a body that is taken while it arrives. */
bool csrf_fits(struct request *rq, struct str token);

/* Answers. Bodies are copied from the request's arena, which lives until they are sent. */
struct out *page_begin(struct request *rq);                   /* an out over a fresh buf */
enum err reply_page(struct request *rq, int status);          /* what page_begin collected */
enum err reply_see_other(struct request *rq, struct str path); /* 303; same-site path */
enum err reply_json(struct request *rq, int status, struct str json);
enum err reply_problem(struct request *rq, int status, struct str code, struct str detail);
enum err reply_bytes(struct request *rq, int status, struct str type, struct bytes body);

/* A body that is made while it is sent (web/http.h); source: in the request's arena. */
enum err reply_source(struct request *rq, int status, struct str type,
                      struct body_source *source);

/* Headers and cookies of the answer; call before or after reply_*. Values are checked. */
void reply_header(struct request *rq, const char *name, struct str value);
void reply_cookie(struct request *rq, enum cookie c, struct str value, int max_age_seconds);
void reply_cookie_clear(struct request *rq, enum cookie c);
