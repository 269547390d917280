/* doctor_machine: the kernel, the clock, and what the system keeps of processes. */
#include "cli/doctor.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

#define LANDLOCK_VERSION_ASKED 1u /* LANDLOCK_CREATE_RULESET_VERSION */

/* zram stays in memory; a device mapper's name says whether it encrypts. */
static bool swap_is_safe(struct patient *p, struct str device)
{
    struct str name = device, uuid;

    if (str_starts(device, STR("/dev/zram")))
        return true;
    if (!str_starts(device, STR("/dev/dm-")))
        return false;
    name = arena_printf(p->cx->arena, "/sys/block/%.*s/dm/uuid", STR_FMT(str_from(device, 5)));
    uuid = name.at ? machine_line(p, name.at) : STR("");
    return str_starts(uuid, STR("CRYPT-"));
}

static void look_swap(struct patient *p, struct found *out)
{
    struct str rest = machine_text(p, "/proc/swaps"), line, device;
    bool first = true;

    if (rest.len == 0)
        return;
    found_put(p, out, FINDING_FINE, "-");
    while (str_cut(&rest, '\n', &line)) {
        if (!first && line.len && str_cut(&line, ' ', &device)) {
            bool safe = swap_is_safe(p, str_trim(device));

            found_put(p, out, safe ? FINDING_FINE : FINDING_WEAK, "%.*s", STR_FMT(device));
            if (!safe)
                return;
        }
        first = false;
    }
}

static void look_core(struct patient *p, struct found *out)
{
    struct str pattern = machine_line(p, "/proc/sys/kernel/core_pattern");

    if (pattern.len)
        found_put(p, out, str_starts(pattern, STR("|")) ? FINDING_WEAK : FINDING_FINE, "%.*s",
                  STR_FMT(pattern));
}

static void look_ptrace(struct patient *p, struct found *out)
{
    struct str scope = machine_line(p, "/proc/sys/kernel/yama/ptrace_scope");

    if (scope.len)
        found_put(p, out, str_is(scope, "0") ? FINDING_WEAK : FINDING_FINE, "ptrace_scope %.*s",
                  STR_FMT(scope));
    else
        found_put(p, out, FINDING_WEAK, "yama: -");
}

static void look_landlock(struct patient *p, struct found *out)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION_ASKED);

    found_put(p, out, version < 2 ? FINDING_WEAK : FINDING_FINE, "landlock %ld",
              version < 1 ? 0 : version);
}

static void look_seccomp(struct patient *p, struct found *out)
{
    struct str actions = machine_line(p, "/proc/sys/kernel/seccomp/actions_avail");

    found_put(p, out, str_find(actions, STR("errno")) == SIZE_MAX ? FINDING_WEAK : FINDING_FINE,
              "seccomp %s", actions.len ? "" : "-");
}

static void look_clock(struct patient *p, struct found *out)
{
    struct timex t = { .modes = 0 };
    int state = adjtimex(&t);

    if (state >= 0)
        found_put(p, out,
                  state == TIME_ERROR || t.status & STA_UNSYNC ? FINDING_WEAK : FINDING_FINE,
                  "%ld ms", t.esterror / 1000);
}

/* The line "Name:\tvalue" of /proc/PID/status. */
static struct str status_of(struct patient *p, const char *name)
{
    struct str path = arena_printf(p->cx->arena, "/proc/%d/status", p->server), rest, line;

    rest = path.at ? machine_text(p, path.at) : STR("");
    while (str_cut(&rest, '\n', &line))
        if (str_starts(line, str_of(name)))
            return str_trim(str_from(line, strlen(name)));
    return STR("");
}

static void look_process(struct patient *p, struct found *out)
{
    struct str seccomp, uid, fresh;

    if (p->server == 0) {
        found_put(p, out, FINDING_UNKNOWN, "-");
        return;
    }
    seccomp = status_of(p, "Seccomp:");
    uid = status_of(p, "Uid:");
    fresh = status_of(p, "NoNewPrivs:");
    found_put(p, out,
              str_is(seccomp, "2") && str_is(fresh, "1") && !str_starts(uid, STR("0\t"))
                  ? FINDING_FINE
                  : FINDING_WEAK,
              "pid %d: uid %.*s, seccomp %.*s", p->server,
              STR_FMT(str_first(uid, strcspn(uid.at, "\t\n"))), STR_FMT(seccomp));
}

static void look_unit(struct patient *p, struct found *out)
{
    struct str path = arena_printf(p->cx->arena, "/proc/%d/cgroup", p->server);
    struct str group = p->server && path.at ? machine_line(p, path.at) : STR("");

    if (p->server == 0)
        found_put(p, out, FINDING_UNKNOWN, "-");
    else
        found_put(p, out,
                  str_find(group, STR(".service")) == SIZE_MAX ? FINDING_WEAK : FINDING_FINE,
                  "%.*s", STR_FMT(group));
}

/* A folder there means that the journal is kept over restarts. */
static void look_journal(struct patient *p, struct found *out)
{
    struct str path = arena_printf(p->cx->arena, "%s/var/log/journal", p->root);
    struct stat st;

    if (path.at)
        found_put(p, out, stat(path.at, &st) == 0 ? FINDING_WEAK : FINDING_FINE, "%s",
                  stat(path.at, &st) == 0 ? "/var/log/journal" : "-");
}

const struct check doctor_machine[] = {
    { "swap", P3, T_DOCTOR_SWAP, T_DOCTOR_SWAP_MEANS, T_DOCTOR_SWAP_DO, look_swap },
    { "core", P3, T_DOCTOR_CORE, T_DOCTOR_CORE_MEANS, T_DOCTOR_CORE_DO, look_core },
    { "ptrace", P3, T_DOCTOR_PTRACE, T_DOCTOR_PTRACE_MEANS, T_DOCTOR_PTRACE_DO, look_ptrace },
    { "landlock", P3, T_DOCTOR_LANDLOCK, T_DOCTOR_LANDLOCK_MEANS, T_DOCTOR_LANDLOCK_DO,
      look_landlock },
    { "seccomp", P3, T_DOCTOR_SECCOMP, T_DOCTOR_SECCOMP_MEANS, T_DOCTOR_SECCOMP_DO, look_seccomp },
    { "process", P3, T_DOCTOR_PROCESS, T_DOCTOR_PROCESS_MEANS, T_DOCTOR_PROCESS_DO, look_process },
    { "unit", P1 | P3, T_DOCTOR_UNIT, T_DOCTOR_UNIT_MEANS, T_DOCTOR_UNIT_DO, look_unit },
    { "journal", P3, T_DOCTOR_JOURNAL, T_DOCTOR_JOURNAL_MEANS, T_DOCTOR_JOURNAL_DO, look_journal },
    { "clock", P2, T_DOCTOR_CLOCK, T_DOCTOR_CLOCK_MEANS, T_DOCTOR_CLOCK_DO, look_clock },
};
const size_t doctor_machine_len = COUNT_OF(doctor_machine);
