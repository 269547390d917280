/* fetch: see the header. */
#include "witness/fetch.h"
#include "base/buf.h"
#include <curl/curl.h>
#include <string.h>

struct fetch {
    struct arena *home;
    CURL *curl;
    unsigned seconds;
    bool (*told)(void *arg);
    void *arg;
};

void fetch_stop_when(struct fetch *f, bool (*told)(void *arg), void *arg)
{
    f->told = told;
    f->arg = arg;
}

static int progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct fetch *f = arg;

    (void)a, (void)b, (void)c, (void)d;
    return f->told && f->told(f->arg);
}

static size_t take(char *at, size_t size, size_t count, void *arg)
{
    struct buf *b = arg;

    buf_add(b, at, size * count);
    return b->failed ? 0 : size * count;
}

enum err fetch_open(struct cx *cx, unsigned seconds, struct fetch **out)
{
    struct arena *home = arena_new(64 * 1024);
    struct fetch *f = home ? ARENA_NEW(home, struct fetch) : NULL;

    if (!f || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
        arena_free(home);
        return FAIL(cx, ERR_UNAVAILABLE, "no HTTP client");
    }
    *f = (struct fetch){ .home = home, .curl = curl_easy_init(), .seconds = seconds };
    *out = f;
    if (!f->curl) {
        fetch_close(out);
        return FAIL(cx, ERR_UNAVAILABLE, "no HTTP client");
    }
    return OK;
}

void fetch_close(struct fetch **fetch)
{
    struct fetch *f = *fetch;

    if (!f)
        return;
    if (f->curl)
        curl_easy_cleanup(f->curl);
    arena_free(f->home);
    *fetch = NULL;
}

static void options_set(struct fetch *f, const char *url, struct curl_slist *headers,
                        struct bytes post, struct buf *body)
{
    curl_easy_reset(f->curl);
    (void)curl_easy_setopt(f->curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(f->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(f->curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(f->curl, CURLOPT_TIMEOUT, (long)f->seconds);
    (void)curl_easy_setopt(f->curl, CURLOPT_CONNECTTIMEOUT, (long)f->seconds);
    (void)curl_easy_setopt(f->curl, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(f->curl, CURLOPT_XFERINFOFUNCTION, progress);
    (void)curl_easy_setopt(f->curl, CURLOPT_XFERINFODATA, f);
    (void)curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(f->curl, CURLOPT_WRITEFUNCTION, take);
    (void)curl_easy_setopt(f->curl, CURLOPT_WRITEDATA, body);
    if (post.at) {
        (void)curl_easy_setopt(f->curl, CURLOPT_POST, 1L);
        (void)curl_easy_setopt(f->curl, CURLOPT_POSTFIELDSIZE, (long)post.len);
        (void)curl_easy_setopt(f->curl, CURLOPT_POSTFIELDS, (const char *)post.at);
    }
}

enum err fetch_url(struct cx *cx, struct fetch *f, const char *url, const char *header,
                   struct bytes post, struct fetched *out)
{
    struct buf body = buf_in(cx->arena, FETCH_MAX);
    struct curl_slist *headers = header ? curl_slist_append(NULL, header) : NULL;
    struct str text;
    CURLcode code;
    long status = 0;

    options_set(f, url, headers, post, &body);
    code = curl_easy_perform(f->curl);
    (void)curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    if (body.failed)
        return FAIL(cx, ERR_TOO_LARGE, "%s: an answer past %u bytes", url, FETCH_MAX);
    if (code != CURLE_OK)
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", url, curl_easy_strerror(code));
    text = buf_end(&body);
    if (!text.at)
        return FAIL(cx, ERR_TOO_LARGE, "%s: answer", url);
    *out = (struct fetched){ status, { (const uint8_t *)text.at, text.len } };
    return OK;
}
