/* doctor_files: the post's directory: whose it is, who else may read it, what it lies on. */
#include "cli/doctor.h"
#include "action/ledger.h"
#include "base/file.h"
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#define ROOM_BYTES (UINT64_C(1) << 30)
#define ROOM_PERCENT 10

static const char *owner_name(uid_t uid)
{
    const struct passwd *who = getpwuid(uid);

    return who ? who->pw_name : "?";
}

static void look_folder(struct patient *p, struct found *out)
{
    struct stat st;

    if (stat(p->dir, &st) == 0)
        found_put(p, out, st.st_mode & 077 ? FINDING_WEAK : FINDING_FINE, "%04o, %s",
                  (unsigned)st.st_mode & 07777, owner_name(st.st_uid));
}

static void look_owner(struct patient *p, struct found *out)
{
    struct stat st;

    if (stat(p->dir, &st) == 0)
        found_put(p, out, st.st_uid == 0 ? FINDING_WEAK : FINDING_FINE, "%s",
                  owner_name(st.st_uid));
}

/* The first of them that others may touch, that is somebody else's, or is missing though it
 * must be there. */
static void look_names(struct patient *p, const char *const *names, size_t len, mode_t open_to,
                       struct found *out)
{
    struct stat home, st;

    if (stat(p->dir, &home) != 0)
        return;
    for (size_t i = 0; i < len; i++) {
        const char *path = file_join(p->cx->arena, p->dir, names[i]);

        if (!path || lstat(path, &st) != 0) {
            if (strchr(names[i], '-')) /* posko.db-wal comes and goes */
                continue;
            found_put(p, out, FINDING_WEAK, "%s: -", names[i]);
            return;
        }
        if (st.st_mode & open_to || st.st_uid != home.st_uid || !S_ISREG(st.st_mode)) {
            found_put(p, out, FINDING_WEAK, "%s: %04o, %s", names[i], (unsigned)st.st_mode & 07777,
                      owner_name(st.st_uid));
            return;
        }
    }
    found_put(p, out, FINDING_FINE, "%s", owner_name(home.st_uid));
}

static void look_keys(struct patient *p, struct found *out)
{
    static const char *const names[] = { "server.key", LOG_KEY_FILE };

    look_names(p, names, COUNT_OF(names), 077, out);
}

static void look_data(struct patient *p, struct found *out)
{
    static const char *const names[] = { "posko.db", "posko.db-wal", "posko.db-shm",
                                         LOG_MEMORY_FILE };

    look_names(p, names, COUNT_OF(names), 077, out);
}

static void look_config(struct patient *p, struct found *out)
{
    static const char *const names[] = { "posko.conf", "policy" };

    look_names(p, names, COUNT_OF(names), 022, out);
}

/* What forgets at a power cut, or answers a sync before the disk has it. */
static void look_filesystem(struct patient *p, struct found *out)
{
    static const struct {
        unsigned long magic;
        const char *name;
    } frail[] = {
        { 0x01021994, "tmpfs" }, { 0x858458f6, "ramfs" }, { 0x794c7630, "overlayfs" },
        { 0x6969, "nfs" },       { 0xff534d42, "cifs" },  { 0xfe534d42, "smb2" },
        { 0x517b, "smb" },       { 0x01021997, "9p" },    { 0x65735546, "fuse" },
        { 0x5346414f, "afs" },   { 0x4d44, "vfat" },      { 0x2011bab0, "exfat" },
    };
    struct statfs fs;

    if (statfs(p->dir, &fs) != 0)
        return;
    for (size_t i = 0; i < COUNT_OF(frail); i++)
        if ((unsigned long)fs.f_type == frail[i].magic) {
            found_put(p, out, FINDING_WEAK, "%s", frail[i].name);
            return;
        }
    found_put(p, out, FINDING_FINE, "%#lx", (unsigned long)fs.f_type);
}

static void look_room(struct patient *p, struct found *out)
{
    struct statvfs fs;
    uint64_t free_bytes, all;

    if (statvfs(p->dir, &fs) != 0)
        return;
    free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
    all = (uint64_t)fs.f_blocks * fs.f_frsize;
    found_put(p, out,
              free_bytes < ROOM_BYTES || free_bytes * 100 < all * ROOM_PERCENT ? FINDING_WEAK
                                                                               : FINDING_FINE,
              "%llu MiB / %llu MiB", (unsigned long long)(free_bytes >> 20),
              (unsigned long long)(all >> 20));
}

/* Bytes 18 and 19 of the file say how it is written: 2 is the write-ahead log. */
static void look_database(struct patient *p, struct found *out)
{
    const char *path = file_join(p->cx->arena, p->dir, "posko.db");
    uint8_t head[20] = { 0 };
    FILE *f = path ? fopen(path, "re") : NULL;
    size_t got = f ? fread(head, 1, sizeof head, f) : 0;

    if (f)
        fclose(f);
    if (got == sizeof head && memcmp(head, "SQLite format 3", 16) == 0)
        found_put(p, out, head[18] == 2 && head[19] == 2 ? FINDING_FINE : FINDING_WEAK, "%s",
                  head[18] == 2 ? "WAL" : "no WAL");
    else
        found_put(p, out, got ? FINDING_WEAK : FINDING_UNKNOWN, "posko.db");
}

/* Nobody records where copies go: the post cannot know, and says so. */
static void look_backup(struct patient *p, struct found *out)
{
    found_put(p, out, FINDING_UNKNOWN, "%s", "");
}

const struct check doctor_files[] = {
    { "folder", P3, T_DOCTOR_FOLDER, T_DOCTOR_FOLDER_MEANS, T_DOCTOR_FOLDER_DO, look_folder },
    { "owner", P3, T_DOCTOR_OWNER, T_DOCTOR_OWNER_MEANS, T_DOCTOR_OWNER_DO, look_owner },
    { "keys", P2 | P3, T_DOCTOR_KEYS, T_DOCTOR_KEYS_MEANS, T_DOCTOR_KEYS_DO, look_keys },
    { "data", P3, T_DOCTOR_DATA, T_DOCTOR_DATA_MEANS, T_DOCTOR_DATA_DO, look_data },
    { "config", P2, T_DOCTOR_CONFIG, T_DOCTOR_CONFIG_MEANS, T_DOCTOR_CONFIG_DO, look_config },
    { "filesystem", P1, T_DOCTOR_FILESYSTEM, T_DOCTOR_FILESYSTEM_MEANS, T_DOCTOR_FILESYSTEM_DO,
      look_filesystem },
    { "room", P1, T_DOCTOR_ROOM, T_DOCTOR_ROOM_MEANS, T_DOCTOR_ROOM_DO, look_room },
    { "database", P1, T_DOCTOR_DATABASE, T_DOCTOR_DATABASE_MEANS, T_DOCTOR_DATABASE_DO,
      look_database },
    { "backup", P1, T_DOCTOR_BACKUP, T_DOCTOR_BACKUP_MEANS, T_DOCTOR_BACKUP_DO, look_backup },
};
const size_t doctor_files_len = COUNT_OF(doctor_files);
