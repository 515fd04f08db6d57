#include "winmail.h"

#include <assert.h>

#include "attachment.h"
#include "sniff.h"

int winmail_first(const struct letter *l)
{
    int n = 0;

    assert(l);
    list_each(&l->parts, p) if (p->leaf >= n) n = p->leaf + 1;
    return n;
}

static bool add_octets(void *to, struct span piece)
{
    return text_add(to, piece);
}

bool winmail_file(struct letter *l, int part, struct arena *arena,
                  struct span *ret)
{
    int number = part - winmail_first(l);

    for (size_t i = 0; i < l->parts.n && number >= 0; i++) {
        CLEANUP(text_release) struct text octets = TEXT_INIT(SNIFF_MAX_WHOLE);
        struct tnef t;

        if (!attachment_is(&l->parts.at[i]) ||
            !letter_decode(l, (int)i, add_octets, &octets,
                           /* ret_flags= */ NULL) ||
            !tnef_read(text_span(&octets), arena, &t))
            continue;
        if ((size_t)number < t.files.n) {
            *ret = arena_span(arena, t.files.at[number].bytes);
            return true;
        }
        number -= (int)t.files.n;
    }
    return false;
}
