/*
 * markup: HTML that the page layer itself has put together (a chart, a QR code).
 *
 * Include this only inside src/page/, and pass only what our own code wrote, every
 * piece of somebody's text in it having gone through out_text or out_attr.
 */
#pragma once
#include "page/out.h"

static inline struct markup markup_made_here(struct str html)
{
    return (struct markup){ html };
}
