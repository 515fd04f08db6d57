/* log.h — events for whoever runs the service.
 *
 * One event a line on standard error: `event=noun.verb key=value …`, values
 * quoted when they hold blanks, controls escaped. No letter bodies and no
 * secrets; keys are registered in tests/lint/log-keys.txt. */
#ifndef CONVOKE_BASE_LOG_H
#define CONVOKE_BASE_LOG_H

#include <stdint.h>

#include "convoke/base/span.h"
#include "convoke/base/verdict.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_NOTICE, LOG_DEBUG };

struct log_pair {
    const char *key;
    struct span text;
    int64_t number;
    bool is_number;
};

#define KV(key_, span_) ((struct log_pair){ .key = (key_), .text = (span_) })
#define KV_STR(key_, s_) KV((key_), span_str(s_))
#define KV_INT(key_, n_)                                                       \
    ((struct log_pair){                                                        \
        .key = (key_), .number = (int64_t)(n_), .is_number = true })
#define KV_WHY(why_) KV_STR("site", (why_)->site), KV_STR("why", (why_)->text)

/* What is less urgent than `level` is not written; starts at LOG_NOTICE. Gives
 * the level there was. */
enum log_level log_set_level(enum log_level level);

#define log_event(level, event, ...)                                           \
    log_write((level), (event), (struct log_pair[]){ __VA_ARGS__ },            \
              ARRAY_LEN(((struct log_pair[]){ __VA_ARGS__ })))

void log_write(enum log_level level, const char *event,
               const struct log_pair *pairs, size_t n);

#endif
