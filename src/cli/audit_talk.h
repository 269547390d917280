/*
 * audit_talk: how `posko audit` says what it finds: sentences as they come, or one JSON object
 * at the end. And the few things that the commands of the log share.
 */
#pragma once
#include "action/audit_log.h"
#include "base/json.h"

struct audit_talk {
    bool json;
    struct buf faults, notes; /* JSON lists under way */
    struct json_out fault_list, note_list;
    uint64_t fault_count;
    uint64_t note_count;
};

/* What is known of the whole when it ends. */
struct audit_summary {
    const char *where;
    struct str origin;
    bool head_signed;
    const char *key_from; /* "given", "served", "own"; "none" */
    size_t cosigned, witnesses;
    bool quorum, quorum_asked;
    uint64_t waiting;     /* entries that no head holds yet */
    bool own;             /* a post's directory */
    int64_t cases, events; /* as stored there */
    uint64_t reads, reads_held; /* records of who read what; held by a head in the log */
    bool numbers_compared;
    const struct audit_result *result;
};

void audit_talk_open(struct arena *arena, bool json, struct audit_talk *out);
/* For audit_plan.say. */
void audit_talk_say(void *talk, enum audit_weight weight, const char *sentence);
/* Prints all; returns the exit status. */
int audit_talk_end(struct cx *cx, struct audit_talk *talk, const struct audit_summary *summary);
