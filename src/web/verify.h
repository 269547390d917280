/* verify: handlers of /periksa: a receipt by its text, or by its number. */
#pragma once
#include "web/request.h"

#define VERIFY_TEXT_MAX 65536 /* bytes of a pasted receipt; a real one has some 5,000 */

enum err get_verify(struct request *rq);
enum err post_verify(struct request *rq);
