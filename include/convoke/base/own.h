/* own.h — who owns a thing, spelled in the code.
 *
 * CLEANUP(fn) runs `fn(&variable)` when the variable leaves its scope; TAKE
 * hands the value over and leaves NULL behind; MUST_USE makes an ignored
 * result a compile error. */
#ifndef CONVOKE_BASE_OWN_H
#define CONVOKE_BASE_OWN_H

#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

#define TAKE(ptr)                                                              \
    ({                                                                         \
        __typeof__(ptr) taken_ = (ptr);                                        \
        (ptr) = NULL;                                                          \
        taken_;                                                                \
    })

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
