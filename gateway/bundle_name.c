/* A file's name on the disk of whoever exports. */
#include <assert.h>

#include "bundle.h"
#include "convoke/base/fold.h"

enum {
    NAME_MOST = 200,  /* octets; file systems take 255 */
    ENDING_MOST = 16, /* octets of ".docx" */
};

/* What separates, hides or turns around, on any system. */
static bool is_trick(unsigned c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfeff || c == 0xfffd ||
           (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x206f) ||
           (c < 0x80 && strchr("/\\:*?\"<>|", (char)c));
}

static struct span trim_end(struct span s)
{
    while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ' '))
        s.n--;
    return s;
}

static struct span clean(struct span name, struct arena *arena)
{
    CLEANUP(text_release) struct text kept = TEXT_INIT(TEXT_MAX_HEADER);
    struct span s;

    while (name.n) {
        unsigned c = 0;
        size_t n = span_char(name, &c);
        if (n && !is_trick(c))
            text_add(&kept, span_sub(name, 0, n));
        else
            text_add_char(&kept, '_');
        name = span_from(name, n ? n : 1);
    }
    s = trim_end(span_trim_wide(text_span(&kept)));
    return s.n ? arena_span(arena, s) : SPAN("file");
}

static size_t ending_at(struct span name)
{
    for (size_t i = name.n; i-- > 1 && name.n - i <= ENDING_MOST;)
        if (name.p[i] == '.')
            return i;
    return name.n;
}

/* The same name to a system that does not tell capitals or widths apart. */
static bool is_taken(const bundle_names *taken, struct span name,
                     struct arena *arena)
{
    struct span folded = fold_name(arena, name);

    list_each(taken, t) if (span_eq(*t, folded)) return true;
    return false;
}

struct span bundle_name(const struct bundle_file *f, struct arena *arena,
                        bundle_names *taken)
{
    struct span front =
        clean(arena_printf(arena, SPAN_FMT "_" SPAN_FMT,
                           SPAN_ARG(f->contribution), SPAN_ARG(f->unit)),
              arena);
    struct span name = clean(f->name, arena);
    size_t dot = ending_at(name);
    struct span ending = span_from(name, dot);
    struct span stem = span_sub(name, 0, dot);
    struct span whole;

    assert(taken);
    for (int n = 1;; n++) {
        struct span again = n > 1 ? arena_printf(arena, "_%d", n) : SPAN_NONE;
        size_t rest = front.n + 1 + again.n + ending.n;
        whole = arena_printf(
            arena, SPAN_FMT "_" SPAN_FMT SPAN_FMT SPAN_FMT, SPAN_ARG(front),
            SPAN_ARG(span_fit(stem, NAME_MOST > rest ? NAME_MOST - rest : 0)),
            SPAN_ARG(again), SPAN_ARG(ending));
        if (!is_taken(taken, whole, arena))
            break;
    }
    *list_push(taken, arena) = fold_name(arena, whole);
    return whole;
}
