#include "inside.h"

#include <assert.h>

#include "convoke/mail/form.h"
#include "sniff.h"
#include "unpack.h"
#include "writing.h"

enum { DOCUMENTS_MAX = 20, SCRATCH = 64 * 1024 * 1024 };

struct look {
    struct archive_budget *budget; /* borrowed */
    struct arena *arena;           /* borrowed */
    struct inside *to;             /* borrowed */
    struct text programs;          /* owned */
    int documents;
};

static struct span base_of(struct span name)
{
    size_t at = name.n;

    while (at > 0 && name.p[at - 1] != '/' && name.p[at - 1] != '\\')
        at--;
    return span_from(name, at);
}

/* Finder and Explorer add shadow entries of the same ending. */
static bool is_shadow(struct span name)
{
    struct span base = base_of(name);

    return span_starts(name, SPAN("__MACOSX/")) ||
           span_starts(base, SPAN("~$")) || span_starts(base, SPAN("._"));
}

static void add_program(struct look *k, struct span name)
{
    if (k->programs.n + name.n + 1 > k->programs.ceiling)
        return;
    if (k->programs.n)
        text_add_char(&k->programs, '\n');
    text_add(&k->programs, name);
}

/* A document that cannot be read does not keep the form beside it from being
 * found. */
static void read_document(struct look *k, const struct facts_file *file,
                          struct span octets)
{
    struct office_doc doc;

    if (k->documents++ >= DOCUMENTS_MAX ||
        writing_read(octets, file->type, k->budget, k->arena, &doc,
                     /* why= */ NULL) != VERDICT_DONE ||
        !form_is_form(&doc))
        return;
    if (k->to->forms++ == 0)
        k->to->form = doc;
}

static void take(void *self, const struct unpack_entry *entry,
                 struct span octets)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(SCRATCH);
    struct look *k = self;
    struct facts_file file = { .name = base_of(entry->name) };

    (void)sniff_file(octets, &scratch, &file);
    if (file.type == FACTS_FILE_PROGRAM)
        add_program(k, entry->name);
    else if (writing_is(file.type) && !file.encrypted &&
             !is_shadow(entry->name))
        read_document(k, &file, octets);
}

enum verdict inside_look(struct span bytes, struct archive_budget *budget,
                         struct arena *arena, struct inside *ret,
                         struct reason *why)
{
    struct look k = { .budget = budget,
                      .arena = arena,
                      .to = ret,
                      .programs = TEXT_INIT(FACTS_MAX_INSIDE) };
    const struct unpack_calls calls = { .self = &k, .take = take };
    enum verdict v;

    assert(arena);
    assert(ret);
    *ret = (struct inside){ .forms = 0 };
    v = unpack_each(bytes, budget, arena, &calls, why);
    ret->programs = arena_span(arena, text_span(&k.programs));
    text_release(&k.programs);
    return v;
}
