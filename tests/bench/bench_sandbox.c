/* What the sandbox costs (performance.md, P3): the same messages read in this
 * process and through the pool, in turns, and messages a second with 1 to 4
 * under way. One line of JSON.
 *
 * usage: bench_sandbox MESSAGE... */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/mem.h"
#include "gateway/worker.h"

enum { ROUNDS = 7, MOST_AT_ONCE = 4, TURNS = 400 };

struct bench {
    struct text *raw; /* owned array */
    int *fds;         /* owned array */
    size_t n;
};

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void die(const char *what, const struct reason *why)
{
    fprintf(stderr, "bench_sandbox: %s: %s: %s\n", what, why->site, why->text);
    exit(EXIT_FAILURE);
}

static struct bench load(char **paths, size_t n)
{
    struct bench b = { .raw = mem_new(n * sizeof(struct text)),
                       .fds = mem_new(n * sizeof(int)),
                       .n = n };
    struct reason why;

    for (size_t i = 0; i < n; i++) {
        b.raw[i] = TEXT_INIT(TEXT_MAX_OUTPUT);
        b.fds[i] = open(paths[i], O_RDONLY | O_CLOEXEC);
        if (file_read(paths[i], &b.raw[i], &why) != VERDICT_DONE)
            die(paths[i], &why);
    }
    return b;
}

/* Milliseconds a message, read here. */
static double round_here(const struct bench *b)
{
    double start = now_ms();

    for (size_t i = 0; i < TURNS; i++) {
        CLEANUP(text_release) struct text record = TEXT_INIT(TEXT_MAX_FACTS);
        struct reason why;
        enum verdict v;

        v = worker_reader_mail.facts(text_span(&b->raw[i % b->n]), &record,
                                     &why);
        (void)v;
    }
    return (now_ms() - start) / TURNS;
}

/* Milliseconds a message, read by the pool with `at_once` under way. */
static double round_pool(const struct bench *b, struct workers *w,
                         size_t at_once)
{
    double start = now_ms();
    size_t sent = 0, got = 0;

    while (got < TURNS) {
        struct worker_result r;
        struct reason why;

        while (sent < TURNS && sent - got < at_once) {
            if (workers_submit(w, sent, b->fds[sent % b->n], &why) !=
                VERDICT_DONE)
                die("submit", &why);
            sent++;
        }
        if (!workers_next(w, -1, &r) || r.verdict == VERDICT_LATER)
            die("next", &r.why);
        text_release(&r.record);
        got++;
    }
    return (now_ms() - start) / TURNS;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *at)
{
    qsort(at, ROUNDS, sizeof(*at), by_value);
    return at[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    struct workers_settings set = { .jobs = MOST_AT_ONCE,
                                    .reader = &worker_reader_mail };
    CLEANUP(workers_drop) struct workers *w = NULL;
    double here[ROUNDS], pool[MOST_AT_ONCE][ROUNDS], one, direct;
    struct reason why;
    struct bench b;

    if (argc < 2) {
        fprintf(stderr, "usage: bench_sandbox MESSAGE...\n");
        return EXIT_FAILURE;
    }
    if (workers_open(&set, &w, &why) != VERDICT_DONE)
        die("open", &why);
    worker_reader_mail.prepare();
    b = load(argv + 1, (size_t)argc - 1);
    for (int i = 0; i < ROUNDS; i++) {
        here[i] = round_here(&b);
        for (size_t k = 0; k < MOST_AT_ONCE; k++)
            pool[k][i] = round_pool(&b, w, k + 1);
    }
    direct = median(here);
    one = median(pool[0]);
    printf("{\"bench\":\"sandbox\",\"messages\":%zu,\"unsandboxed_ms\":%.4f,"
           "\"sandboxed_ms\":%.4f,\"cost_ms\":%.4f,\"goal_ms\":0.4,"
           "\"ratio\":%.2f",
           b.n, direct, one, one - direct, one / direct);
    for (size_t k = 0; k < MOST_AT_ONCE; k++)
        printf(",\"per_s_%zu\":%.0f", k + 1, 1000 / median(pool[k]));
    printf("}\n");
    return EXIT_SUCCESS;
}
