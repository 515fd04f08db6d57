#include "convoke/desk/agenda.h"

#include <assert.h>

#include "agenda_line.h"
#include "agenda_omission.h"
#include "convoke/base/own.h"
#include "convoke/base/spelling.h"
#include "convoke/desk/when.h"
#include "fold.h"
#include "numbering.h"
#include "particular_line.h"
#include "when_date.h"

enum { LINES_MAX = 5000, COLUMNS_MAX = 12, CELL_MOST = 60 };

/* ---- headings ---- */

static const char *const heading_words[] = {
    "会议主要议程", "会议议程", "主要议程",     "大会议程",     "议程安排",
    "议程",         "会议议题", "主要议题",     "议题",         "会议日程",
    "日程安排",     "日程",     "agenda items", "draft agenda", "agenda",
};

static const char *const heading_tails[] = {
    "安排", "如下", "(草案)", "(暂定)", "(拟)",          "草案",
    "初稿", "表",   "]",      "*",      "is as follows", "as follows"
};

struct heading {
    enum numbering as;
    int number;
    struct span items; /* what stands behind it on its line */
};

static int number_of(struct span as_written)
{
    int n = 0;

    while (as_written.n && !when_number(&as_written, &n))
        fold_step(&as_written);
    return n;
}

static bool is_heading(struct span line, struct heading *ret)
{
    struct span s = line;
    struct span number;
    enum numbering as = numbering_take(&s, &number);
    bool found = false;

    while (fold_peek(s) == '[' || fold_peek(s) == '*')
        fold_step(&s);
    for (size_t i = 0; i < ARRAY_LEN(heading_words) && !found; i++)
        found = fold_take_loose(&s, span_str(heading_words[i]));
    if (!found)
        return false;
    do
        fold_skip_blanks(&s);
    while (FOLD_TAKE_ANY(&s, heading_tails));
    if (!fold_take(&s, ":") && s.n && !agenda_line_begins(s))
        return false;
    *ret = (struct heading){ as, number_of(number), fold_trim(s) };
    return true;
}

/* ---- tables ---- */

enum column {
    COLUMN_OTHER,
    COLUMN_NUMBER,
    COLUMN_TITLE,
    COLUMN_PROJECT,
    COLUMN_PRESENTER,
    COLUMN_COUNT
};

static const struct spelling columns[] = {
    { COLUMN_NUMBER, "序号" },       { COLUMN_NUMBER, "no" },
    { COLUMN_NUMBER, "时间" },       { COLUMN_NUMBER, "time" },
    { COLUMN_TITLE, "议题" },        { COLUMN_TITLE, "议程" },
    { COLUMN_TITLE, "内容" },        { COLUMN_TITLE, "会议内容" },
    { COLUMN_TITLE, "汇报内容" },    { COLUMN_TITLE, "题目" },
    { COLUMN_TITLE, "名称" },        { COLUMN_TITLE, "项目名称" },
    { COLUMN_TITLE, "标准名称" },    { COLUMN_TITLE, "事项" },
    { COLUMN_TITLE, "item" },        { COLUMN_TITLE, "topic" },
    { COLUMN_TITLE, "title" },       { COLUMN_PROJECT, "项目" },
    { COLUMN_PROJECT, "项目编号" },  { COLUMN_PROJECT, "project" },
    { COLUMN_PRESENTER, "汇报人" },  { COLUMN_PRESENTER, "报告人" },
    { COLUMN_PRESENTER, "主讲人" },  { COLUMN_PRESENTER, "主讲" },
    { COLUMN_PRESENTER, "发言人" },  { COLUMN_PRESENTER, "presenter" },
    { COLUMN_PRESENTER, "speaker" },
};

struct table {
    enum column at[COLUMNS_MAX];
    size_t n;
};

