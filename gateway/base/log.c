#include "convoke/base/log.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/text.h"

enum { LOG_MAX_LINE = 4096, LOG_MAX_VALUE = 400 };

static enum log_level log_most = LOG_NOTICE;

enum log_level log_set_level(enum log_level level)
{
    enum log_level before = log_most;

    log_most = level;
    return before;
}

static bool needs_quotes(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= 0x20 || c == '"' || c == '=' || c == '\\' || c == 0x7f)
            return true;
    }
    return s.n == 0;
}

/* Controls are escaped so that nobody can write a second line into the log. */
static void add_value(struct text *line, struct span s)
{
    s = span_fit(s, LOG_MAX_VALUE);
    if (!needs_quotes(s)) {
        text_add(line, s);
        return;
    }
    text_add_char(line, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            text_addf(line, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            text_addf(line, "\\x%02x", c);
        else
            text_add_char(line, (char)c);
    }
    text_add_char(line, '"');
}

void log_write(enum log_level level, const char *event,
               const struct log_pair *pairs, size_t n)
{
    static const char urgency[] = { '3', '4', '5', '7' };
    CLEANUP(text_release)
    struct text line = TEXT_INIT(LOG_MAX_LINE);
    ssize_t written;

    assert(event);
    if (level > log_most)
        return;
    text_addf(&line, "<%c>event=%s", urgency[level], event);
    for (size_t i = 0; i < n; i++) {
        text_addf(&line, " %s=", pairs[i].key);
        if (pairs[i].is_number)
            text_addf(&line, "%lld", (long long)pairs[i].number);
        else
            add_value(&line, pairs[i].text);
    }
    line.over = false;
    if (line.n == LOG_MAX_LINE)
        line.n--;
    text_add_char(&line, '\n');
    /* Nowhere to tell that telling failed. */
    written = write(STDERR_FILENO, line.p, line.n);
    (void)written;
}
