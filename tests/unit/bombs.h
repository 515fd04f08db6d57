/* bombs.h — files that are to be refused within the bounds of reliability.md
 * T3: each is read in a process of its own, so that its memory can be told. */
#ifndef CONVOKE_TESTS_BOMBS_H
#define CONVOKE_TESTS_BOMBS_H

#include "check.h"

#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "convoke/base/verdict.h"
#include "zipmade.h"

/* The budget of T3, and time for the slow run under the sanitizers. */
#ifdef CONVOKE_SANITIZED
enum { BOMB_KIB_MOST = 1024 * 1024, BOMB_MS_MOST = 10000 };
#else
enum { BOMB_KIB_MOST = 64 * 1024, BOMB_MS_MOST = 3000 };
#endif

struct bomb {
    const char *what;
    void (*make)(struct zipmade *z);
    const char *reason; /* a part of it */
};

/* Reads a file and answers NEVER; what it would have given is untouched, or
 * the verdict is another one. */
typedef enum verdict bomb_reader(struct span bytes, struct reason *why);

static inline long bomb_milliseconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static inline int bomb_refused(const struct bomb *b, struct span bytes,
                               bomb_reader *read)
{
    struct reason why = { .text = "" };
    enum verdict v = read(bytes, &why);

    if (v == VERDICT_NEVER && strstr(why.text, b->reason))
        return 0;
    print_error("%s: %s \"%s\"\n", b->what, verdict_name(v), why.text);
    return 1;
}

static inline void bomb_check(const struct bomb *b, bomb_reader *read)
{
    CLEANUP(zipmade_release) struct zipmade z;
    struct rusage use;
    int status = 0;
    long since;
    pid_t pid;

    zipmade_init(&z);
    b->make(&z);
    zipmade_end(&z);
    arena_release(&z.arena); /* what it was made of is not its memory */
    malloc_trim(0);
    since = bomb_milliseconds();
    pid = fork();
    if (pid == 0)
        _exit(bomb_refused(b, text_span(&z.bytes), read));
    wait4(pid, &status, 0, &use);
    since = bomb_milliseconds() - since;
    print_message("%-32s %8zu octets %6ld ms %7ld KiB\n", b->what, z.bytes.n,
                  since, use.ru_maxrss);
    CHECK_INT(b->what, status, 0);
    CHECK_TRUE(b->what, since <= BOMB_MS_MOST);
    CHECK_TRUE(b->what, use.ru_maxrss <= BOMB_KIB_MOST);
}

#endif