static bool is_table(struct span line, struct table *ret)
{
    struct table t = { .n = 0 };
    size_t seen[COLUMN_COUNT] = { 0 };
    struct span cell;

    if (!particular_line_is_row(line))
        return false;
    while (t.n < COLUMNS_MAX && particular_line_cell(&line, &cell)) {
        if (cell.n > CELL_MOST)
            return false;
        t.at[t.n] = (enum column)spelling_of(SPELLINGS(columns), cell);
        seen[t.at[t.n++]]++;
    }
    /* A plan has a title column too: only with its presenter or its project
     * it is an agenda's. */
    if (!(seen[COLUMN_TITLE] &&
          (seen[COLUMN_PRESENTER] || seen[COLUMN_PROJECT])) &&
        !(seen[COLUMN_PROJECT] && seen[COLUMN_PRESENTER]))
        return false;
    *ret = t;
    return true;
}

/* ---- the reader ---- */

struct reader {
    struct agenda a;
    struct arena *arena; /* borrowed */
    size_t line;
    bool within;       /* the heading stands above, the section goes on */
    bool numbered;     /* the section's items are */
    bool leaves_out;   /* "不列入议程的项目：" stands above */
    bool wants_reason; /* the last omissions have none yet */
    struct heading heading;
    struct table table;
};

static struct agenda_item *last_item(struct reader *rd)
{
    return rd->a.items.n ? &rd->a.items.at[rd->a.items.n - 1] : NULL;
}

static struct agenda_item *add_item(struct reader *rd, struct span text)
{
    struct agenda_item *it;

    if (rd->a.items.n == AGENDA_MAX) {
        rd->a.cut = true;
        return NULL;
    }
    it = list_push(&rd->a.items, rd->arena);
    *it = (struct agenda_item){ .text = fold_trim(text), .line = rd->line };
    return it;
}

static void take_item(struct reader *rd, struct span text)
{
    struct agenda_item *it = add_item(rd, text);

    if (it)
        agenda_line_item(text, rd->arena, it);
}

/* "议程：1.开幕；2.闭幕" */
static void take_items(struct reader *rd, struct span list)
{
    while (list.n) {
        size_t n = 0;
        size_t step;
        unsigned c = FOLD_NOTHING;
        struct span piece;

        while ((step = fold_char(span_from(list, n), &c)) && c != ';')
            n += step;
        piece = fold_trim(span_sub(list, 0, n));
        list = span_from(list, n + step);
        if (piece.n)
            take_item(rd, piece);
    }
}

static void take_row(struct reader *rd, struct span row)
{
    struct span whole = row;
    struct span cell;
    struct agenda_item *it;

    if (particular_line_is_rule(row))
        return;
    it = add_item(rd, row);
    if (!it)
        return;
    agenda_line_more(whole, rd->arena, it);
    for (size_t i = 0; i < rd->table.n && particular_line_cell(&row, &cell);
         i++) {
        if (rd->table.at[i] == COLUMN_NUMBER && !it->number.n)
            it->number = cell;
        else if (rd->table.at[i] == COLUMN_TITLE && !it->title.n)
            it->title = agenda_line_title(cell);
        else if (rd->table.at[i] == COLUMN_PRESENTER)
            agenda_line_people(cell, rd->arena, it);
    }
}

/* ---- where the section ends ---- */

static const char *const ends[] = {
    "附件",         "参会",    "参加",   "出席",         "会议资料",
    "会务",         "联系",    "注意",   "有关要求",     "请",
    "此致",         "特此",    "报名",   "以上",         "attach",
    "participants", "contact", "please", "best regards", "kind regards",
};

static bool belongs_to_item(int key, struct span value)
{
    struct when w;

    switch (key) {
    case PARTICULAR_PROJECT:
    case PARTICULAR_TEXT:
    case PARTICULAR_TITLE:
    case PARTICULAR_LEAD:
    case PARTICULAR_DRAFTERS:
    case PARTICULAR_REASON:
        return true;
    case PARTICULAR_TIME:
        return when_take(&value, 0, &w) && w.days == WHEN_NOTHING;
    default:
        return false;
    }
}

/* A label of the meeting, not of an item. */
static bool is_other_label(struct span line)
{
    struct particular_piece at[PARTICULAR_PIECES];

    return particular_line_cut(line, at) > 1 && !at[0].value.n &&
           !belongs_to_item(at[1].key, at[1].value);
}

