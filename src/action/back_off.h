/*
 * back_off: how long somebody waits after so many failed tries in a row. Nobody is locked out
 * for good: the wait never grows past a quarter of an hour.
 */
#pragma once
#include <stdint.h>

#define BACK_OFF_FREE 5     /* tries before waiting begins */
#define BACK_OFF_FIRST_S 60
#define BACK_OFF_MAX_S 900

/* 0: not at all yet. Each try after the free ones doubles it. */
static inline int64_t back_off_us(int tries)
{
    int64_t wait_s = BACK_OFF_FIRST_S;

    if (tries < BACK_OFF_FREE)
        return 0;
    for (int i = BACK_OFF_FREE; i < tries && wait_s < BACK_OFF_MAX_S; i++)
        wait_s *= 2;
    return (wait_s < BACK_OFF_MAX_S ? wait_s : BACK_OFF_MAX_S) * 1000000;
}
