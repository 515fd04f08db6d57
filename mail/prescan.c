#include "convoke/mail/prescan.h"

#include "scan.h"

enum verdict prescan_check(struct span raw, struct prescan *ret,
                           struct reason *why)
{
    /* Never reached: fields and parts are bounded by the scan itself. */
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(256UL << 20);
    struct letter letter;
    struct prescan counted = { .octets = raw.n };
    enum verdict v = scan_parts(raw, &arena, &letter, why);

    if (v != VERDICT_DONE)
        return v;
    counted.parts = letter.parts.n;
    list_each(&letter.parts, part) if ((size_t)part->depth > counted.depth)
        counted.depth = (size_t)part->depth;
    if (ret)
        *ret = counted;
    return VERDICT_DONE;
}
