#include "convoke/base/verdict.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "convoke/base/span.h"

static const char *const verdict_names[] = {
    [VERDICT_DONE] = "done",
    [VERDICT_LATER] = "later",
    [VERDICT_NEVER] = "never",
    [VERDICT_BROKEN] = "broken",
};

const char *verdict_name(enum verdict v)
{
    assert((size_t)v < ARRAY_LEN(verdict_names));
    return verdict_names[v];
}

int verdict_exit(enum verdict v)
{
    switch (v) {
    case VERDICT_DONE:
        return EX_OK;
    case VERDICT_LATER:
        return EX_TEMPFAIL;
    case VERDICT_NEVER:
        return EX_DATAERR;
    case VERDICT_BROKEN:
        break;
    }
    return EX_SOFTWARE;
}

/* A reason is one line of whole characters, whatever was printed into it. */
static void reason_tidy(char *text)
{
    struct span whole = span_str(text);

    text[span_fit(whole, whole.n).n] = '\0';
    for (char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = ' ';
}

enum verdict reason_set(struct reason *why, enum verdict v, const char *site,
                        const char *fmt, ...)
{
    va_list ap;

    assert(site);
    assert(fmt);
    if (!why)
        return v;
    why->verdict = v;
    snprintf(why->site, sizeof(why->site), "%s", site);
    va_start(ap, fmt);
    vsnprintf(why->text, sizeof(why->text), fmt, ap);
    va_end(ap);
    reason_tidy(why->text);
    return v;
}

enum verdict reason_from_errno(struct reason *why, enum verdict otherwise,
                               const char *site, const char *what)
{
    int error = errno;
    enum verdict v = otherwise;

    switch (error) {
    case EINTR:
    case EAGAIN:
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        v = VERDICT_LATER;
        break;
    default:
        break;
    }
    return reason_set(why, v, site, "%s: %s", what, strerror(error));
}
