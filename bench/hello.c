/*
 * hello: the HTTP library's own hello-world, with the options that src/web/http.c
 * gives it: the limit of what any page of ours can reach. Prints its port.
 *
 *   hello THREADS [BYTES]    an answer of BYTES bytes, 12 unless told
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct MHD_Response *answer;

static enum MHD_Result on_request(void *arg, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_len, void **state)
{
    static int seen;

    (void)arg, (void)url, (void)method, (void)version, (void)upload, (void)upload_len;
    if (!*state) {
        *state = &seen;
        return MHD_YES;
    }
    return MHD_queue_response(c, 200, answer);
}

int main(int argc, char **argv)
{
    unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 8;
    size_t bytes = argc > 2 ? strtoul(argv[2], NULL, 10) : 12;
    char *body = malloc(bytes + 1);
    struct MHD_Daemon *d;

    if (!body)
        return 1;
    memset(body, 'x', bytes);
    memcpy(body, "hello world\n", bytes < 12 ? bytes : 12);
    answer = MHD_create_response_from_buffer(bytes, body, MHD_RESPMEM_PERSISTENT);
    d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_TURBO, 0, NULL, NULL, on_request,
                         NULL, MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_END);
    if (!d)
        return 1;
    printf("%u\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    pause();
    return 0;
}
