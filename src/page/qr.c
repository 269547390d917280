/*
 * qr: libqrencode makes the modules, libpng the file.
 */
#include "page/qr.h"
#include "base/buf.h"
#include "page/markup.h"
#include <png.h>
#include <qrencode.h>
#include <string.h>

#define QUIET 4 /* modules of white around it: ISO/IEC 18004 */
#define PNG_MAX 65536
#define SVG_MAX 65536

struct png_sink {
    struct arena *arena;
    uint8_t *at;
    size_t len;
    bool failed;
};

static void sink_write(png_structp png, png_bytep data, png_size_t len)
{
    struct png_sink *sink = png_get_io_ptr(png);

    if (sink->failed || sink->len + len > PNG_MAX) {
        sink->failed = true;
        return;
    }
    memcpy(sink->at + sink->len, data, len);
    sink->len += len;
}

static void sink_flush(png_structp png)
{
    (void)png;
}

/* One line of modules, black is 0. */
static void fill_row(const QRcode *code, int module, uint8_t *row, size_t row_len)
{
    memset(row, 0xFF, row_len);
    if (module < 0 || module >= code->width)
        return;
    for (int x = 0; x < code->width; x++) {
        if (!(code->data[module * code->width + x] & 1))
            continue;
        for (int p = 0; p < QR_PIXEL; p++) {
            int bit = (x + QUIET) * QR_PIXEL + p;
            row[bit / 8] = (uint8_t)(row[bit / 8] & ~(0x80 >> (bit % 8)));
        }
    }
}

static void write_image(png_structp png, png_infop info, const QRcode *code, uint8_t *row,
                        size_t row_len)
{
    int side = (code->width + 2 * QUIET) * QR_PIXEL;

    png_set_IHDR(png, info, (png_uint_32)side, (png_uint_32)side, 1, PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < side; y++) {
        fill_row(code, y / QR_PIXEL - QUIET, row, row_len);
        png_write_row(png, row);
    }
    png_write_end(png, info);
}

static enum err write_png(struct cx *cx, const QRcode *code, struct png_sink *sink)
{
    size_t row_len = ((size_t)(code->width + 2 * QUIET) * QR_PIXEL + 7) / 8;
    uint8_t *row = ARENA_ARRAY(cx->arena, uint8_t, row_len);
    png_structp png;
    png_infop info;

    sink->at = ARENA_ARRAY(cx->arena, uint8_t, PNG_MAX);
    if (!row || !sink->at)
        return FAIL(cx, ERR_TOO_LARGE, "qr");
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    info = png ? png_create_info_struct(png) : NULL;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return FAIL(cx, ERR_UNAVAILABLE, "libpng");
    }
    png_set_write_fn(png, sink, sink_write, sink_flush);
    write_image(png, info, code, row, row_len);
    png_destroy_write_struct(&png, &info);
    return sink->failed ? FAIL(cx, ERR_TOO_LARGE, "qr png") : OK;
}

static enum err encode(struct cx *cx, struct str text, QRcode **out)
{
    struct str copy;

    if (!text.len)
        return FAIL(cx, ERR_INVALID, "a QR code of nothing");
    if (text.len > QR_TEXT_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "a QR code of %zu bytes", text.len);
    copy = arena_copy(cx->arena, text);
    *out = copy.at ? QRcode_encodeString8bit(copy.at, 0, QR_ECLEVEL_M) : NULL;
    return *out ? OK : FAIL(cx, ERR_TOO_LARGE, "qr");
}

enum err qr_png(struct cx *cx, struct str text, struct bytes *png)
{
    struct png_sink sink = { .arena = cx->arena };
    QRcode *code = NULL;
    enum err err;

    TRY(encode(cx, text, &code));
    err = write_png(cx, code, &sink);
    QRcode_free(code);
    if (err == OK)
        *png = (struct bytes){ sink.at, sink.len };
    return err;
}

/* One path of unit squares; each run of black modules is one of them. */
static void draw(struct buf *b, const QRcode *code)
{
    for (int y = 0; y < code->width; y++)
        for (int x = 0; x < code->width; x++) {
            int from = x;

            while (x < code->width && (code->data[y * code->width + x] & 1))
                x++;
            if (x > from)
                buf_printf(b, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
        }
}

enum err qr_svg(struct cx *cx, struct str text, struct markup *out)
{
    struct buf b = buf_in(cx->arena, SVG_MAX);
    QRcode *code = NULL;
    int side;

    TRY(encode(cx, text, &code));
    side = code->width + 2 * QUIET;
    buf_printf(&b, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                   "aria-hidden=\"true\" shape-rendering=\"crispEdges\"><rect width=\"%d\" "
                   "height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"",
               side, side, side * QR_PIXEL, side * QR_PIXEL, side, side);
    draw(&b, code);
    buf_str(&b, STR("\"/></svg>"));
    QRcode_free(code);
    if (!buf_view(&b).at)
        return FAIL(cx, ERR_TOO_LARGE, "qr svg");
    *out = markup_made_here(buf_view(&b));
    return OK;
}
