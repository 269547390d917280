/*
 * home: handlers of the front page and of the stages.
 */
#pragma once
#include "web/request.h"

enum err get_home(struct request *rq);
enum err get_stages(struct request *rq);
enum err get_stages_ics(struct request *rq);
