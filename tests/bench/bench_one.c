/* Messages that come one at a time: each is moved into the source, and the
 * next one only when it is decided and its answer committed.
 *
 * usage: bench_one CONFIGURATION MAILDIR
 *
 * The Maildir's messages are linked, not consumed. One line of JSON. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "gateway/config.h"
#include "gateway/core.h"

static void die(const char *what, const char *detail)
{
    fprintf(stderr, "bench_one: %s: %s\n", what, detail);
    exit(EXIT_FAILURE);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void put(const char *from, const char *to, const char *name)
{
    char source[PATH_MAX], target[PATH_MAX];

    if (!file_join(source, from, name) || !file_join(target, to, name))
        die(name, "path too long");
    if (link(source, target) != 0)
        die(target, "link");
}

static size_t take_all(struct core *core, const char *from)
{
    char to[PATH_MAX];
    DIR *folder = opendir(from);
    const struct dirent *e;
    struct reason why;
    size_t n = 0;

    if (!folder || !file_join(to, core->set->source.path, "new"))
        die(from, "cannot be read");
    while ((e = readdir(folder))) {
        if (e->d_name[0] == '.')
            continue;
        put(from, to, e->d_name);
        if (core_pass(core, &why) != VERDICT_DONE)
            die(why.site, why.text);
        n++;
    }
    closedir(folder);
    return n;
}

int main(int argc, char **argv)
{
    CLEANUP(core_drop) struct core *core = NULL;
    CLEANUP(config_release) struct config config = { 0 };
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct rusage self, children;
    char from[PATH_MAX];
    struct reason why;
    double start;
    size_t n;

    if (argc != 3 || !file_join(from, argv[2], "new")) {
        fprintf(stderr, "usage: bench_one CONFIGURATION MAILDIR\n");
        return 64;
    }
    if (config_load(argv[1], false, false, &config, &told) != VERDICT_DONE)
        die(argv[1], text_str(&told));
    if (core_open(&(struct core_spec){ config.set, config.charter, clock_system,
                                       false, false },
                  &core, &why) != VERDICT_DONE)
        die(why.site, why.text);
    start = now_s();
    n = take_all(core, from);
    start = now_s() - start;
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    printf("{\"rate\":%.1f,\"peak_mb\":%.1f}\n", (double)n / start,
           (double)(self.ru_maxrss > children.ru_maxrss ? self.ru_maxrss
                                                        : children.ru_maxrss) /
               1024);
    return EXIT_SUCCESS;
}
