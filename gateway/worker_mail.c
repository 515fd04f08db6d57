/* The one place where the pool meets the mail reader, and a mail the reader of
 * its calendar object. */
#include "worker.h"

#include "convoke/calendar/answer.h"
#include "convoke/mail/reading.h"

/* One message's facts, its converted attachments and its text, all alive at
 * once; the address space is limited besides. */
enum { READING_MOST = 192 * 1024 * 1024 };

/* The object's own METHOD goes first: the Content-Type's only fills in for it
 * (interop.md 3, 32). */
static bool calendar_record(const struct facts *f, struct arena *arena,
                            struct text *record)
{
    struct answer answer = { 0 };

    if (answer_read(f->calendar_text, arena, &answer, /* why= */ NULL) !=
        VERDICT_DONE)
        return false;
    if (answer.method == ANSWER_METHOD_NONE)
        answer.method = answer_method_of(f->calendar_method);
    answer_encode(&answer, record);
    return !record->over;
}

/* A calendar object nobody can read is told by a note: the mail around it may
 * say in words what the object says. */
static void read_calendar(struct facts *f, struct arena *arena)
{
    CLEANUP(text_release) struct text record = TEXT_INIT(FACTS_MAX_CALENDAR);

    if (!f->calendar_text.n)
        return;
    if (calendar_record(f, arena, &record))
        f->calendar = arena_span(arena, text_span(&record));
    else
        *list_push(&f->notes, arena) = SPAN("calendar.unreadable");
}

static enum verdict mail_facts(struct span raw, struct text *record,
                               struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(READING_MOST);
    struct facts facts = { 0 };
    enum verdict v = reading_facts(raw, &arena, &facts, why);

    if (v != VERDICT_DONE)
        return v;
    read_calendar(&facts, &arena);
    facts_encode(&facts, record);
    return VERDICT_DONE;
}

const struct worker_reader worker_reader_mail = {
    .prepare = reading_prepare,
    .facts = mail_facts,
    .part = reading_part,
};
