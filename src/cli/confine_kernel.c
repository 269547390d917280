/*
 * confine_kernel: the second step of confine.h: landlock's rules and seccomp's filter.
 * Landlock has no wrappers in glibc; its constants past the headers' are from the kernel's
 * own include/uapi/linux/landlock.h.
 */
#include "cli/confine.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RIGHTS_1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1) /* all of the first version */
#define RIGHT_REFER (UINT64_C(1) << 13)                   /* since the second */
#define RIGHT_TRUNCATE (UINT64_C(1) << 14)                /* since the third */
#define DIR_RIGHTS                                                                             \
    (READ_RIGHTS | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE              \
     | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR \
     | RIGHT_REFER | RIGHT_TRUNCATE)

/* What the C library, curl's names and certificates, and the time zone are read from. */
static const char *const read_only[] = { "/usr", "/lib", "/lib64", "/etc", "/proc", "/sys/devices",
                                         "/run/systemd/resolve", "/run/resolvconf" };
static const char *const devices[] = { "/dev/null", "/dev/urandom", "/dev/random", "/dev/zero" };

static uint64_t rights_known(long version)
{
    uint64_t rights = RIGHTS_1;

    if (version >= 2)
        rights |= RIGHT_REFER;
    if (version >= 3)
        rights |= RIGHT_TRUNCATE;
    return rights;
}

/* A path that is not there needs no rule. */
static bool allow(int rules, const char *path, uint64_t rights)
{
    struct landlock_path_beneath_attr rule = { .allowed_access = rights };
    bool fine;

    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return errno == ENOENT || errno == EACCES;
    fine = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(rule.parent_fd);
    return fine;
}

const char *confine_files(const char *dir)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    struct landlock_ruleset_attr attr = { .handled_access_fs = 0 };
    int rules;
    bool fine;

    if (version < 2) /* the first could not tell a rename between two folders of DIR */
        return "this kernel has no landlock, an old one, or it is switched off";
    attr.handled_access_fs = rights_known(version);
    rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0)
        return "landlock refuses its rules";
    fine = allow(rules, dir, DIR_RIGHTS & attr.handled_access_fs);
    for (size_t i = 0; fine && i < COUNT_OF(read_only); i++)
        fine = allow(rules, read_only[i], READ_RIGHTS);
    for (size_t i = 0; fine && i < COUNT_OF(devices); i++)
        fine = allow(rules, devices[i],
                     LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
    fine = fine && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
           && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return fine ? NULL : "landlock refuses its rules";
}

/* Refused with EPERM rather than deadly: what a library tries and can do without must not end
 * the post. No honest path of the program needs any of it once it serves. */
static const int refused[] = {
    /* other programs and processes */
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(kcmp), SCMP_SYS(memfd_create),
    SCMP_SYS(memfd_secret), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(bpf),
    /* calls that pass by a filter */
    SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register),
    SCMP_SYS(personality), SCMP_SYS(modify_ldt),
    /* the machine */
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot),
    SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(fsconfig),
    SCMP_SYS(fsmount), SCMP_SYS(fspick), SCMP_SYS(mount_setattr), SCMP_SYS(setns),
    SCMP_SYS(unshare), SCMP_SYS(swapon), SCMP_SYS(swapoff), SCMP_SYS(reboot), SCMP_SYS(acct),
    SCMP_SYS(quotactl), SCMP_SYS(sethostname), SCMP_SYS(setdomainname), SCMP_SYS(syslog),
    SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(init_module),
    SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(iopl), SCMP_SYS(ioperm),
    SCMP_SYS(settimeofday), SCMP_SYS(clock_settime), SCMP_SYS(clock_adjtime), SCMP_SYS(adjtimex),
    SCMP_SYS(open_by_handle_at), SCMP_SYS(mknod), SCMP_SYS(mknodat),
    /* keys of others, and who it is */
    SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(setuid),
    SCMP_SYS(setgid), SCMP_SYS(setreuid), SCMP_SYS(setregid), SCMP_SYS(setresuid),
    SCMP_SYS(setresgid), SCMP_SYS(setgroups), SCMP_SYS(setfsuid), SCMP_SYS(setfsgid),
    SCMP_SYS(capset),
};

/* New threads yes, new processes no; no memory that is written and then run. */
static bool refuse_by_argument(scmp_filter_ctx f)
{
    const uint32_t no = SCMP_ACT_ERRNO(EPERM);
    const uint64_t both = PROT_WRITE | PROT_EXEC;

    return seccomp_rule_add(f, no, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0
           /* its flags lie in memory where a filter cannot read; the C library then uses clone */
           && seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0
           && seccomp_rule_add(f, no, SCMP_SYS(mmap), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, both, both)) == 0
           && seccomp_rule_add(f, no, SCMP_SYS(mprotect), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)) == 0
           && seccomp_rule_add(f, no, SCMP_SYS(pkey_mprotect), 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC)) == 0;
}

const char *confine_calls(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ALLOW);
    bool fine = f != NULL;

    for (size_t i = 0; fine && i < COUNT_OF(refused); i++) {
        int made = seccomp_rule_add(f, SCMP_ACT_ERRNO(EPERM), refused[i], 0);

        fine = made == 0 || refused[i] < 0; /* below 0: not of this architecture */
    }
    fine = fine && refuse_by_argument(f) && seccomp_load(f) == 0;
    seccomp_release(f);
    return fine ? NULL : "this kernel has no seccomp filters";
}
