/*
 * demo_calendar: an election for the invented post, so that today is a day of its
 * campaign. Written as a rule set into DIR/rules, where an operator puts his own.
 */
#pragma once
#include "base/civil.h"
#include "base/cx.h"

enum err demo_calendar_write(struct cx *cx, const char *dir, struct day today) MUST_USE;
