/*
 * quick_exit: handlers of /keluar and /tutup.
 */
#pragma once
#include "web/request.h"

enum err get_quick_exit(struct request *rq);
enum err post_close(struct request *rq);
