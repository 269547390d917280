/*
 * help: handlers of the pages that explain.
 */
#pragma once
#include "web/request.h"

enum err get_help(struct request *rq);
enum err get_safe(struct request *rq);
enum err get_privacy(struct request *rq);
enum err get_access(struct request *rq);
