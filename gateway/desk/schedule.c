#include "convoke/desk/schedule.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"
#include "particular_line.h"
#include "schedule_begin.h"
#include "schedule_scan.h"
#include "when_date.h"

enum { LINES_MAX = 5000, TAGS_MAX = 4, TAG_MOST = 60, HAN_YEAR = 0x5e74 };

/* Under a heading that is about something else. */
enum hush {
    HUSH_NONE,
    HUSH_NOTES,  /* lines without a day are no meetings */
    HUSH_AGENDA, /* only lines with an id are: an agenda has days and hours */
};

struct reader {
    LIST_OF(struct schedule_draft) drafts;
    struct arena *arena; /* borrowed */
    struct schedule_draft draft;
    bool open;      /* `draft` is being put together */
    int year;       /* for days without one; 0: none known */
    int least_year; /* the one given */
    size_t line;
    size_t filled[2]; /* numbers of the last two lines that are not empty */
    enum hush hush;
    int pending; /* the label whose value stands on the next line */
    struct particular_columns columns; /* of a table whose heading was seen */
    size_t column; /* in which the row stands so far; 0: it is done */
    bool cut;
};

/* ---- years ---- */

/* The last year a line is about: 2026年度, not the year of some day's
 * (2025年12月10日通知); with `days` that too. `year` when there is none. */
static int year_in(struct span line, bool days, int year)
{
    bool joined = false;
    unsigned c;

    while ((c = fold_peek(line))) {
        struct span s = line;
        int found;
        int month;

        if (!joined && fold_is_digit(c) && when_number(&s, &found) == 4 &&
            found >= 1900 && found < 2200) {
            unsigned mark;

            fold_skip_blanks(&s);
            mark = fold_peek(s);
            fold_step(&s);
            if (mark == HAN_YEAR && (days || !when_short_number(&s, &month)))
                year = found;
            else if (days && (mark == '-' || mark == '/' || mark == '.'))
                year = found;
        }
        joined = fold_is_alnum(c) || c == '-';
        fold_step(&line);
    }
    return year;
}

static int first_year(struct span words)
{
    struct span line;

    while (span_line(&words, &line)) {
        int found = year_in(line, /* days= */ true, 0);

        if (found)
            return found;
    }
    return 0;
}

/* Nobody plans for a year that is over: an earlier year than the one given is
 * never borrowed. */
static void note_year(struct reader *rd, int year)
{
    if (year && year >= rd->least_year)
        rd->year = year;
}

/* ---- drafts ---- */

static void flush(struct reader *rd)
{
    bool worth = rd->draft.wants_day || rd->draft.when.days != WHEN_NOTHING;

    if (rd->open)
        note_year(rd, rd->draft.when.year);
    if (rd->open && worth) {
        if (rd->drafts.n < SCHEDULE_MAX)
            *list_push(&rd->drafts, rd->arena) = rd->draft;
        else
            rd->cut = true;
    }
    rd->open = false;
}

static void begin(struct reader *rd, int opener, struct span text)
{
    flush(rd);
    rd->open = true;
    rd->draft = (struct schedule_draft){
        .item = { .text = text, .line = rd->line },
        .opener = opener,
    };
}

/* ---- labels ---- */

static bool is_agenda(struct span text)
{
    static const char *const words[] = { "会议议程", "议程", "会议议题",
                                         "议题",     "日程", "agenda" };

    numbering_take(&text, NULL);
    while (fold_peek(text) == '[' || fold_peek(text) == '*')
        fold_step(&text);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (fold_take_loose(&text, span_str(words[i])))
            return true;
    }
    return false;
}

static bool opens_another(const struct reader *rd, int key)
{
    return key == rd->draft.opener || key == PARTICULAR_TIME ||
           key == PARTICULAR_MEETING || key == PARTICULAR_NUMBER;
}

static void put(struct reader *rd, int key, struct span value, struct span text)
{
    if (!rd->open)
        begin(rd, key, text);
    if (schedule_draft_put(&rd->draft, key, value, rd->year))
        return;
    if (!opens_another(rd, key))
        return;
    begin(rd, key, text);
    schedule_draft_put(&rd->draft, key, value, rd->year);
}

static void take_labels(struct reader *rd, const struct particular_piece *at,
                        size_t n, struct span text)
{
    for (size_t i = 1; i < n; i++) {
        if (at[i].key == PARTICULAR_OTHER)
            continue;
        put(rd, at[i].key, at[i].value, text);
        if (i + 1 == n && !at[i].value.n)
            rd->pending = at[i].key;
    }
    if (at[0].value.n)
        return;
    if (at[1].key != PARTICULAR_OTHER)
        rd->hush = HUSH_NONE;
    else
        rd->hush = is_agenda(text) ? HUSH_AGENDA : HUSH_NOTES;
}

/* ---- tables ---- */

