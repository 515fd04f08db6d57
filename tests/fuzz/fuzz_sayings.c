/* What people write in mails, read in every way the desk knows.
 *
 * Property: whatever is found lies inside what came; days, hours and counts
 * are within their bounds; a heading that is asked for is found when it is
 * there; a value read twice is the same. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/base/own.h"
#include "convoke/desk/agenda.h"
#include "convoke/desk/command.h"
#include "convoke/desk/headings.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/people.h"
#include "convoke/desk/schedule.h"
#include "convoke/desk/when.h"
#include "convoke/mail/facts.h"
#include "gateway/desk/contribution_words.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_MAX = 64 * 1024 * 1024, SIZE_MOST = 32 * 1024, YEAR = 2026 };

static void promise(bool kept)
{
    if (!kept)
        abort();
}

static void inside(struct span part, struct span all)
{
    promise(!part.n || (part.p >= all.p && part.p + part.n <= all.p + all.n));
}

static void check_particulars(struct span all, struct arena *arena)
{
    struct particulars p = particulars_read(all, arena);
    bool yes;

    promise(p.values.n <= PARTICULARS_MAX);
    list_each(&p.values, v)
    {
        promise(v->key > PARTICULAR_NONE && v->key < PARTICULAR_COUNT &&
                v->line > 0);
        inside(v->value, all);
        (void)particulars_yes(v->value, &yes);
    }
}

static void check_when(struct span all)
{
    struct span rest = all;
    struct when w;

    while (when_find(&rest, YEAR, &w)) {
        promise(rest.p + rest.n == all.p + all.n);
        if (w.hours == WHEN_FINE)
            promise(w.from >= 0 && w.from <= CIVIL_DAY && w.until >= 0 &&
                    w.until <= CIVIL_DAY);
        if (w.days == WHEN_FINE)
            promise(civil_from_day(w.day).year > 1890 &&
                    civil_from_day(w.last).year < 2210);
    }
    promise(rest.n == 0);
}

static void check_people(struct span all)
{
    struct span rest = all;
    struct span name;
    size_t before = all.n + 1;

    while (people_cut(&rest, &name)) {
        promise(name.n > 0 && rest.n < before);
        inside(name, all);
        before = rest.n;
    }
}

static void check_schedule(struct span all, struct arena *arena)
{
    struct schedule s = schedule_read(all, YEAR, arena);
    size_t problems = 0;

    promise(s.items.n <= SCHEDULE_MAX);
    list_each(&s.items, it)
    {
        inside(it->title, all);
        inside(it->place, all);
        inside(it->link, all);
        inside(it->reason, all);
        inside(it->text, all);
        promise(it->text.n > 0 && it->line > 0);
        problems += it->problem != SCHEDULE_FINE;
        if (it->problem == SCHEDULE_FINE)
            promise(civil_moment(it->end_day, it->end) >
                    civil_moment(it->day, it->start));
    }
    promise(problems == s.problems);
}

static void check_agenda(struct span all, struct arena *arena)
{
    struct agenda a = agenda_read(all, arena);

    promise(a.items.n <= AGENDA_MAX);
    list_each(&a.items, it)
    {
        inside(it->number, all);
        inside(it->title, all);
        inside(it->text, all);
        list_each(&it->presenters, name)
        {
            inside(*name, all);
        }
    }
    list_each(&a.omissions, o)
    {
        promise(o->project.kind == REFERENCE_PROJECT);
        inside(o->reason, all);
        inside(o->text, all);
    }
}

static void check_command(struct span all)
{
    struct command c = command_parse(all);

    inside(c.line, all);
    inside(c.rest, all);
    inside(c.reason, all);
    inside(c.number, all);
    promise(!(c.has_date && c.bad_date) && !(c.has_time && !c.has_date));
}

static void check_contribution(struct span all)
{
    struct contribution_item item;
    struct reference r;
    struct span line = span_fit(all, FACTS_MAX_LINE);
    struct span title = contribution_title(line);

    inside(title, line);
    inside(contribution_title_of_file(line), line);
    inside(contribution_unit_of_title(title), all);
    if (contribution_replaces(all, &r))
        promise(r.kind == REFERENCE_CONTRIBUTION);
    if (contribution_item_read(all, &item))
        promise(item.project.kind == REFERENCE_PROJECT || item.number > 0);
    (void)contribution_says_none(all);
}

static void check_headings(struct span all)
{
    static const struct heading_set *const sets[] = { &heading_minutes,
                                                      &heading_meeting_plan,
                                                      &heading_comment_table };

    for (size_t i = 0; i < ARRAY_LEN(sets); i++) {
        uint32_t missing = headings_missing(all, sets[i]);

        promise(missing >> sets[i]->n == 0);
        promise((missing & ~headings_missing_columns(all, sets[i])) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(ARENA_MAX);
    struct span all = span_of((const char *)data, size);

    if (size > SIZE_MOST)
        return 0;
    check_particulars(all, &arena);
    check_when(all);
    check_people(all);
    check_schedule(all, &arena);
    check_agenda(all, &arena);
    check_command(all);
    check_headings(all);
    check_contribution(all);
    return 0;
}
