#include "convoke/base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "convoke/base/mem.h"

void text_release(struct text *t)
{
    assert(t);
    free(t->p);
    *t = TEXT_INIT(t->ceiling);
}

void text_reset(struct text *t)
{
    assert(t);
    t->n = 0;
    t->over = false;
    if (t->p)
        t->p[0] = '\0';
}

static bool text_room(struct text *t, size_t more)
{
    size_t need;
    size_t room;

    if (t->over || more > t->ceiling || t->n + more > t->ceiling) {
        t->over = true;
        return false;
    }
    need = t->n + more + 1;
    if (need <= t->room)
        return true;
    room = t->room ? t->room * 2 : 256;
    if (room < need)
        room = need;
    if (room > t->ceiling + 1)
        room = t->ceiling + 1;
    t->p = mem_grow(t->p, room);
    t->room = room;
    return true;
}

bool text_add(struct text *t, struct span s)
{
    assert(t);
    if (!text_room(t, s.n))
        return false;
    if (s.n)
        memcpy(t->p + t->n, s.p, s.n);
    t->n += s.n;
    t->p[t->n] = '\0';
    return true;
}

bool text_add_str(struct text *t, const char *s)
{
    return text_add(t, span_str(s));
}

bool text_add_char(struct text *t, char c)
{
    return text_add(t, span_of(&c, 1));
}

bool text_add_code(struct text *t, unsigned code)
{
    char b[4];
    size_t n = 0;

    assert(code <= 0x10ffff);
    if (code < 0x80) {
        b[n++] = (char)code;
    } else if (code < 0x800) {
        b[n++] = (char)(0xc0 | code >> 6);
        b[n++] = (char)(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        b[n++] = (char)(0xe0 | code >> 12);
        b[n++] = (char)(0x80 | (code >> 6 & 0x3f));
        b[n++] = (char)(0x80 | (code & 0x3f));
    } else {
        b[n++] = (char)(0xf0 | code >> 18);
        b[n++] = (char)(0x80 | (code >> 12 & 0x3f));
        b[n++] = (char)(0x80 | (code >> 6 & 0x3f));
        b[n++] = (char)(0x80 | (code & 0x3f));
    }
    return text_add(t, span_of(b, n));
}

bool text_addf(struct text *t, const char *fmt, ...)
{
    va_list ap;
    va_list again;
    int n;

    assert(t);
    va_start(ap, fmt);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    assert(n >= 0);
    if (!text_room(t, (size_t)n)) {
        va_end(again);
        return false;
    }
    vsnprintf(t->p + t->n, (size_t)n + 1, fmt, again);
    va_end(again);
    t->n += (size_t)n;
    return true;
}
