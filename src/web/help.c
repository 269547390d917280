/*
 * help: help, reporting safely, privacy, accessibility. Each is only its page.
 */
#include "web/help.h"
#include "page/access.page.h"
#include "page/help.h"
#include "page/help.page.h"
#include "page/privacy.page.h"
#include "page/safe.page.h"
#include "web/citizen.h"

enum err get_help(struct request *rq)
{
    struct help_page page = { 0 };

    frame_of(rq, MSG(T_HELP_TITLE), &page.top, &page.bottom);
    page.top.current = NAV_HELP;
    page_help(page_begin(rq), &page);
    return reply_page(rq, 200);
}

enum err get_safe(struct request *rq)
{
    struct safe_page page = { 0 };

    frame_of(rq, MSG(T_SAFE_TITLE), &page.top, &page.bottom);
    page_safe(page_begin(rq), &page);
    return reply_page(rq, 200);
}

enum err get_privacy(struct request *rq)
{
    struct privacy_page page = { 0 };

    frame_of(rq, MSG(T_PRIVACY_TITLE), &page.top, &page.bottom);
    page_privacy(page_begin(rq), &page);
    return reply_page(rq, 200);
}

enum err get_access(struct request *rq)
{
    struct access_page page = { 0 };

    frame_of(rq, MSG(T_ACCESS_TITLE), &page.top, &page.bottom);
    page_access(page_begin(rq), &page);
    return reply_page(rq, 200);
}
