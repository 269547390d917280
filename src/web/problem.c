/* problem: see the header. */
#include "web/problem.h"
#include "base/json.h"
#include "web/reply.h"
#include "web/serving.h"

struct problem problem_of(enum err err)
{
    static const struct problem table[ERR_COUNT] = {
        [OK] = { 500, "no_answer" }, /* a handler that forgot to answer */
        [ERR_INVALID] = { 400, "invalid" },
        [ERR_DENIED] = { 404, "not_found" },
        [ERR_NOT_FOUND] = { 404, "not_found" },
        [ERR_CONFLICT] = { 409, "conflict" },
        [ERR_TOO_LARGE] = { 413, "too_large" },
        [ERR_BUSY] = { 503, "busy" },
        [ERR_UNAVAILABLE] = { 503, "unavailable" },
        [ERR_CORRUPT] = { 500, "internal" },
    };
    return table[err];
}

struct wording {
    int status;
    const char *title, *text; /* Indonesian */
    const char *title_en, *text_en;
};

static const struct wording wordings[] = {
    { 400, "Kiriman tidak terbaca", "Kembali ke halaman sebelumnya, lalu kirim lagi.",
      "We could not read that", "Go back to the previous page and send it again." },
    { 401, "Anda belum masuk", "Masuk dulu, lalu coba lagi.",
      "You are not signed in", "Sign in, then try again." },
    { 403, "Formulir ini sudah kedaluwarsa",
      "Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi. Belum ada yang tersimpan.",
      "This form has expired",
      "Go back, reload the page, and send it again. Nothing has been stored." },
    { 404, "Halaman tidak ditemukan", "Periksa alamatnya, atau mulai dari halaman depan.",
      "Page not found", "Check the address, or start from the front page." },
    { 405, "Cara itu tidak berlaku di sini", "Kembali ke halaman sebelumnya dan pakai tombolnya.",
      "That does not work here", "Go back to the previous page and use its buttons." },
    { 409, "Sudah ada yang lebih dulu", "Muat ulang halaman untuk melihat keadaan terbaru.",
      "Somebody was first", "Reload the page to see how things are now." },
    { 413, "Kiriman terlalu besar", "Perpendek isinya, lalu kirim lagi.",
      "That is too much", "Shorten it and send it again." },
    { 415, "Bentuk kiriman tidak dikenal", "Kirim lewat formulir di situs ini.",
      "Unknown format", "Send it with the form on this site." },
    { 429, "Terlalu sering", "Tunggu sebentar, lalu coba lagi.",
      "Too often", "Wait a little, then try again." },
    { 503, "Posko sedang sibuk",
      "Tunggu setengah menit, lalu coba lagi.",
      "We are busy", "Wait half a minute, then try again." },
    { 500, "Ada yang rusak di pihak kami",
      "Coba lagi. Bila tetap begitu, sebutkan nomor di bawah kepada petugas.",
      "Something broke on our side",
      "Try again. If it stays, tell the post the number below." },
};

static const struct wording *wording_of(int status)
{
    size_t i = 0;

    while (i < COUNT_OF(wordings) - 1 && wordings[i].status != status)
        i++;
    return &wordings[i];
}

static struct str title_of(const struct wording *w, enum lang lang)
{
    return str_of(lang == LANG_EN ? w->title_en : w->title);
}

static struct str text_of(const struct wording *w, enum lang lang)
{
    return str_of(lang == LANG_EN ? w->text_en : w->text);
}

static void lit(struct out *o, const char *html)
{
    struct str s = str_of(html);

    out_lit(o, s.at, s.len);
}

static void write_page(struct request *rq, struct out *o, const struct wording *w)
{
    struct str title = title_of(w, rq->lang);

    lit(o, "<!doctype html>\n<html lang=\"");
    out_attr(o, lang_code(rq->lang));
    lit(o, "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
           "initial-scale=1\"><title>");
    out_text(o, title);
    lit(o, "</title><link rel=\"stylesheet\" href=\"/assets/posko.css\"></head>\n<body>"
           "<main id=\"isi\"><div class=\"wrap\"><div class=\"page narrow\"><h1>");
    out_text(o, title);
    lit(o, "</h1><p class=\"lead\">");
    out_text(o, text_of(w, rq->lang));
    lit(o, "</p><p class=\"field\"><a class=\"btn\" href=\"/\">");
    out_text(o, rq->lang == LANG_EN ? STR("Front page") : STR("Halaman depan"));
    lit(o, "</a></p><p class=\"fine field\">");
    out_text(o, rq->lang == LANG_EN ? STR("Number for questions: ") : STR("Nomor untuk bertanya: "));
    lit(o, "<span class=\"mono\">");
    out_text(o, request_id(rq));
    lit(o, "</span></p></div></div></main></body></html>\n");
}

static void reply_document(struct request *rq, int status, struct str code, struct str detail)
{
    const struct wording *w = wording_of(status);
    struct buf b = buf_in(rq->cx.arena, 16384);
    struct json_out o = json_to(&b);
    struct str text;

    json_begin(&o);
    json_put(&o, "type", arena_printf(rq->cx.arena, "urn:posko:problem:%.*s", STR_FMT(code)));
    json_put(&o, "title", title_of(w, rq->lang));
    json_put_int(&o, "status", status);
    json_put(&o, "detail", detail.len > 0 ? detail : text_of(w, rq->lang));
    json_put(&o, "instance",
             arena_printf(rq->cx.arena, "urn:posko:request:%.*s", STR_FMT(request_id(rq))));
    json_put(&o, "code", code);
    json_end(&o);
    text = buf_end(&b);
    reply_static(rq, status, "application/problem+json",
                 (struct bytes){ (const uint8_t *)text.at, text.at ? text.len : 0 });
}

/* Paths below /api/ speak JSON even where no row matched. */
static bool for_program(const struct request *rq)
{
    return rq->route ? (rq->route->flags & ROUTE_API) != 0 : str_starts(rq->path, STR("/api/"));
}

void problem_reply(struct request *rq, int status, struct str code, struct str detail)
{
    struct serving *s = serving_of(rq);

    if (for_program(rq)) {
        reply_document(rq, status, code, detail);
    } else {
        write_page(rq, page_begin(rq), wording_of(status));
        if (reply_page(rq, status) != OK)
            reply_static(rq, status, "text/html; charset=utf-8", (struct bytes){ NULL, 0 });
    }
    if (status == 503)
        reply_head_static(s, "Retry-After", "5");
    if (status == 401)
        reply_head_static(s, "WWW-Authenticate", "Receipt");
}
