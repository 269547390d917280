/*
 * static: files that are part of the program: style, scripts, fonts, icons.
 *
 * Row: GET, path "/assets/" followed by "*name", WHO_ANYONE, field { "v", 64, false }, get_asset.
 * A page that asks with ?v=ETAG may keep the file for ever.
 */
#pragma once
#include "web/request.h"

enum err get_asset(struct request *rq) MUST_USE;
