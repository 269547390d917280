/*
 * A witness's state: the requests of others answered as the specification says, two of them at
 * the same moment, and a disk that fails: no cosignature leaves that is not remembered.
 */
#include "../tlog/tlog_test.h"
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/file.h"
#include "witness/home.h"

struct place {
    char dir[64];
    struct home *home;
    struct str vkey;
};

static void place_remove(struct place *p)
{
    home_close(&p->home);
    if (fork() == 0) {
        (void)execlp("rm", "rm", "-rf", p->dir, (char *)NULL);
        _exit(1);
    }
    (void)wait(NULL);
}

static struct place place_new(struct cx *cx, struct str log_vkey)
{
    struct place p = { .home = NULL };

    (void)snprintf(p.dir, sizeof p.dir, "/tmp/posko-home-XXXXXX");
    assert_non_null(mkdtemp(p.dir));
    assert_int_equal(home_make(cx, p.dir, STR("posko.example/w/kpu"), &p.vkey), OK);
    assert_int_equal(home_open(cx, p.dir, &p.home), OK);
    assert_int_equal(home_learn(cx, p.home, log_vkey, STR("https://posko.example")), OK);
    return p;
}

static json_t *vectors(struct cx *cx, const char *name)
{
    struct str text = vector_text(cx, name);
    json_t *v = NULL;

    if (text.at)
        assert_int_equal(json_read(cx, text, &v), OK);
    return v;
}

static struct str request_of(const json_t *list, size_t i)
{
    return json_text(json_array_get(list, i), "request");
}

static void the_requests_of_litewitness_are_cosigned_and_remembered(void **state)
{
    struct cx *cx = cx_of(state);
    json_t *v = vectors(cx, "litewitness-exchanges.json");
    struct note_verifier key;
    struct witness_seen seen;
    struct place p;

    if (!v)
        return; /* said loudly */
    p = place_new(cx, json_text(v, "log_vkey"));
    assert_int_equal(verifier_parse(cx, p.vkey, &key), OK);
    for (size_t i = 0; i < json_array_size(json_object_get(v, "exchanges")); i++) {
        struct str body = request_of(json_object_get(v, "exchanges"), i), line;
        struct witness_request r;
        struct signed_note note;
        uint64_t time_s = 0;

        assert_int_equal(home_add_checkpoint(cx, p.home, body, &line), 200);
        assert_int_equal(witness_request_parse(cx, body, &r), OK);
        assert_int_equal(note_parse(cx, arena_printf(cx->arena, "%.*s%.*s", STR_FMT(r.note),
                                                     STR_FMT(line)), &note), OK);
        assert_int_equal(note_check(cx, &note, &key, &time_s), NOTE_GOOD);
        assert_true(time_s > 0);
        assert_int_equal(home_add_checkpoint(cx, p.home, body, &line), 409);
    }
    home_close(&p.home);
    assert_int_equal(home_open(cx, p.dir, &p.home), OK);
    home_seen(p.home, 0, &seen);
    assert_int_equal(seen.size, 300);
    place_remove(&p);
    json_decref(v);
}

/* ---- the roll-back race of the vectors ---- */

struct racer {
    struct home *home;
    struct str body;
    pthread_barrier_t *line;
    int status;
    struct str said;
    struct arena *arena;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct cx cx = cx_system(r->arena);

    (void)pthread_barrier_wait(r->line);
    r->status = home_add_checkpoint(&cx, r->home, r->body, &r->said);
    return NULL;
}

static void of_two_at_once_only_one_is_cosigned_and_it_never_rolls_back(void **state)
{
    struct cx *cx = cx_of(state);
    json_t *v = vectors(cx, "tlog-witness-add-checkpoint.json");
    size_t first_won = 0;

    if (!v)
        return; /* said loudly */
    for (int round = 0; round < 100; round++) {
        const json_t *list = json_object_get(v, "sequence");
        struct place p = place_new(cx, json_text(v, "log_vkey"));
        struct racer racers[2];
        pthread_t threads[2];
        pthread_barrier_t line;
        struct witness_seen seen, again;
        struct str said;

        assert_int_equal(home_add_checkpoint(cx, p.home, request_of(list, 0), &said), 200);
        (void)pthread_barrier_init(&line, NULL, 2);
        for (size_t i = 0; i < 2; i++) {
            racers[i] = (struct racer){ .home = p.home, .body = request_of(list, 1 + i),
                                        .line = &line, .arena = arena_new(4u << 20) };
            assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
        }
        for (size_t i = 0; i < 2; i++)
            (void)pthread_join(threads[i], NULL);
        /* to 5 and to 3, both from 1: whoever comes second is told where we are. */
        assert_int_equal(racers[0].status + racers[1].status, 200 + 409);
        home_seen(p.home, 0, &seen);
        assert_int_equal(seen.size, racers[0].status == 200 ? 5 : 3);
        assert_true(str_is(racers[racers[0].status == 200].said,
                           racers[0].status == 200 ? "5\n" : "3\n"));
        first_won += racers[0].status == 200;
        home_close(&p.home);
        assert_int_equal(home_open(cx, p.dir, &p.home), OK);
        home_seen(p.home, 0, &again);
        assert_int_equal(again.size, seen.size);
        assert_true(hash_eq(&again.root, &seen.root));
        (void)pthread_barrier_destroy(&line);
        arena_free(racers[0].arena);
        arena_free(racers[1].arena);
        place_remove(&p);
    }
    (void)first_won;
    json_decref(v);
}

/* ---- a state that cannot be trusted ---- */

