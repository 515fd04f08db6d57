/* Folder names in modified UTF-7 (RFC 3501 5.1.3). */
#include <assert.h>
#include <stdint.h>

#include "convoke/mail/imap_fetch.h"

struct wire {
    char *p;
    size_t n, room;
    uint32_t bits; /* waiting to become base64 */
    int waiting;   /* how many */
    bool shifted, over;
};

static void put(struct wire *w, char c)
{
    if (w->n + 1 >= w->room)
        w->over = true;
    else
        w->p[w->n++] = c;
}

/* RFC 3501 has "," where others have "/". */
static void put_six(struct wire *w, uint32_t six)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+,";

    put(w, digits[six & 63]);
}

static void put_unit(struct wire *w, uint32_t unit)
{
    if (!w->shifted)
        put(w, '&');
    w->shifted = true;
    w->bits = w->bits << 16 | unit;
    for (w->waiting += 16; w->waiting >= 6; w->waiting -= 6)
        put_six(w, w->bits >> (w->waiting - 6));
}

static void unshift(struct wire *w)
{
    if (!w->shifted)
        return;
    if (w->waiting > 0)
        put_six(w, w->bits << (6 - w->waiting));
    put(w, '-');
    w->shifted = false;
    w->waiting = 0;
    w->bits = 0;
}

static void put_code(struct wire *w, unsigned code)
{
    if (code >= 0x10000) {
        put_unit(w, 0xd800 + ((code - 0x10000) >> 10));
        put_unit(w, 0xdc00 + ((code - 0x10000) & 0x3ff));
    } else if (code >= 0x80) {
        put_unit(w, code);
    } else {
        unshift(w);
        put(w, (char)code);
        if (code == '&')
            put(w, '-');
    }
}

/* Names go between quotes, which libetpan's SELECT escapes and our MOVE does
 * not: one with a quote or a backslash is no name for us. */
bool imap_folder_wire(const char *folder, char *to, size_t room)
{
    struct wire w = { .p = to, .room = room };
    struct span rest = span_str(folder);

    assert(to);
    assert(room > 0);
    if (rest.n == 0 || rest.n >= IMAP_FOLDER || span_has_control(rest))
        return false;
    while (rest.n) {
        unsigned code = 0;
        size_t len = span_char(rest, &code);

        if (len == 0 || code == '"' || code == '\\')
            return false;
        put_code(&w, code);
        rest = span_from(rest, len);
    }
    unshift(&w);
    to[w.n] = '\0';
    return !w.over;
}
