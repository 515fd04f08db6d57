/* Unfolding keeps the number of lines; what is read without a complaint is in
 * order, and printed again it reads to the same days; a complaint names a line
 * of the file. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/calendar/holidays.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t lines_of(struct span s)
{
    size_t n = 0;
    struct span line;

    while (span_line(&s, &line))
        n++;
    return n;
}

static void print(const struct holidays *got, struct text *to)
{
    text_add_str(to, "BEGIN:VCALENDAR\n");
    list_each(&got->days, h)
    {
        struct civil c = civil_from_day(h->day);
        text_addf(to,
                  "BEGIN:VEVENT\nDTSTART:%04d%02d%02d\nSUMMARY:x（%s）\n"
                  "END:VEVENT\n",
                  c.year, c.month, c.day, h->works ? "班" : "休");
    }
    text_add_str(to, "END:VCALENDAR\n");
}

static void read_again(const struct holidays *got, struct arena *arena)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(4 * HOLIDAYS_MAX_FILE);
    struct holidays again = { 0 };
    struct reason why;

    if (!got->days.n || got->days.n > HOLIDAYS_MAX_EVENTS)
        return;
    print(got, &text);
    if (holidays_read(text_span(&text), arena, &again, &why) != VERDICT_DONE ||
        again.days.n != got->days.n)
        abort();
    for (size_t i = 0; i < again.days.n; i++)
        if (again.days.at[i].day != got->days.at[i].day ||
            again.days.at[i].works != got->days.at[i].works)
            abort();
}

static void check_lines(const struct holidays *got, size_t lines)
{
    list_each(&got->problems, p) if (p->line < 0 || (size_t)p->line > lines)
        abort();
    list_each(&got->skipped, s) if (s->line < 1 || (size_t)s->line > lines)
        abort();
    for (size_t i = 1; i < got->days.n; i++)
        if (got->days.at[i - 1].day >= got->days.at[i].day)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(512 << 20);
    CLEANUP(text_release) struct text text = TEXT_INIT(2 * HOLIDAYS_MAX_FILE);
    struct span file = span_of((const char *)data, size);
    struct holidays got = { 0 };
    struct reason why = { 0 };
    enum verdict v;

    if (holidays_unfold(file, &text, &why) != VERDICT_DONE)
        return 0;
    if (span_starts(file, SPAN("\xef\xbb\xbf")))
        file = span_from(file, 3);
    if (lines_of(text_span(&text)) != lines_of(file))
        abort();
    v = holidays_read(text_span(&text), &arena, &got, &why);
    if ((v == VERDICT_DONE) != (got.problems.n == 0))
        abort();
    check_lines(&got, lines_of(file));
    if (v == VERDICT_DONE)
        read_again(&got, &arena);
    return 0;
}
