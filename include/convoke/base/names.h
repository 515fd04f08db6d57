/* names.h — enums that are stored or logged, by name.
 *
 * A table of names stands beside each enum and is checked at compile time;
 * numbers never reach the database. */
#ifndef CONVOKE_BASE_NAMES_H
#define CONVOKE_BASE_NAMES_H

#include "convoke/base/own.h"
#include "convoke/base/span.h"

/* Defines PREFIX_name(value) and PREFIX_from(span, &value). */
#define NAMES_DEFINE(prefix, type, table, count)                               \
    static_assert(ARRAY_LEN(table) == (count), "every " #prefix " a name");    \
    const char *prefix##_name(type value)                                      \
    {                                                                          \
        assert((size_t)value < (count));                                       \
        return (table)[value];                                                 \
    }                                                                          \
    bool prefix##_from(struct span name, type *ret)                            \
    {                                                                          \
        for (size_t i_ = 0; i_ < (count); i_++) {                              \
            if (span_eq(name, span_str((table)[i_]))) {                        \
                *ret = (type)i_;                                               \
                return true;                                                   \
            }                                                                  \
        }                                                                      \
        return false;                                                          \
    }

#endif