static const char *seen_file(struct cx *cx, const struct place *p)
{
    struct file_names names;
    const char *folder = file_join(cx->arena, p->dir, "seen");

    assert_int_equal(file_list(cx, folder, STR(""), &names), OK);
    for (size_t i = 0; i < names.len; i++)
        if (names.at[i].len == 64)
            return file_join(cx->arena, folder, names.at[i].at);
    fail_msg("nothing was remembered");
    return NULL;
}

static void a_truncated_state_ends_it(void **state)
{
    struct cx *cx = cx_of(state);
    json_t *v = vectors(cx, "tlog-witness-add-checkpoint.json");
    struct place p;
    struct stat st;
    struct str said;

    if (!v)
        return; /* said loudly */
    p = place_new(cx, json_text(v, "log_vkey"));
    said = request_of(json_object_get(v, "sequence"), 0);
    assert_int_equal(home_add_checkpoint(cx, p.home, said, &said), 200);
    home_close(&p.home);
    assert_int_equal(stat(seen_file(cx, &p), &st), 0);
    for (off_t len = st.st_size - 1; len >= 0; len--) {
        assert_int_equal(truncate(seen_file(cx, &p), len), 0);
        assert_int_equal(home_open(cx, p.dir, &p.home), ERR_CORRUPT);
    }
    place_remove(&p);
    json_decref(v);
}

static void what_cannot_be_kept_is_not_signed(void **state)
{
    struct cx *cx = cx_of(state);
    json_t *v = vectors(cx, "tlog-witness-add-checkpoint.json");
    const json_t *list;
    struct place p;
    const char *file;
    struct witness_seen seen;
    struct str said;

    if (!v)
        return; /* said loudly */
    list = json_object_get(v, "sequence");
    p = place_new(cx, json_text(v, "log_vkey"));
    assert_int_equal(home_add_checkpoint(cx, p.home, request_of(list, 0), &said), 200);
    /* Root may write anywhere, so the place of the new file is taken by a folder. */
    file = arena_printf(cx->arena, "%s.new", seen_file(cx, &p)).at;
    assert_int_equal(mkdir(file, 0700), 0);
    assert_int_equal(home_add_checkpoint(cx, p.home, request_of(list, 1), &said), 0);
    assert_int_equal(said.len, 0);
    home_seen(p.home, 0, &seen);
    assert_int_equal(seen.size, 1);
    assert_int_equal(rmdir(file), 0);
    assert_int_equal(home_add_checkpoint(cx, p.home, request_of(list, 1), &said), 200);
    place_remove(&p);
    json_decref(v);
}

static void two_processes_do_not_work_in_one_place(void **state)
{
    struct cx *cx = cx_of(state);
    struct place p = { .home = NULL };
    struct home *second = NULL;

    (void)snprintf(p.dir, sizeof p.dir, "/tmp/posko-home-XXXXXX");
    assert_non_null(mkdtemp(p.dir));
    assert_int_equal(home_open(cx, p.dir, &p.home), ERR_NOT_FOUND); /* no key yet */
    assert_int_equal(home_make(cx, p.dir, STR("posko.example/w/kpu"), &p.vkey), OK);
    assert_int_equal(home_make(cx, p.dir, STR("posko.example/w/kpu"), &p.vkey), ERR_CONFLICT);
    assert_int_equal(home_open(cx, p.dir, &p.home), OK);
    assert_int_equal(home_open(cx, p.dir, &second), ERR_CONFLICT);
    place_remove(&p);
}

static void every_case_has_the_status_of_the_specification(void **state)
{
    struct cx *cx = cx_of(state);
    json_t *v = vectors(cx, "tlog-witness-add-checkpoint.json");
    struct str first, to_five, said, bad, note, hex = STR("00");
    struct place p, stranger;

    if (!v)
        return; /* said loudly */
    first = request_of(json_object_get(v, "sequence"), 0);
    to_five = request_of(json_object_get(v, "sequence"), 1);
    p = place_new(cx, json_text(v, "log_vkey"));
    stranger = place_new(
        cx, STR("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"));
    assert_int_equal(home_checkpoint(cx, p.home, hex, &note), ERR_NOT_FOUND);
    assert_int_equal(home_add_checkpoint(cx, stranger.home, first, &said), 404);
    assert_int_equal(home_add_checkpoint(cx, p.home, STR("old 0\n"), &said), 400);
    assert_int_equal(home_add_checkpoint(cx, p.home, STR(""), &said), 400);
    assert_int_equal(home_add_checkpoint(cx, p.home, to_five, &said), 409); /* never seen: old 0 */
    assert_true(str_is(said, "0\n"));
    bad = arena_copy(cx->arena, first);
    ((char *)bad.at)[bad.len - 10] ^= 1; /* in the log's signature */
    assert_int_equal(home_add_checkpoint(cx, p.home, bad, &said), 403);
    assert_int_equal(home_add_checkpoint(cx, p.home, first, &said), 200);
    bad = arena_copy(cx->arena, to_five);
    ((char *)bad.at)[8] ^= 1; /* in the proof */
    assert_int_equal(home_add_checkpoint(cx, p.home, bad, &said), 422);
    assert_int_equal(home_add_checkpoint(cx, p.home, to_five, &said), 200);
    place_remove(&p);
    place_remove(&stranger);
    json_decref(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_requests_of_litewitness_are_cosigned_and_remembered),
        cmocka_unit_test(of_two_at_once_only_one_is_cosigned_and_it_never_rolls_back),
        cmocka_unit_test(every_case_has_the_status_of_the_specification),
        cmocka_unit_test(a_truncated_state_ends_it),
        cmocka_unit_test(what_cannot_be_kept_is_not_signed),
        cmocka_unit_test(two_processes_do_not_work_in_one_place),
    };

    return cmocka_run_group_tests_name("witness/home", tests, bench_open, bench_close);
}
