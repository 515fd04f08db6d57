/* check.h — cmocka with its headers in the one order it wants, and asserts on
 * spans that print both values and the case's name. */
#ifndef CONVOKE_TESTS_CHECK_H
#define CONVOKE_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <time.h>

#include <cmocka.h>

#include "convoke/base/span.h"

/* Milliseconds of processor time spent here so far: what a reader costs does
 * not depend on what else the machine does. */
static inline long check_cpu_ms(void)
{
    return (long)(clock() / (CLOCKS_PER_SEC / 1000));
}

#define CHECK_SPAN(what, got, want)                                            \
    check_span_((what), (got), (want), __FILE__, __LINE__)
#define CHECK_INT(what, got, want)                                             \
    check_int_((what), (long long)(got), (long long)(want), __FILE__, __LINE__)
#define CHECK_TRUE(what, condition)                                            \
    check_int_((what), !!(condition), 1, __FILE__, __LINE__)

static inline void check_span_(const char *what, struct span got,
                               struct span want, const char *file, int line)
{
    if (span_eq(got, want))
        return;
    print_error("%s:%d: %s\n  got  \"" SPAN_FMT "\"\n  want \"" SPAN_FMT "\"\n",
                file, line, what, SPAN_ARG(got), SPAN_ARG(want));
    fail();
}

static inline void check_int_(const char *what, long long got, long long want,
                              const char *file, int line)
{
    if (got == want)
        return;
    print_error("%s:%d: %s\n  got  %lld\n  want %lld\n", file, line, what, got,
                want);
    fail();
}

#endif
