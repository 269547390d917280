/*
 * fault_vfs: see fault_vfs.h. The shim sits between SQLite and its own unix
 * layer (as SQLite's test_vfs.c and test6.c do), and keeps, for each file, what
 * it was at its last sync and every change since.
 */
#include "fault_vfs.h"
#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 512
#define FILES_MAX 16
#define SECTOR 512

struct change {
    sqlite3_int64 at;
    int len; /* -1: a truncation to `at` */
    unsigned char *bytes;
};

/* A file of the machine, whoever has it open. */
struct disk_file {
    char path[PATH_BYTES];
    bool dirty;
    unsigned char *synced; /* the whole file as it was when the power cannot take it */
    long synced_len;
    struct change *changes;
    size_t changes_len;
};

struct disk {
    sqlite3_vfs vfs, *real;
    struct fault_plan plan;
    long calls;
    bool fired, dead;
    struct disk_file files[FILES_MAX];
    size_t files_len;
};

struct handle {
    sqlite3_file base;
    struct disk_file *file; /* NULL: a temporary file */
    sqlite3_file *real;     /* in the memory after this struct */
};

static struct disk disk;

static void *must(void *at)
{
    assert(at);
    return at;
}

static void forget_changes(struct disk_file *f)
{
    for (size_t i = 0; i < f->changes_len; i++)
        free(f->changes[i].bytes);
    free(f->changes);
    free(f->synced);
    f->changes = NULL;
    f->synced = NULL;
    f->changes_len = 0;
    f->dirty = false;
}

static void forget_all(void)
{
    for (size_t i = 0; i < disk.files_len; i++)
        forget_changes(&disk.files[i]);
    disk.files_len = 0;
}

static struct disk_file *disk_file(const char *path)
{
    if (!path)
        return NULL;
    for (size_t i = 0; i < disk.files_len; i++)
        if (strcmp(disk.files[i].path, path) == 0)
            return &disk.files[i];
    assert(disk.files_len < FILES_MAX && strlen(path) < PATH_BYTES);
    struct disk_file *f = &disk.files[disk.files_len++];
    *f = (struct disk_file){ .dirty = false };
    strncpy(f->path, path, PATH_BYTES - 1);
    return f;
}

/* Remembers the file as the last sync left it, before its first change since. */
static void remember(struct disk_file *f)
{
    struct stat st;
    int fd = open(f->path, O_RDONLY | O_CLOEXEC);

    if (f->dirty) {
        close(fd);
        return;
    }
    f->dirty = true;
    f->synced_len = fd >= 0 && fstat(fd, &st) == 0 ? (long)st.st_size : 0;
    f->synced = must(malloc((size_t)f->synced_len + 1));
    long got = fd >= 0 ? (long)pread(fd, f->synced, (size_t)f->synced_len, 0) : 0;
    assert(got == f->synced_len);
    (void)got;
    close(fd);
}

static void note_change(struct disk_file *f, sqlite3_int64 at, const void *bytes, int len)
{
    if (!f || !disk.plan.power || disk.dead)
        return;
    remember(f);
    f->changes = must(realloc(f->changes, (f->changes_len + 1) * sizeof *f->changes));
    struct change *c = &f->changes[f->changes_len++];
    *c = (struct change){ .at = at, .len = len };
    if (len > 0) {
        c->bytes = must(malloc((size_t)len));
        memcpy(c->bytes, bytes, (size_t)len);
    }
}

/* The file after the power came back: each change since the last sync is there, or not, or
 * only its first sectors are. */
static void lose_power_over(struct disk_file *f, unsigned *seed)
{
    int fd = open(f->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    assert(fd >= 0);
    bool fine = ftruncate(fd, 0) == 0 &&
                pwrite(fd, f->synced, (size_t)f->synced_len, 0) == (ssize_t)f->synced_len;
    for (size_t i = 0; i < f->changes_len && fine; i++) {
        const struct change *c = &f->changes[i];
        int fate = rand_r(seed) % 4; /* 0, 1 kept; 2 lost; 3 torn */
        size_t len = c->len > 0 ? (size_t)c->len : 0;

        if (fate == 2)
            continue;
        if (c->len < 0) {
            fine = ftruncate(fd, c->at) == 0;
            continue;
        }
        if (fate == 3 && len > SECTOR)
            len = SECTOR * (1 + (size_t)rand_r(seed) % (len / SECTOR));
        if (len > (size_t)c->len)
            len = (size_t)c->len;
        fine = pwrite(fd, c->bytes, len, c->at) == (ssize_t)len;
    }
    assert(fine);
    (void)fine;
    close(fd);
}

static void lose_power(void)
{
    unsigned seed = disk.plan.seed;

    for (size_t i = 0; i < disk.files_len; i++)
        if (disk.files[i].dirty)
            lose_power_over(&disk.files[i], &seed);
    disk.dead = true;
}

/* Counts one call that changes the disk; 0, or the code it must fail with. */
static int fault(int ioerr)
{
    if (disk.dead)
        return ioerr;
    disk.calls++;
    if (disk.plan.nth == 0 || disk.calls < disk.plan.nth ||
        (disk.calls > disk.plan.nth && !disk.plan.forever))
        return SQLITE_OK;
    disk.fired = true;
    if (disk.plan.power)
        lose_power();
    return disk.plan.code == SQLITE_IOERR || disk.plan.power ? ioerr : disk.plan.code;
}

static struct handle *handle_of(sqlite3_file *file)
{
    return (struct handle *)file;
}

static int file_close(sqlite3_file *file)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xClose(real);
}

static int file_read(sqlite3_file *file, void *out, int len, sqlite3_int64 at)
{
    sqlite3_file *real = handle_of(file)->real;

    return disk.dead ? SQLITE_IOERR_READ : real->pMethods->xRead(real, out, len, at);
}

