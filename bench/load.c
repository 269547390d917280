/*
 * load: files reports, asks for pages, and files tickets at a peer, as fast as
 * they are answered.
 *
 *   load report  HOST:PORT PID CLIENTS REQUESTS CODES-FILE
 *   load see     HOST:PORT PID CLIENTS REQUESTS CODES-FILE    opens every n-th report
 *   load get     HOST:PORT PID CLIENTS REQUESTS PATH [COOKIE]
 *   load ticket  HOST:PORT PID CLIENTS REQUESTS PATH          Fossil's form for a new ticket
 *   load knock   HOST:PORT PID CLIENTS PER-SECOND PATH TOKEN  sign-ins that fail, at that pace,
 *                                                             until SIGTERM
 *
 * Prints key=value lines on stdout. Exit 1 when anything was lost.
 */
#include "load.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KNOCK_SECONDS_MAX 600
#define CODE_LEN 23 /* XXXXX-XXXXX-XXXXX-XXXXX */

struct job {
    const char *path, *extra;
    char (*codes)[CODE_LEN + 1];
    unsigned codes_len, step;
    const char *host;
    uint64_t salt;
    unsigned told[3]; /* of knocks: 422, 503, another status */
};

/* ---- what reports say: 1 KB of it, each different ---- */

static const char *const sentences[] = {
    "Pada pagi hari saya melihat seorang pegawai dinas membagikan stiker pasangan calon di pasar. ",
    "Ia memakai seragam dan mengajak para pedagang untuk memilih calon tertentu. ",
    "Ada spanduk yang dipasang di pagar kantor kelurahan sejak tiga hari yang lalu. ",
    "Beberapa warga diminta mengumpulkan fotokopi kartu tanda penduduk. ",
    "Kendaraan dinas dipakai untuk mengantar orang ke tempat kampanye. ",
    "Dalam rapat desa disebutkan bahwa bantuan hanya akan turun bila calon itu menang. ",
    "Seorang tetangga merekam kejadian itu dengan teleponnya, dan saya menyimpan salinannya. ",
    "Orang yang menegur diminta diam, dan setelah itu merasa diawasi. ",
    "Unggahan di media sosial dari akun kantor masih dapat dilihat sampai malam. ",
    "Kejadian serupa sudah dua kali terjadi di balai desa pada pekan ini. ",
    "Saya tidak mengenal semua yang hadir, tetapi jumlahnya sekitar tiga puluh orang. ",
    "Sesudah acara, amplop dibagikan di belakang panggung kepada yang datang paling awal. ",
};
#define SENTENCES (sizeof sentences / sizeof *sentences)

static const char *const categories[] = { "asn", "kepala_desa", "polri", "tni", "bumd",
                                          "penyelenggara", "pejabat_negara", "other" };
static const char *const kecamatan[] = { "Mlonggo", "33.20.05", "Kec. Bangsri", "Tahunan",
                                         "33.20.02", "Mayong" };

