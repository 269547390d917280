/*
 * ids: what things are called inside. Each is 16 random bytes made by us, and
 * each has its own type, so that one cannot be passed where another is meant.
 */
#pragma once
#include <stdint.h>

#define ID_SIZE 16

struct post_id {
    uint8_t b[ID_SIZE];
};
struct agency_id {
    uint8_t b[ID_SIZE];
};
struct officer_id {
    uint8_t b[ID_SIZE];
};
struct case_id {
    uint8_t b[ID_SIZE]; /* also the case's tag in the public log */
};
