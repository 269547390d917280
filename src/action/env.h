/*
 * env: what every action may know about the post it serves: settings, rules,
 * places, the agencies' public keys. Read-only while requests run, and shared
 * by all threads, but for the list of agencies, which is exchanged as a whole when one of them
 * renews its keys (action/agencies.h). It holds nobody's secret but the server's own small one.
 */
#pragma once
#include "base/civil.h"
#include "base/cx.h"
#include "domain/codes.h"
#include "domain/ids.h"
#include "vault/keys.h"

#define AGENCIES_MAX 8

struct agency {
    struct agency_id id;
    enum agency_code code;  /* domain/codes.h: AGENCY_BAWASLU ... */
    struct str name;        /* as people read it: "Bawaslu Kabupaten Jepara" */
    struct box_pk box_pk;   /* case keys are sealed to it */
    struct sign_pk sign_pk; /* checks the leaves it signs */
    uint64_t key_serial;    /* of these two: 1, 2, ... as they are renewed */
    bool has_custodian;
    struct box_pk custodian_pk; /* shares of identities are sealed to it */
    uint64_t custodian_serial;
};

struct env {
    struct post_id post;
    struct str post_code; /* "JPR": the first part of every case number */
    struct str post_name; /* "Posko Netralitas Pilkada Jepara" */
    struct str election;  /* "Pilkada Jepara" */
    struct str regency;   /* region code "33.20" */
    struct str address, phone;
    int zone_minutes;
    struct str origin;                   /* "https://posko.example" or "" when only on loopback */
    const struct rulebook *rules;        /* the one of today */
    const struct rulebook *const *books; /* all: an act is judged by the rules of its own day */
    size_t books_len;
    struct str regions; /* the text of rules/regions/indonesia.tsv: domain/region.h */
    /* Each access reads the pointer anew. A list never changes once it is here, none is freed while
     * the env lives, and all have the same agencies in the same places: what points into an older
     * one stays good. Take one pointer where two fields must be of one time. */
    _Atomic(const struct agency *) agencies;
    size_t agencies_len;
    struct agency_lists *lists; /* action/agencies.h: behind `agencies` */
    struct reseal *reseal;      /* action/reseal.h; NULL where nothing is served */
    struct secret32 server_key; /* seals TOTP secrets, signs form times; from the data directory */
    const char *data_dir;
    struct uploads *uploads;  /* action/upload.h; NULL where nothing is served */
    struct ledger *ledger;    /* action/ledger.h; NULL where nothing is served */
    struct log_count *log_count; /* action/log_statistics.h; NULL where nothing is served */
    struct publish *publish;  /* action/publish.h; NULL: the newest head is everybody's */
};