static uint64_t chance(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static size_t narrative(const struct job *j, unsigned n, char *out, size_t room)
{
    size_t len = (size_t)snprintf(out, room, "Laporan uji %u. ", n);
    uint64_t r = chance(j->salt + n);

    while (len < 1000) {
        r = chance(r);
        len += (size_t)snprintf(out + len, room - len, "%s", sentences[r % SENTENCES]);
    }
    return len;
}

static size_t report_ask(void *arg, unsigned n, char *out, size_t room)
{
    struct job *j = arg;
    uint64_t r = chance(j->salt ^ n);
    char what[2000], body[4000];
    int len;

    narrative(j, n, what, sizeof what);
    len = snprintf(body, sizeof body,
                   "{\"mode\":\"%s\",\"category\":\"%s\",\"what\":\"%s\",\"violation\":[\"%s\"],"
                   "\"occurred_on\":\"2024-10-%02u\",\"known_on\":\"2024-10-%02u\","
                   "\"place\":{\"kecamatan\":\"%s\",\"detail\":\"dekat pasar\"},"
                   "\"reported\":{\"description\":\"seorang pegawai, sekitar 40 tahun\"},"
                   "\"witnesses\":%u,\"threatened\":%s%s}",
                   r % 5 == 0 ? "named" : "anonymous", categories[r % 8], what,
                   r % 2 ? "foto_simbol" : "ikut_kampanye", (unsigned)(1 + r % 14),
                   (unsigned)(15 + r % 10), kecamatan[(r >> 8) % 6], (unsigned)(r % 4),
                   r % 9 == 0 ? "true" : "false",
                   r % 5 == 0 ? ",\"identity\":{\"name\":\"Pelapor Uji\",\"phone\":\"0800000000\"}"
                              : "");
    return (size_t)snprintf(out, room,
                            "POST /api/v1/reports HTTP/1.1\r\nHost: %s\r\n"
                            "Content-Type: application/json\r\nIdempotency-Key: %016llx-%u\r\n"
                            "Content-Length: %d\r\n\r\n%s",
                            j->host, (unsigned long long)j->salt, n, len, body);
}

static bool report_take(void *arg, unsigned n, const struct answer *a)
{
    struct job *j = arg;
    const char *at = a->status == 201 ? strstr(a->body, "{\"code\":\"") : NULL;

    if (!at || strlen(at) < 9 + CODE_LEN || !strstr(at, "\"index\":")) {
        if (j->codes_len++ == 0)
            fprintf(stderr, "load: answered %d: %.300s\n", a->status, a->body);
        return false;
    }
    memcpy(j->codes[n], at + 9, CODE_LEN);
    return true;
}

/* ---- opening reports again ---- */

static size_t see_ask(void *arg, unsigned n, char *out, size_t room)
{
    const struct job *j = arg;

    return (size_t)snprintf(out, room,
                            "GET /api/v1/report HTTP/1.1\r\nHost: %s\r\n"
                            "Authorization: Receipt %s\r\n\r\n",
                            j->host, j->codes[(n * j->step) % j->codes_len]);
}

static bool see_take(void *arg, unsigned n, const struct answer *a)
{
    (void)arg;
    (void)n;
    return a->status == 200 && strstr(a->body, "report.received") != NULL;
}

/* ---- pages, and the peer's tickets ---- */

static size_t get_ask(void *arg, unsigned n, char *out, size_t room)
{
    const struct job *j = arg;

    (void)n;
    return (size_t)snprintf(out, room,
                            "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n%s%s%s\r\n",
                            j->path, j->host, j->extra ? "Cookie: " : "", j->extra ? j->extra : "",
                            j->extra ? "\r\n" : "");
}

static bool get_take(void *arg, unsigned n, const struct answer *a)
{
    (void)arg;
    (void)n;
    return a->status == 200;
}

static size_t ticket_ask(void *arg, unsigned n, char *out, size_t room)
{
    const struct job *j = arg;
    char what[2000], body[8000];
    size_t len;

    narrative(j, n, what, sizeof what);
    for (char *c = what; *c; c++)
        if (*c == ' ')
            *c = '+';
    len = (size_t)snprintf(body, sizeof body,
                           "title=Laporan+uji+%u&type=Incident&severity=Important&foundin=1&"
                           "private_contact=&mutype=Plain+Text&icomment=%s&csrf=none&submit=Submit",
                           n, what);
    return (size_t)snprintf(out, room,
                            "POST %s HTTP/1.1\r\nHost: %s\r\nReferer: http://%s%s\r\n"
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                            "Content-Length: %zu\r\n\r\n%s",
                            j->path, j->host, j->host, j->path, len, body);
}

/* Fossil answers a filed ticket with a redirect to it. */
static bool ticket_take(void *arg, unsigned n, const struct answer *a)
{
    (void)arg;
    (void)n;
    return a->status == 302 && strstr(a->at, "/tktview/") != NULL;
}

/* ---- knocking at the officers' door ---- */

static volatile sig_atomic_t over;

static void be_over(int number)
{
    (void)number;
    over = 1;
}

/* Every other try is at the name of one officer, the rest at as many names that nobody has. */
static size_t knock_ask(void *arg, unsigned n, char *out, size_t room)
{
    const struct job *j = arg;
    char body[600];
    int len = snprintf(body, sizeof body,
                       "csrf=%s&login=%s%u&password=bukan+kata+sandinya&totp=123456", j->extra,
                       n % 2 ? "kpu." : "x", n % 2 ? 1 : n);

    return (size_t)snprintf(out, room,
                            "POST %s HTTP/1.1\r\nHost: %s\r\n"
                            "Content-Type: application/x-www-form-urlencoded\r\n"
                            "Content-Length: %d\r\n\r\n%s",
                            j->path, j->host, len, body);
}

static bool knock_take(void *arg, unsigned n, const struct answer *a)
{
    struct job *j = arg;

    (void)n;
    j->told[a->status == 422 ? 0 : a->status == 503 ? 1 : 2]++;
    return a->status >= 400;
}

/* ---- codes ---- */

static int by_code(const void *a, const void *b)
{
    return memcmp(a, b, CODE_LEN);
}

/* How many different codes there are; sorts them. */
static unsigned different(struct job *j, unsigned n)
{
    unsigned count = 0;

    qsort(j->codes, n, sizeof *j->codes, by_code);
    for (unsigned i = 0; i < n; i++)
        count += j->codes[i][0] != '\0'
            && (i == 0 || memcmp(j->codes[i], j->codes[i - 1], CODE_LEN) != 0);
    return count;
}

static bool codes_save(const struct job *j, unsigned n, const char *file)
{
    FILE *f = fopen(file, "ae");

    for (unsigned i = 0; f && i < n; i++)
        if (j->codes[i][0])
            fprintf(f, "%s\n", j->codes[i]);
    return f && fclose(f) == 0;
}

static bool codes_load(struct job *j, const char *file)
{
    FILE *f = fopen(file, "re");
    char line[64];
    unsigned room = 0;

    while (f && fgets(line, sizeof line, f)) {
        if (j->codes_len == room) {
            room = room ? room * 2 : 4096;
            j->codes = realloc(j->codes, room * sizeof *j->codes);
            if (!j->codes)
                return false;
        }
        memcpy(j->codes[j->codes_len++], line, CODE_LEN);
        j->codes[j->codes_len - 1][CODE_LEN] = '\0';
    }
    if (f)
        fclose(f);
    return j->codes_len > 0;
}

/* ---- */

static void print(const struct load_result *r, struct usage before, struct usage after)
{
    unsigned done = r->fine + r->failed;

    printf("fine=%u\nfailed=%u\nseconds=%.2f\nrate=%.0f\n", r->fine, r->failed, r->seconds,
           r->fine / r->seconds);
    printf("p50_ms=%.1f\np99_ms=%.1f\nmax_ms=%.1f\n", load_percentile(r, 50) / 1e3,
           load_percentile(r, 99) / 1e3, load_percentile(r, 100) / 1e3);
    printf("cpu_us=%.0f\n", done ? (after.cpu_s - before.cpu_s) * 1e6 / done : 0.0);
    printf("bytes=%.0f\nrss_kib=%ld\nrss_peak_kib=%ld\n",
           done ? (double)r->bytes / done : 0.0, after.rss_kib, after.rss_peak_kib);
}

static int misuse(void)
{
    fputs("usage: load report|see|get|ticket|knock HOST:PORT PID CLIENTS REQUESTS FILE-OR-PATH "
          "[MORE]\n", stderr);
    return 2;
}

static bool job_of(const char *what, struct load *load, struct job *job, const char *more)
{
    if (strcmp(what, "report") == 0) {
        load->ask = report_ask;
        load->take = report_take;
        job->codes = calloc(load->requests, sizeof *job->codes);
        return job->codes != NULL;
    }
    if (strcmp(what, "see") == 0) {
        load->ask = see_ask;
        load->take = see_take;
        if (!codes_load(job, job->path))
            return false;
        job->step = job->codes_len / load->requests + (job->codes_len < load->requests);
        return true;
    }
    if (strcmp(what, "knock") == 0) {
        load->ask = knock_ask;
        load->take = knock_take;
        load->per_second = load->requests;
        load->requests *= KNOCK_SECONDS_MAX;
        load->over = &over;
        signal(SIGTERM, be_over);
        job->extra = more;
        return more != NULL;
    }
    load->ask = strcmp(what, "ticket") == 0 ? ticket_ask : get_ask;
    load->take = strcmp(what, "ticket") == 0 ? ticket_take : get_take;
    job->extra = more;
    return strcmp(what, "ticket") == 0 || strcmp(what, "get") == 0;
}

int main(int argc, char **argv)
{
    struct load load = { 0 };
    struct load_result result;
    struct usage before, after;
    struct job job = { 0 };
    char host[64], *colon;
    int pid;

    if (argc < 7 || strlen(argv[2]) >= sizeof host)
        return misuse();
    snprintf(host, sizeof host, "%s", argv[2]);
    colon = strchr(host, ':');
    if (!colon)
        return misuse();
    *colon = '\0';
    load.host = host;
    load.port = (int)strtol(colon + 1, NULL, 10);
    pid = (int)strtol(argv[3], NULL, 10);
    load.clients = (unsigned)strtoul(argv[4], NULL, 10);
    load.requests = (unsigned)strtoul(argv[5], NULL, 10);
    load.arg = &job;
    job.host = argv[2];
    job.path = argv[6];
    if (getentropy(&job.salt, sizeof job.salt) != 0)
        return 1;
    if (load.requests == 0 || load.clients == 0
        || !job_of(argv[1], &load, &job, argc > 7 ? argv[7] : NULL))
        return misuse();
    usage_reset_peak(pid);
    before = usage_of(pid);
    if (!load_run(&load, &result))
        fprintf(stderr, "load: nothing was answered as it should be\n");
    after = usage_of(pid);
    print(&result, before, after);
    if (strcmp(argv[1], "knock") == 0) {
        printf("status_422=%u\nstatus_503=%u\nstatus_other=%u\n", job.told[0], job.told[1],
               job.told[2]);
        return 0;
    }
    if (strcmp(argv[1], "report") == 0) {
        printf("codes=%u\n", different(&job, load.requests));
        if (!codes_save(&job, load.requests, argv[6]))
            return 1;
    }
    return result.failed == 0 && result.fine == load.requests ? 0 : 1;
}
