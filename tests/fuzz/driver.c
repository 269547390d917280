/*
 * driver: runs a target without libFuzzer: over every file of its corpus, and over the
 * same files altered a few hundred times, the same way each run. TAP.
 *
 *     fuzz_form CORPUS-FOLDER
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include "fuzz.h"

#define FILE_MAX (256u << 10)
#define ALTERED 400

static uint32_t state = 2463534242u; /* xorshift32 */

static uint32_t chance(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return n ? state % n : 0;
}

/* Flips, overwrites, cuts, doubles; *len stays within room. */
static void alter(uint8_t *at, size_t *len, size_t room)
{
    static const uint8_t odd[] = { 0, '\n', '\r', '"', '%', '&', '=', ':', '{', '}', 0x7f, 0x80,
                                   0xc0, 0xed, 0xff, '-', '9', ' ', '\\', '[' };
    size_t where, part;

    for (uint32_t n = 1 + chance(4); n > 0; n--) {
        where = chance((uint32_t)*len + 1);
        part = chance(32);
        switch (chance(4)) {
        case 0:
            if (where < *len)
                at[where] ^= (uint8_t)(1u << chance(8));
            break;
        case 1:
            if (where < *len)
                at[where] = odd[chance(sizeof odd)];
            break;
        case 2: /* a piece is gone */
            if (where + part <= *len) {
                memmove(at + where, at + where + part, *len - where - part);
                *len -= part;
            }
            break;
        default: /* a piece comes twice */
            if (where + part <= *len && *len + part <= room) {
                memmove(at + where + part, at + where, *len - where);
                *len += part;
            }
        }
    }
}

static bool run_file(const char *folder, const char *name)
{
    static uint8_t whole[FILE_MAX], part[FILE_MAX + 256];
    char path[512];
    size_t len, altered;
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    f = fopen(path, "rb");
    if (!f)
        return false;
    len = fread(whole, 1, sizeof whole, f);
    fclose(f);
    LLVMFuzzerTestOneInput(whole, len);
    for (int n = 0; n < ALTERED; n++) {
        memcpy(part, whole, len);
        altered = len;
        alter(part, &altered, sizeof part);
        LLVMFuzzerTestOneInput(part, altered);
    }
    return true;
}

int main(int argc, char **argv)
{
    struct dirent **names;
    int count = argc == 2 ? scandir(argv[1], &names, NULL, alphasort) : -1, ran = 0;

    if (count < 0) {
        fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
        return 2;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 0; i < count; i++) {
        if (names[i]->d_name[0] != '.') {
            ran++;
            printf("%sok %d - %s and %d alterations of it\n",
                   run_file(argv[1], names[i]->d_name) ? "" : "not ", ran, names[i]->d_name,
                   ALTERED);
            fflush(stdout);
        }
        free(names[i]);
    }
    free(names);
    printf("1..%d\n", ran);
    return ran > 0 ? 0 : 1;
}
