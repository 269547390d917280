/* file: see the header. */
#include "base/file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *file_join(struct arena *arena, const char *path, const char *name)
{
    return arena_printf(arena, "%s/%s", path, name).at;
}

static enum err read_all(struct cx *cx, int fd, const char *path, size_t max, struct bytes *out)
{
    size_t room = 8192, len = 0;
    uint8_t *at = arena_alloc(cx->arena, 1, room);

    while (at) {
        ssize_t got = read(fd, at + len, room - len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", path, strerror(errno));
        if (got == 0) {
            *out = (struct bytes){ at, len };
            return OK;
        }
        len += (size_t)got;
        if (len > max)
            break;
        if (len == room) {
            at = arena_grow(cx->arena, at, room, room * 2);
            room *= 2;
        }
    }
    return FAIL(cx, ERR_TOO_LARGE, "%s: larger than %zu bytes", path, max);
}

enum err file_read(struct cx *cx, const char *path, size_t max, struct bytes *out)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    enum err err;

    if (fd < 0)
        return FAIL(cx, errno == ENOENT ? ERR_NOT_FOUND : ERR_UNAVAILABLE, "%s: %s", path,
                    strerror(errno));
    err = read_all(cx, fd, path, max, out);
    if (fd != STDIN_FILENO)
        close(fd);
    return err;
}

static bool write_all(int fd, struct bytes content)
{
    while (content.len > 0) {
        ssize_t put = write(fd, content.at, content.len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        content.at += put;
        content.len -= (size_t)put;
    }
    return fsync(fd) == 0;
}

/* A rename is durable when its directory is synced. */
static void sync_directory(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str dir =
        slash ? arena_copy(arena, str_first(str_of(path), (size_t)(slash - path) + 1)) : STR(".");
    int fd = dir.at ? open(dir.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

enum err file_write(struct cx *cx, const char *path, struct bytes content, bool fresh)
{
    const char *beside = arena_printf(cx->arena, "%s.new", path).at;
    bool fine;
    int fd;

    if (!beside)
        return FAIL(cx, ERR_TOO_LARGE, "path");
    if (fresh && access(path, F_OK) == 0)
        return FAIL(cx, ERR_CONFLICT, "%s: exists", path);
    fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", beside, strerror(errno));
    fine = write_all(fd, content);
    fine = close(fd) == 0 && fine;
    if (!fine || rename(beside, path) != 0) {
        (void)unlink(beside);
        return FAIL(cx, ERR_UNAVAILABLE, "%s: %s", path, strerror(errno));
    }
    sync_directory(cx->arena, path);
    return OK;
}

#define NAMES_MAX 1000

/* Puts the name in its place: there are few. */
static enum err name_add(struct cx *cx, struct str name, struct file_names *names)
{
    struct str copy = arena_copy(cx->arena, name);
    size_t at = names->len;

    if (!copy.at || names->len == NAMES_MAX)
        return FAIL(cx, ERR_TOO_LARGE, "too many files");
    for (; at > 0 && str_cmp(names->at[at - 1], copy) > 0; at--)
        names->at[at] = names->at[at - 1];
    names->at[at] = copy;
    names->len++;
    return OK;
}

enum err file_list(struct cx *cx, const char *dir, struct str suffix, struct file_names *out)
{
    struct file_names names = { ARENA_ARRAY(cx->arena, struct str, NAMES_MAX), 0 };
    DIR *d = opendir(dir);
    struct dirent *e;
    enum err err = names.at ? OK : FAIL(cx, ERR_TOO_LARGE, "file names");

    while (d && err == OK && (e = readdir(d)))
        if (str_ends(str_of(e->d_name), suffix))
            err = name_add(cx, str_of(e->d_name), &names);
    if (d)
        closedir(d);
    if (err == OK)
        *out = names;
    return err;
}
