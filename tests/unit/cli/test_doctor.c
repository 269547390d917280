/*
 * doctor: goal: what a machine says of itself is read for what it is. Method: a folder stands
 * for the root of the file system, with the few files that a check reads; the check's
 * finding is compared. The directory's and the post's own checks are in tests/flow/doctor.mjs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "base/file.h"
#include "cli/doctor.h"

static char root[] = "/tmp/posko-doctor-XXXXXX";
static struct arena *arena;

static void put(const char *path, const char *text)
{
    char at[300];
    FILE *f;

    snprintf(at, sizeof at, "%s%s", root, path);
    for (char *slash = at + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        (void)mkdir(at, 0700);
        *slash = '/';
    }
    f = fopen(at, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static enum finding finding_of(const char *name, int server)
{
    struct cx cx = cx_system(arena);
    struct patient p = { .cx = &cx, .dir = root, .root = root, .server = server };
    struct found f = { FINDING_UNKNOWN, STR("") };

    for (size_t i = 0; i < doctor_machine_len; i++)
        if (strcmp(doctor_machine[i].name, name) == 0) {
            doctor_machine[i].look(&p, &f);
            return f.finding;
        }
    fail_msg("no check %s", name);
    return FINDING_UNKNOWN;
}

#define SWAPS "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"

/* Forms of the files: proc(5), core(5), Documentation/admin-guide/LSM/Yama.rst. */
static const struct {
    const char *check, *path, *text;
    enum finding finding;
} machines[] = {
    { "swap", "/proc/swaps", SWAPS, FINDING_FINE },
    { "swap", "/proc/swaps", SWAPS "/dev/vda2 partition 1 0 -2\n", FINDING_WEAK },
    { "swap", "/proc/swaps", SWAPS "/swapfile file 1 0 -2\n", FINDING_WEAK },
    { "swap", "/proc/swaps", SWAPS "/dev/zram0 partition 1 0 100\n", FINDING_FINE },
    { "swap", "/proc/swaps", SWAPS "/dev/dm-1 partition 1 0 -2\n", FINDING_FINE },
    { "swap", "/proc/swaps", SWAPS "/dev/dm-2 partition 1 0 -2\n", FINDING_WEAK },
    { "swap", "/proc/swaps", SWAPS "/dev/dm-1 partition 1 0 -2\n/dev/vda2 partition 1 0 -3\n",
      FINDING_WEAK },
    { "core", "/proc/sys/kernel/core_pattern", "core\n", FINDING_FINE },
    { "core", "/proc/sys/kernel/core_pattern", "|/lib/systemd/systemd-coredump %P\n",
      FINDING_WEAK },
    { "ptrace", "/proc/sys/kernel/yama/ptrace_scope", "0\n", FINDING_WEAK },
    { "ptrace", "/proc/sys/kernel/yama/ptrace_scope", "1\n", FINDING_FINE },
    { "seccomp", "/proc/sys/kernel/seccomp/actions_avail", "kill_process errno allow\n",
      FINDING_FINE },
    { "seccomp", "/proc/sys/kernel/seccomp/actions_avail", "allow\n", FINDING_WEAK },
    { "process", "/proc/7/status", "Uid:\t998\t998\t998\t998\nNoNewPrivs:\t1\nSeccomp:\t2\n",
      FINDING_FINE },
    { "process", "/proc/7/status", "Uid:\t0\t0\t0\t0\nNoNewPrivs:\t1\nSeccomp:\t2\n",
      FINDING_WEAK },
    { "process", "/proc/7/status", "Uid:\t998\t998\t998\t998\nNoNewPrivs:\t1\nSeccomp:\t0\n",
      FINDING_WEAK },
    { "process", "/proc/7/status", "Uid:\t998\t998\t998\t998\nNoNewPrivs:\t0\nSeccomp:\t2\n",
      FINDING_WEAK },
    { "unit", "/proc/7/cgroup", "0::/system.slice/posko.service\n", FINDING_FINE },
    { "unit", "/proc/7/cgroup", "0::/user.slice/user-0.slice/session-1.scope\n", FINDING_WEAK },
};

static void a_machine_is_read_for_what_it_is(void **state)
{
    (void)state;
    put("/sys/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap\n");
    put("/sys/block/dm-2/dm/uuid", "LVM-abcdef\n");
    for (size_t i = 0; i < COUNT_OF(machines); i++) {
        put(machines[i].path, machines[i].text);
        if (finding_of(machines[i].check, 7) != machines[i].finding)
            fail_msg("%s: %s", machines[i].check, machines[i].text);
    }
}

static void a_journal_that_is_kept_is_told(void **state)
{
    (void)state;
    assert_int_equal(finding_of("journal", 0), FINDING_FINE);
    put("/var/log/journal/id", "");
    assert_int_equal(finding_of("journal", 0), FINDING_WEAK);
}

static void of_a_server_that_does_not_run_nothing_is_known(void **state)
{
    (void)state;
    assert_int_equal(finding_of("process", 0), FINDING_UNKNOWN);
    assert_int_equal(finding_of("unit", 0), FINDING_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_is_read_for_what_it_is),
        cmocka_unit_test(a_journal_that_is_kept_is_told),
        cmocka_unit_test(of_a_server_that_does_not_run_nothing_is_known),
    };
    char away[64];
    int failed;

    arena = arena_new(8u << 20);
    if (!arena || !mkdtemp(root))
        return 1;
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    snprintf(away, sizeof away, "rm -rf %s", root);
    return system(away) == 0 ? failed : 1;
}
