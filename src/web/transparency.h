/* transparency: handlers of the public numbers, as a page and as data. */
#pragma once
#include "web/request.h"

enum err get_transparency(struct request *rq);
enum err get_transparency_csv(struct request *rq);
enum err get_transparency_json(struct request *rq);
