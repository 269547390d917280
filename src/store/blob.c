/* blob: see the header. */
#include "store/blob.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define PATH_BYTES 4096

struct path {
    char at[PATH_BYTES];
};

static enum err failed(struct cx *cx, const char *what)
{
    return FAIL(cx, ERR_UNAVAILABLE, "evidence: %s: %s", what, strerror(errno));
}

static struct path folder(const char *data_dir, const char *part)
{
    struct path p;

    (void)snprintf(p.at, sizeof p.at, "%s/evidence%s", data_dir, part);
    return p;
}

static struct path file(const char *data_dir, const char *part, struct blob_id id)
{
    struct path p;
    char hex[2 * sizeof id.b + 1];

    for (size_t i = 0; i < sizeof id.b; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", id.b[i]);
    (void)snprintf(p.at, sizeof p.at, "%s/evidence/%s/%s", data_dir, part, hex);
    return p;
}

enum err blob_home(struct cx *cx, const char *data_dir)
{
    static const char *const parts[] = { "", "/arriving", "/kept" };

    if (strlen(data_dir) > PATH_BYTES - 64)
        return FAIL(cx, ERR_INVALID, "the path of the post is too long");
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (mkdir(folder(data_dir, parts[i]).at, 0700) != 0 && errno != EEXIST)
            return failed(cx, "mkdir");
    return OK;
}

void blob_close(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static enum err folder_sync(struct cx *cx, const char *data_dir, const char *part)
{
    AUTO(blob_close) int fd = open(folder(data_dir, part).at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd >= 0 && fsync(fd) == 0 ? OK : failed(cx, "sync of a folder");
}

enum err blob_open(struct cx *cx, const char *data_dir, struct blob_id id, uint64_t at, int *fd)
{
    struct path p = file(data_dir, "arriving", id);
    int opened = open(p.at, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (at == 0 ? O_CREAT : 0), 0600);
    struct stat st;
    enum err err = OK;

    if (opened < 0)
        return errno == ENOENT ? FAIL(cx, ERR_CORRUPT, "evidence: what arrived is gone")
                               : failed(cx, "open");
    if (fstat(opened, &st) != 0)
        err = failed(cx, "stat");
    else if ((uint64_t)st.st_size < at)
        err = FAIL(cx, ERR_CORRUPT, "evidence: some of what arrived is gone");
    else if (ftruncate(opened, (off_t)at) != 0 || lseek(opened, 0, SEEK_END) < 0)
        err = failed(cx, "truncate");
    else if (at == 0) /* its name must outlive a power cut too */
        err = folder_sync(cx, data_dir, "/arriving");
    if (err != OK)
        close(opened);
    else
        *fd = opened;
    return err;
}

enum err blob_append(struct cx *cx, int fd, struct bytes bytes)
{
    while (bytes.len > 0) {
        ssize_t n = write(fd, bytes.at, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return failed(cx, "write");
        bytes.at += n;
        bytes.len -= (size_t)n;
    }
    return OK;
}

enum err blob_sync(struct cx *cx, int fd)
{
    return fdatasync(fd) == 0 ? OK : failed(cx, "sync");
}

enum err blob_keep(struct cx *cx, const char *data_dir, struct blob_id id)
{
    struct path from = file(data_dir, "arriving", id), to = file(data_dir, "kept", id);

    if (rename(from.at, to.at) != 0 && (errno != ENOENT || access(to.at, F_OK) != 0))
        return failed(cx, "rename");
    return folder_sync(cx, data_dir, "/kept");
}

enum err blob_read(struct cx *cx, const char *data_dir, struct blob_id id, uint64_t at,
                   uint8_t *out, size_t len)
{
    AUTO(blob_close) int fd =
        open(file(data_dir, "kept", id).at, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return errno == ENOENT ? FAIL(cx, ERR_NOT_FOUND, "evidence: no such file")
                               : failed(cx, "open");
    while (len > 0) {
        ssize_t n = pread(fd, out, len, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return failed(cx, "read");
        if (n == 0)
            return FAIL(cx, ERR_CORRUPT, "evidence: the file was cut");
        out += n;
        at += (uint64_t)n;
        len -= (size_t)n;
    }
    return OK;
}

void blob_drop(const char *data_dir, struct blob_id id)
{
    (void)unlink(file(data_dir, "arriving", id).at);
    (void)unlink(file(data_dir, "kept", id).at);
}

enum err blob_room(struct cx *cx, const char *data_dir, uint64_t *bytes)
{
    struct statvfs fs;

    if (statvfs(data_dir, &fs) != 0)
        return failed(cx, "statvfs");
    *bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
    return OK;
}
