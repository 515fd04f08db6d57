/* The one place where the pool meets the mail reader. */
#include "worker.h"

#include "convoke/mail/reading.h"

/* One message's facts, its converted attachments and its text, all alive at
 * once; the address space is limited besides. */
enum { READING_MOST = 192 * 1024 * 1024 };

static enum verdict mail_facts(struct span raw, struct text *record,
                               struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(READING_MOST);
    struct facts facts = { 0 };
    enum verdict v = reading_facts(raw, &arena, &facts, why);

    if (v == VERDICT_DONE)
        facts_encode(&facts, record);
    return v;
}

const struct worker_reader worker_reader_mail = {
    .prepare = reading_prepare,
    .facts = mail_facts,
    .part = reading_part,
};
