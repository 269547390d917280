/*
 * files: sending files without script, on the store that tus fills too (web/tus.h):
 *
 *   /lapor/berkas      of a report being written
 *   /laporan/berkas    of a filed one, by the reporter; one more press makes them part of it
 *
 * and how files are shown. The taking of a form's bytes is files_take.c, the desk's card and the
 * way to an original files_desk.c.
 */
#pragma once
#include "action/evidence.h"
#include "page/desk_case.h"
#include "page/files.h"
#include "web/request.h"

extern const struct route files_routes[];
extern const size_t files_routes_len;
/* For a body that is a form with files. */
extern const struct stream_ops files_taking;

/* Whose the files of this row are; ERR_NOT_FOUND for nobody, and where none are taken. */
enum err files_owner(struct request *rq, struct upload_owner *out) MUST_USE;

/* "1,2 MB" as the reader's language has it. */
struct str size_words(struct request *rq, uint64_t bytes);
/* A digest in groups of eight. */
struct str sum_words(struct request *rq, const uint8_t sum[32]);
struct msg refusal_words(struct request *rq, enum upload_refusal why);
/* How a file of a case is shown. */
void file_line_fill(struct request *rq, const struct evidence_file *file,
                    struct file_line_page *out);

/* Whether the row's visitor came from the check page, to which he goes back. */
bool files_from_check(const struct request *rq);

/* The page, with what is to be mended (T_NONE: nothing). */
enum err show_files(struct request *rq, struct msg mend, int status);

/* After files_taking: the row's stages. */
enum err check_files(struct request *rq);
enum err write_files(struct request *rq, struct db *tx);
enum err reply_files(struct request *rq);

/* The desk. */
struct read_case;
enum err desk_files_fill(struct request *rq, const struct read_case *rc,
                         struct desk_file_card_page *out) MUST_USE;