static bool ends_section(const struct reader *rd, struct span line,
                         struct span bare, enum numbering as,
                         struct span number)
{
    if (as != NUMBERING_NONE && as == rd->heading.as &&
        as != NUMBERING_BULLET && number_of(number) == rd->heading.number + 1)
        return true;
    if (is_other_label(line))
        return true;
    return as == NUMBERING_NONE && FOLD_TAKE_ANY(&bare, ends);
}

/* ---- lines ---- */

static bool take_omission(struct reader *rd, struct span line)
{
    struct span bare = line;
    struct span reason;
    bool says = agenda_omission_is(line);

    numbering_take(&bare, NULL);
    if (rd->wants_reason && agenda_omission_reason(bare, &reason)) {
        list_each(&rd->a.omissions, o)
        {
            if (!o->reason.n)
                o->reason = reason;
        }
        rd->wants_reason = false;
        return true;
    }
    if (!says && !(rd->leaves_out && agenda_line_begins(bare)))
        return false;
    rd->leaves_out = true;
    if (agenda_omission_read(line, rd->line, rd->arena, &rd->a)) {
        rd->wants_reason = !rd->a.omissions.at[rd->a.omissions.n - 1].reason.n;
        rd->leaves_out = !says || rd->wants_reason;
    }
    return true;
}

static bool begins_with_hours(struct span s)
{
    struct when w;

    return when_take(&s, 0, &w) && w.days == WHEN_NOTHING;
}

static void take_within(struct reader *rd, struct span line)
{
    struct span bare = line;
    struct span number;
    enum numbering as = numbering_take(&bare, &number);
    struct agenda_item *last = last_item(rd);
    bool marked = as != NUMBERING_NONE || begins_with_hours(bare);

    if (ends_section(rd, line, bare, as, number)) {
        rd->within = false;
        return;
    }
    if (!last)
        rd->numbered = marked;
    if (marked || !rd->numbered || !last)
        take_item(rd, line);
    else
        agenda_line_more(line, rd->arena, last);
}

/* Without a heading only what is numbered or begins with a project. */
static void take_unheaded(struct reader *rd, struct span line)
{
    struct span bare = line;
    enum numbering as = numbering_take(&bare, NULL);
    bool marked = as != NUMBERING_NONE && as != NUMBERING_BULLET;
    struct agenda_item *last = last_item(rd);

    if (last && !marked && agenda_line_is_more(bare))
        agenda_line_more(line, rd->arena, last);
    else if ((marked || agenda_line_begins(bare)) && !is_other_label(line))
        take_item(rd, line);
}

static void take_line(struct reader *rd, struct span line)
{
    struct span text = fold_trim(line);
    bool heading = is_heading(text, &rd->heading);
    bool table = is_table(line, &rd->table);

    if (heading || table) {
        rd->within = true;
        rd->leaves_out = false;
        if (heading)
            take_items(rd, rd->heading.items);
        rd->numbered = heading && rd->a.items.n > 0;
        rd->table.n = heading && !table ? 0 : rd->table.n;
    } else if (take_omission(rd, text)) {
        return;
    } else if (rd->table.n && particular_line_is_row(line)) {
        take_row(rd, line);
    } else if (rd->within) {
        rd->table.n = 0;
        take_within(rd, text);
    } else if (!rd->a.headed) {
        take_unheaded(rd, text);
    }
}

static bool has_heading(struct span words)
{
    struct heading h;
    struct table t;
    struct span line;

    for (size_t i = 0; i < LINES_MAX && span_line(&words, &line); i++) {
        if (is_heading(fold_trim(line), &h) || is_table(line, &t))
            return true;
    }
    return false;
}

struct agenda agenda_read(struct span words, struct arena *arena)
{
    struct reader rd = { .arena = arena };
    struct span rest = span_fit(words, AGENDA_TEXT);
    struct span line;

    assert(arena);
    rd.a.cut = rest.n < words.n;
    rd.a.headed = has_heading(rest);
    while (rd.line < LINES_MAX && span_line(&rest, &line)) {
        rd.line++;
        if (fold_trim(line).n)
            take_line(&rd, line);
    }
    rd.a.cut = rd.a.cut || rest.n > 0;
    return rd.a;
}