static int file_write(sqlite3_file *file, const void *bytes, int len, sqlite3_int64 at)
{
    sqlite3_file *real = handle_of(file)->real;
    int rc = fault(SQLITE_IOERR_WRITE);

    if (rc != SQLITE_OK)
        return rc;
    note_change(handle_of(file)->file, at, bytes, len);
    return real->pMethods->xWrite(real, bytes, len, at);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_file *real = handle_of(file)->real;
    int rc = fault(SQLITE_IOERR_TRUNCATE);

    if (rc != SQLITE_OK)
        return rc;
    note_change(handle_of(file)->file, size, NULL, -1);
    return real->pMethods->xTruncate(real, size);
}

static int file_sync(sqlite3_file *file, int flags)
{
    sqlite3_file *real = handle_of(file)->real;
    int rc = fault(SQLITE_IOERR_FSYNC);

    if (rc != SQLITE_OK)
        return rc;
    if (handle_of(file)->file)
        forget_changes(handle_of(file)->file);
    return real->pMethods->xSync(real, flags);
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xFileSize(real, size);
}

static int file_lock(sqlite3_file *file, int level)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xLock(real, level);
}

static int file_unlock(sqlite3_file *file, int level)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xUnlock(real, level);
}

static int file_reserved(sqlite3_file *file, int *out)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xCheckReservedLock(real, out);
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xFileControl(real, op, arg);
}

static int file_sector(sqlite3_file *file)
{
    (void)file;
    return SECTOR;
}

/* Promises nothing: no atomic writes, no order. */
static int file_traits(sqlite3_file *file)
{
    (void)file;
    return 0;
}

static int file_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    sqlite3_file *real = handle_of(file)->real;
    int rc = extend ? fault(SQLITE_IOERR_SHMMAP) : SQLITE_OK;

    return rc != SQLITE_OK ? rc : real->pMethods->xShmMap(real, page, size, extend, out);
}

static int file_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xShmLock(real, offset, n, flags);
}

static void file_shm_barrier(sqlite3_file *file)
{
    sqlite3_file *real = handle_of(file)->real;

    real->pMethods->xShmBarrier(real);
}

static int file_shm_unmap(sqlite3_file *file, int delete_it)
{
    sqlite3_file *real = handle_of(file)->real;

    return real->pMethods->xShmUnmap(real, disk.dead ? 0 : delete_it);
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
    struct handle *h = handle_of(file);
    int rc = flags & SQLITE_OPEN_READWRITE ? fault(SQLITE_CANTOPEN) : SQLITE_OK;

    (void)vfs;
    h->base.pMethods = NULL;
    if (rc != SQLITE_OK)
        return rc;
    h->real = (sqlite3_file *)(h + 1);
    rc = disk.real->xOpen(disk.real, path, h->real, flags, out);
    if (rc != SQLITE_OK)
        return rc;
    h->file = disk_file(path);
    h->base.pMethods = &file_methods;
    return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    int rc = fault(SQLITE_IOERR_DELETE);

    (void)vfs;
    if (rc != SQLITE_OK)
        return rc;
    struct disk_file *f = disk_file(path);
    if (f)
        forget_changes(f);
    return disk.real->xDelete(disk.real, path, sync);
}

void fault_install(void)
{
    sqlite3_initialize();
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "fault";
    disk.vfs.pNext = NULL;
    disk.vfs.szOsFile = (int)sizeof(struct handle) + disk.real->szOsFile;
    disk.vfs.xOpen = disk_open;
    disk.vfs.xDelete = disk_delete;
    sqlite3_vfs_register(&disk.vfs, 1);
}

void fault_arm(struct fault_plan plan)
{
    forget_all();
    disk.plan = plan;
    disk.plan.forever |= plan.power;
    disk.calls = 0;
    disk.fired = disk.dead = false;
}

void fault_disarm(void)
{
    disk.plan = (struct fault_plan){ .nth = 0 };
    disk.dead = false;
    forget_all();
}

bool fault_fired(void)
{
    return disk.fired;
}

long fault_calls(void)
{
    return disk.calls;
}

static void empty_folder(const char *folder)
{
    DIR *d = opendir(folder);

    assert(d);
    for (struct dirent *e = readdir(d); e; e = readdir(d))
        if (e->d_name[0] != '.')
            unlinkat(dirfd(d), e->d_name, 0);
    closedir(d);
}

/* One plan for every n; gives the number of runs. */
static long torture_plan(const struct torture *t, const char *folder, struct fault_plan plan)
{
    for (plan.nth = 1;; plan.nth++) {
        empty_folder(folder);
        memset(t->promised, 0, t->promised_size);
        fault_arm(plan);
        t->run(folder, t->promised);
        bool fired = fault_fired();
        fault_disarm();
        t->check(folder, t->promised);
        if (!fired)
            return plan.nth;
    }
}

void torture_each(const struct torture *t)
{
    static const struct fault_plan plans[] = {
        { .code = SQLITE_IOERR },
        { .code = SQLITE_IOERR, .forever = true },
        { .code = SQLITE_FULL },
        { .code = SQLITE_FULL, .forever = true },
        { .power = true, .seed = 1 },
        { .power = true, .seed = 2 },
        { .power = true, .seed = 3 },
    };
    char folder[] = "/tmp/posko-torture-XXXXXX";
    long runs = 0;

    if (!mkdtemp(folder))
        assert(!"no folder to work in");
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++)
        runs += torture_plan(t, folder, plans[i]);
    empty_folder(folder);
    rmdir(folder);
    printf("# %s: %ld runs\n", t->name, runs);
}
