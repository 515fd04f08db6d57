#include "secret.h"

#include <assert.h>
#include <string.h>

#include "convoke/base/file.h"

static void wipe(struct text *t)
{
    if (t->p)
        explicit_bzero(t->p, t->room);
    text_release(t);
}

enum verdict secret_read(const char *path, char ret[SECRET_MOST],
                         struct reason *why)
{
    CLEANUP(wipe) struct text octets = TEXT_INIT(SECRET_MOST - 1);
    struct span rest;
    struct span line;
    enum verdict v;

    assert(path);
    assert(ret);
    explicit_bzero(ret, SECRET_MOST);
    v = file_read(path, &octets, why);
    if (v != VERDICT_DONE)
        return v;
    rest = text_span(&octets);
    if (span_line(&rest, &line) && line.n)
        memcpy(ret, line.p, line.n);
    return VERDICT_DONE;
}