static void put_cell(struct reader *rd, size_t column, struct span cell)
{
    int key = rd->columns.keys[column];

    /* Of a column without a name an id is taken. */
    if (key == PARTICULAR_NONE || key == PARTICULAR_OTHER)
        key = PARTICULAR_NUMBER;
    if (cell.n)
        schedule_draft_put(&rd->draft, key, cell, rd->year);
}

static size_t count_cells(struct span line)
{
    struct span cell;
    size_t n = 0;

    while (particular_line_cell(&line, &cell))
        n++;
    return n;
}

/* A cell of several lines breaks its row: the next line goes on in the cell
 * with which the row ended. */
static void take_row(struct reader *rd, struct span line, struct span text)
{
    size_t n = count_cells(line);
    size_t i = rd->column;
    struct span cell;

    if (i == 0 || i + n > rd->columns.n) {
        begin(rd, PARTICULAR_NONE, text);
        rd->draft.wants_day = true;
        i = 0;
    }
    rd->column = i + n < rd->columns.n ? i + n - 1 : 0;
    for (; i < rd->columns.n && particular_line_cell(&line, &cell); i++)
        put_cell(rd, i, cell);
}

static bool take_table_line(struct reader *rd, struct span line,
                            struct span text)
{
    if (particular_line_columns(line, &rd->columns)) {
        flush(rd);
        rd->column = 0;
        return true;
    }
    if (!rd->columns.n)
        return false;
    if (!particular_line_is_row(line) && !rd->column) {
        flush(rd);
        rd->columns.n = 0;
        return false;
    }
    if (!particular_line_is_rule(line))
        take_row(rd, line, text);
    return true;
}

/* ---- lines ---- */

/* "[年度会议计划]" before a meeting; an id in brackets is the meeting's. */
static struct span skip_tags(struct span text)
{
    for (int i = 0; i < TAGS_MAX; i++) {
        struct span s = text;
        struct span inside;
        size_t end = 0;
        size_t n;
        unsigned c;

        if (!fold_take(&s, "["))
            break;
        while ((n = fold_char(span_from(s, end), &c)) && c != ']' &&
               end <= TAG_MOST)
            end += n;
        inside = span_sub(s, 0, end);
        if (!n || c != ']' || particular_line_label(inside))
            break;
        if (schedule_begin_here(inside))
            return s;
        text = fold_trim(span_from(s, end + n));
    }
    return text;
}

/* What ends with a colon announces a list. */
static bool announces(struct span s)
{
    s = fold_trim(s);
    return span_ends(s, SPAN(":")) || span_ends(s, SPAN("："));
}

static bool id_begins(struct span s)
{
    struct reference r;

    fold_skip_blanks(&s);
    return (reference_take(&s, &r) || reference_take_short(&s, &r)) &&
           r.kind == REFERENCE_MEETING;
}

/* "均09:00" was said at the end of a line of several. */
static void share_hours(struct reader *rd, size_t first)
{
    const struct when *w = &rd->draft.when;

    if (!rd->open || !rd->draft.all_hours)
        return;
    for (size_t i = first; i < rd->drafts.n; i++) {
        struct when *to = &rd->drafts.at[i].when;

        if (to->hours != WHEN_NOTHING)
            continue;
        to->hours = w->hours;
        to->from = w->from;
        to->until = w->until;
        to->has_until = w->has_until;
    }
}

static void meeting_line(struct reader *rd, struct span s, enum numbering as,
                         struct span text)
{
    size_t first;
    bool fills = rd->open && rd->draft.when.days == WHEN_NOTHING &&
                 as == NUMBERING_NONE && !id_begins(s);

    if (!fills)
        begin(rd, PARTICULAR_NONE, text);
    first = rd->drafts.n;
    rd->draft.as = fills ? rd->draft.as : as;
    rd->draft.wants_day = true;
    s = schedule_scan_line(&rd->draft, s, rd->year);
    while (s.n && rd->drafts.n < SCHEDULE_MAX) {
        begin(rd, PARTICULAR_NONE, text);
        rd->draft.as = as;
        s = schedule_scan_line(&rd->draft, s, rd->year);
    }
    share_hours(rd, first);
}

/* Hours, or where to dial in, below a meeting's day. */
static bool goes_on(struct reader *rd, struct span s)
{
    static const char *const dials[] = { "腾讯会议", "会议号",   "会议链接",
                                         "http://",  "https://", "zoom" };
    struct span dial = s;
    struct when w;

    if (!rd->open || rd->draft.when.days == WHEN_NOTHING ||
        rd->hush != HUSH_NONE)
        return false;
    if (FOLD_TAKE_ANY(&dial, dials))
        return schedule_draft_put(&rd->draft, PARTICULAR_LINK, s, rd->year);
    if (!when_take(&s, 0, &w) || w.days != WHEN_NOTHING ||
        rd->draft.when.hours != WHEN_NOTHING)
        return false;
    schedule_draft_add_hours(&rd->draft, &w);
    return true;
}

