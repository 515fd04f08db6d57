/* convoke-paper — a paper on standard input (paper_write), its PDF on standard
 * output. Started by convoke, for one paper; told why not on standard error. */
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "enclosure.h"
#include "printer.h"

enum { ARENA = 256 * 1024 * 1024 };

static enum verdict read_paper(struct arena *arena, struct paper *ret,
                               struct reason *why)
{
    CLEANUP(text_release) struct text wire = TEXT_INIT(PAPER_MAX_OCTETS);
    enum verdict v = file_read_fd(STDIN_FILENO, &wire, why);

    if (v != VERDICT_DONE)
        return v;
    if (!paper_read(arena_span(arena, text_span(&wire)), arena, ret))
        return reason_set(why, VERDICT_NEVER, "paper.read",
                          "standard input is no paper");
    return VERDICT_DONE;
}

static enum verdict run(void)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA);
    struct paper p;
    struct reason why;
    enum verdict v = enclosure_shut(&why);

    if (v == VERDICT_DONE)
        v = read_paper(&arena, &p, &why);
    if (v == VERDICT_DONE)
        v = printer_print(&p, STDOUT_FILENO, &why);
    if (v != VERDICT_DONE)
        fprintf(stderr, "convoke-paper: %s: %s\n", why.site, why.text);
    return v;
}

/* Without their cleaning up: the libraries keep what they have seen of fonts
 * for a next time that does not come. */
int main(void)
{
    _exit(verdict_exit(run()));
}
