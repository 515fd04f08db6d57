/* The dues clerk's ledger, as anybody might send it.
 *
 * Property: every row that was understood holds what its status promises, its
 * line is one of the text's, and no line is both a row and a problem; reading
 * twice gives the same. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/base/own.h"
#include "convoke/desk/dues_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_MAX = 64 * 1024 * 1024, SIZE_MOST = 32 * 1024 };

static void promise(bool kept)
{
    if (!kept)
        abort();
}

static void check_row(const struct dues_file *f, size_t at, int lines)
{
    const struct dues_file_row *r = &f->rows.at[at];

    promise(r->line > 0 && r->line <= lines);
    promise(at == 0 || r->line > f->rows.at[at - 1].line);
    promise(r->units[0].n > 0 && r->year >= 2000 && r->year < 2200);
    promise(r->status < DUES_STATUS_COUNT);
    promise(r->status != DUES_PAID || r->value_day != 0);
    promise(!f->as_of || r->value_day <= f->as_of);
    list_each(&f->problems, p) promise(p->line != r->line || p->line == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    struct span text = span_of((const char *)data, size);
    struct span rest = text;
    struct span line;
    struct dues_file once;
    struct dues_file twice;
    int lines = 0;

    if (size > SIZE_MOST)
        return 0;
    while (span_line(&rest, &line))
        lines++;
    dues_file_read(text, &arena, &once);
    for (size_t i = 0; i < once.rows.n; i++)
        check_row(&once, i, lines + 1);
    promise(once.problems.n > 0 || (once.rows.n > 0 && once.as_of != 0));
    promise(once.problems.n <= DUES_FILE_PROBLEMS);
    promise(once.rows.n == 0 || dues_file_is_ledger(text, &arena));
    dues_file_read(text, &arena, &twice);
    promise(once.rows.n == twice.rows.n && once.as_of == twice.as_of &&
            once.problems.n == twice.problems.n);
    return 0;
}
