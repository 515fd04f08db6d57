#include <assert.h>

#include "convoke/calendar/holidays.h"
#include "convoke/desk/workdays_file.h"
#include "convoke/desk/workdays_known.h"
#include "convoke/mail/charset.h"
#include "import.h"

/* A character of GB18030 takes two octets there and three in UTF-8. */
enum { IMPORT_MAX_HOLIDAYS = 2 * HOLIDAYS_MAX_FILE };

bool import_is_holidays(const struct import *im)
{
    assert(im);
    return span_ends_nocase(span_str(im->file), SPAN(".ics")) ||
           holidays_is_ics(im->bytes);
}

static enum verdict to_utf8(struct span octets, struct span label,
                            struct text *to, struct reason *why)
{
    unsigned flags = charset_to_utf8(octets, label, SPAN_NONE, to);

    if (to->over || (flags & CHARSET_LOSSY))
        return reason_set(why, VERDICT_NEVER, "import.holidays",
                          "the text is neither UTF-8 nor GB18030");
    return VERDICT_DONE;
}

static bool is_wide(struct span s)
{
    return span_starts(s, SPAN("\xff\xfe")) || span_starts(s, SPAN("\xfe\xff"));
}

/* Folds are undone on the octets, for they may lie inside a character; but in
 * UTF-16 they cannot be seen before it is converted. */
static enum verdict plain_text(struct span file, struct text *to,
                               struct reason *why)
{
    CLEANUP(text_release) struct text wide = TEXT_INIT(IMPORT_MAX_HOLIDAYS);
    CLEANUP(text_release) struct text joined = TEXT_INIT(IMPORT_MAX_HOLIDAYS);
    enum verdict v = VERDICT_DONE;

    if (is_wide(file)) {
        v = to_utf8(file, SPAN("UTF-16"), &wide, why);
        file = text_span(&wide);
    }
    if (v == VERDICT_DONE)
        v = holidays_unfold(file, &joined, why);
    if (v != VERDICT_DONE)
        return v;
    if (!span_is_utf8(text_span(&joined)))
        return to_utf8(text_span(&joined), SPAN("GB18030"), to, why);
    text_add(to, text_span(&joined));
    return VERDICT_DONE;
}

static void tell_skipped(const struct import *im, const struct holidays *got)
{
    static const struct {
        const char *zh, *en;
    } reasons[] = {
        [HOLIDAYS_SAYS_NEITHER] = { "没有说放假还是上班",
                                    "says neither rest nor work" },
        [HOLIDAYS_IS_CANCELLED] = { "已取消", "is cancelled" },
        [HOLIDAYS_WORKS_ANYWAY] = { "周一至周五本来上班",
                                    "Monday to Friday works anyway" },
    };

    list_each(&got->skipped, s)
        context_say(im->ctx, "%s:%d: 跳过: " SPAN_FMT "（%s）",
                    "%s:%d: skipped: " SPAN_FMT " (%s)", im->file, s->line,
                    SPAN_ARG(s->summary),
                    im->ctx->chinese ? reasons[s->why].zh : reasons[s->why].en);
    if (got->inclusive && !got->problems.n)
        context_say(im->ctx,
                    "%s:%d: 这一天的结束就是它自己，所以本文件的 DTEND 都当作"
                    "最后一天",
                    "%s:%d: ends on the day it begins, so every DTEND of this "
                    "file is taken for the last day",
                    im->file, got->inclusive);
}

/* Days in a row under one name become one row. */
static void add_day(struct import *im, struct workdays_rows *to,
                    const struct holiday *h)
{
    int year = workdays_notice_year(h->day);
    struct workdays_row *last =
        to->rows.n ? &to->rows.at[to->rows.n - 1] : NULL;

    if (last && last->last == h->day - 1 && last->works == h->works &&
        last->year == year && span_eq(last->name, h->name))
        last->last = h->day;
    else
        *list_push(&to->rows, im->arena) =
            (struct workdays_row){ year, h->works, h->day, h->day, h->name };
}

enum verdict import_holidays(struct import *im, struct workdays_rows *ret,
                             struct reason *why)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(IMPORT_MAX_HOLIDAYS);
    struct workdays_rows rows = { 0 };
    struct holidays got = { 0 };
    enum verdict v;

    assert(im);
    assert(ret);
    v = plain_text(im->bytes, &text, why);
    if (v != VERDICT_DONE) {
        *list_push(&rows.problems, im->arena) =
            (struct workdays_problem){ .text = arena_printf(im->arena, "%s",
                                                            why->text) };
        *ret = rows;
        return v;
    }
    v = holidays_read(text_span(&text), im->arena, &got, why);
    tell_skipped(im, &got);
    list_each(&got.days, h) add_day(im, &rows, h);
    list_each(&got.problems, p) * list_push(&rows.problems, im->arena) =
        (struct workdays_problem){ p->line, p->text };
    *ret = rows;
    return v;
}
