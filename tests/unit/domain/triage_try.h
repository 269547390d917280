/*
 * triage_try: tries facts, written as JSON over a complete report, against
 * expectations written as words; used by the tables of test_triage_*.c.
 *
 *   intake=laporan timeliness=late urgency=high formal=true material=false
 *   rules=pilkada-2024
 *   route:bkn  !route:kasn  route:bkn=2024-09-24  route:dkpp=null
 *   clock:filing=2024-09-21  !clock:tracing  strict:filing=2024-09-20
 *   at:tni_forward_24h=2024-10-02T10:00:00+08:00  start:filing=2024-09-14
 *   flag:late_for_bawaslu  !flag:...  excluded:kpu  !excluded:...  excluded=none
 *   missing:bukti  !missing:...  missing=none
 */
#pragma once

struct triage_try {
    const char *source;  /* the article, or the section of the domain notes */
    const char *facts;   /* JSON laid over the complete report */
    const char *expect;  /* words */
};

/* Fails the test with the row, its source and the word that does not hold. */
void triage_try_all(const struct triage_try *tries, int count);
#define TRY_ALL(tries) triage_try_all((tries), (int)(sizeof(tries) / sizeof *(tries)))
