/*
 * tidy_up: what is over goes: sessions, drafts nobody came back to, answers to
 * filings past their quarter of an hour. May run at any time, any number of times.
 */
#pragma once
#include "store/db.h"

enum err tidy_up(struct cx *cx, struct db *tx) MUST_USE;