static void free_line(struct reader *rd, struct span lead, struct span text)
{
    struct span s = lead;
    enum numbering as = numbering_take(&s, NULL);
    bool begins;

    s = skip_tags(s);
    if (as == NUMBERING_NONE && goes_on(rd, s))
        return;
    begins = schedule_begin_here(s);
    if (!begins) {
        struct span inside = schedule_begin_inside(s);

        begins = inside.n > 0;
        s = begins ? inside : s;
    }
    if (rd->hush == HUSH_AGENDA && !id_begins(s))
        return;
    if (!begins &&
        (as == NUMBERING_NONE || rd->hush != HUSH_NONE || announces(s)))
        return;
    meeting_line(rd, s, as, text);
}

static void take_line(struct reader *rd, struct span line)
{
    struct particular_piece at[PARTICULAR_PIECES];
    struct span text = fold_trim(line);
    int pending = rd->pending;
    size_t n;

    rd->line++;
    if (!text.n)
        return;
    rd->filled[0] = rd->filled[1];
    rd->filled[1] = rd->line;
    note_year(rd, year_in(text, /* days= */ false, 0));
    if (take_table_line(rd, line, text))
        return;
    rd->pending = 0;
    n = particular_line_cut(skip_tags(text), at);
    if (n == 1 && pending)
        put(rd, pending, at[0].value, text);
    else if (at[0].value.n)
        free_line(rd, at[0].value, text);
    if (n > 1)
        take_labels(rd, at, n, text);
}

/* ---- the whole ---- */

static bool is_heading(const struct schedule_draft *d)
{
    return (d->as == NUMBERING_HAN || d->as == NUMBERING_CHAPTER ||
            d->as == NUMBERING_BRACKETED_HAN) &&
           d->when.days == WHEN_NOTHING && !d->item.id[0] &&
           d->when.hours == WHEN_NOTHING;
}

/* 一、会议安排 above meetings that are numbered otherwise. */
static bool heads_others(const struct reader *rd,
                         const struct schedule_draft *d)
{
    if (!is_heading(d))
        return false;
    list_each(&rd->drafts, other)
    {
        if (other->as != d->as && other->when.days != WHEN_NOTHING)
            return true;
    }
    return false;
}

/* The day under a letter, below its sender. */
static bool closes_letter(const struct reader *rd,
                          const struct schedule_draft *d)
{
    if (!d->bare || d->as != NUMBERING_NONE || d->item.stdweek_known ||
        d->opener || d->item.line != rd->filled[1] || !rd->filled[0])
        return false;
    list_each(&rd->drafts, other)
    {
        if (other != d && other->item.line == rd->filled[0])
            return false;
    }
    return true;
}

static struct schedule settle(struct reader *rd)
{
    struct schedule s = { .cut = rd->cut };

    list_each(&rd->drafts, d)
    {
        struct schedule_item it;

        if (heads_others(rd, d) || closes_letter(rd, d))
            continue;
        it = schedule_draft_settle(d);
        s.problems += it.problem != SCHEDULE_FINE;
        *list_push(&s.items, rd->arena) = it;
    }
    return s;
}

struct schedule schedule_read(struct span words, int year, struct arena *arena)
{
    struct reader rd = { .arena = arena };
    struct span rest = span_fit(words, SCHEDULE_TEXT);
    struct span line;

    assert(arena);
    rd.cut = rest.n < words.n;
    rd.least_year = year;
    rd.year = year ? year : first_year(rest);
    while (rd.line < LINES_MAX && span_line(&rest, &line))
        take_line(&rd, line);
    rd.cut = rd.cut || rest.n > 0;
    flush(&rd);
    return settle(&rd);
}

/* ---- names ---- */

static const struct {
    const char *name, *zh, *en;
} problems[SCHEDULE_PROBLEM_COUNT] = {
    [SCHEDULE_FINE] = { "fine", "", "" },
    [SCHEDULE_NO_DATE] = { "no_date", "未写明日期", "no date" },
    [SCHEDULE_NO_SUCH_DATE] = { "no_such_date", "日期不存在",
                                "a date that does not exist" },
    [SCHEDULE_NO_SUCH_TIME] = { "no_such_time", "时间不存在",
                                "a time that does not exist" },
    [SCHEDULE_OTHER_WEEKDAY] = { "other_weekday", "日期与星期不符",
                                 "date and weekday differ" },
    [SCHEDULE_ENDS_BEFORE_START] = { "ends_before_start", "结束早于开始",
                                     "ends before it starts" },
};

const char *schedule_problem_name(enum schedule_problem p)
{
    assert(p < SCHEDULE_PROBLEM_COUNT);
    return problems[p].name;
}

const char *schedule_problem_zh(enum schedule_problem p)
{
    assert(p < SCHEDULE_PROBLEM_COUNT);
    return problems[p].zh;
}

const char *schedule_problem_en(enum schedule_problem p)
{
    assert(p < SCHEDULE_PROBLEM_COUNT);
    return problems[p].en;
}
