/*
 * card: what the fixture card.page.html shows: every kind of value in every place.
 */
#pragma once
#include "page/out.h"

enum card_state { CARD_NEW, CARD_READ };

struct card_row {
    struct str title;
    int64_t n;
    struct link link;
    const struct str *tags;
    size_t tags_len;
};

struct card_head {
    struct str title;
};

struct card_part_page {
    struct str title;
    bool strong;
};

struct card_page {
    struct card_head head;
    struct card_part_page part;
    const struct card_part_page *other_part;
    struct str name;
    bool checked;
    enum card_state state;
    int64_t count;
    size_t size;
    int small;
    struct day day;
    struct when when;
    struct span span;
    struct percent percent;
    struct msg msg;
    struct markup markup;
    struct link link;
    const struct card_row *rows;
    size_t rows_len;
};
