#include "convoke/desk/particulars.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"
#include "particular_line.h"

enum { LINES_MAX = 5000, STRANGE_MOST = 12 };

/* How far a value goes. */
enum reach {
    REACH_LINE,
    REACH_PARAGRAPH,
    REACH_LABEL, /* until the next label, empty lines or not */
};

static const struct {
    const char *name, *zh, *en;
    enum reach reach;
} keys[PARTICULAR_COUNT] = {
    [PARTICULAR_NONE] = { "", "", "", REACH_LINE },
    [PARTICULAR_TIME] = { "time", "时间", "Time", REACH_PARAGRAPH },
    [PARTICULAR_PLACE] = { "place", "地点", "Place", REACH_PARAGRAPH },
    [PARTICULAR_LINK] = { "link", "会议链接", "Link", REACH_PARAGRAPH },
    [PARTICULAR_CHAIR] = { "chair", "主持人", "Chair", REACH_LINE },
    [PARTICULAR_STDWEEK] = { "stdweek", "标准周", "Standards week",
                             REACH_LINE },
    [PARTICULAR_REASON] = { "reason", "理由", "Reason", REACH_PARAGRAPH },
    [PARTICULAR_TITLE] = { "title", "名称", "Title", REACH_PARAGRAPH },
    [PARTICULAR_LEAD] = { "lead", "负责人", "Lead", REACH_LINE },
    [PARTICULAR_DRAFTERS] = { "drafters", "起草人", "Drafters",
                              REACH_PARAGRAPH },
    [PARTICULAR_ISSUED] = { "issued", "计划下达", "Issued", REACH_LINE },
    [PARTICULAR_STARTED] = { "started", "启动日期", "Start", REACH_LINE },
    [PARTICULAR_DUE] = { "due", "截止日期", "Due", REACH_LINE },
    [PARTICULAR_PRESENT] = { "present", "出席", "Present", REACH_PARAGRAPH },
    [PARTICULAR_ABSENT] = { "absent", "缺席", "Absent", REACH_PARAGRAPH },
    [PARTICULAR_NUMBER] = { "number", "编号", "Number", REACH_LINE },
    [PARTICULAR_STAGE] = { "stage", "阶段", "Stage", REACH_LINE },
    [PARTICULAR_ADDRESSEE] = { "addressee", "交办对象", "Addressee",
                               REACH_PARAGRAPH },
    [PARTICULAR_TEXT] = { "text", "要求", "Task", REACH_LABEL },
    [PARTICULAR_APPROVAL] = { "approval", "批准文号", "Approval", REACH_LINE },
    [PARTICULAR_REPLACES] = { "replaces", "替代", "Replaces", REACH_LINE },
    [PARTICULAR_PROJECT] = { "project", "项目", "Project", REACH_LINE },
    [PARTICULAR_MEETING] = { "meeting", "会议", "Meeting", REACH_LINE },
    [PARTICULAR_UNIT] = { "unit", "单位名称", "Unit", REACH_LINE },
    [PARTICULAR_EFFECTIVE] = { "effective", "生效日期", "Effective",
                               REACH_LINE },
    [PARTICULAR_DEPUTY] = { "deputy", "受托人", "Deputy", REACH_LINE },
};

/* Lines that end a letter, not a value. */
static const char *const closings[] = {
    "此致",    "敬礼",      "谢谢",   "感谢",         "顺祝",
    "祝好",    "祝：",      "--",     "best regards", "kind regards",
    "regards", "sincerely", "thanks",
};

struct reader {
    struct particulars p;
    struct arena *arena; /* borrowed */
    size_t line;
    bool open;  /* the last value may go on */
    bool blank; /* an empty line stands before this one */
    struct particular_columns columns; /* of a table whose heading was seen */
};

static void add(struct reader *rd, int key, struct span value)
{
    rd->open = false;
    if (key == PARTICULAR_NONE || key >= PARTICULAR_COUNT ||
        rd->p.values.n == PARTICULARS_MAX)
        return;
    *list_push(&rd->p.values, rd->arena) =
        (struct particular_value){ (enum particular)key, value, rd->line };
    rd->open = true;
}

/* "参会须知：…": a short word with a colon that is no label of ours. */
static bool is_strange_label(struct span line)
{
    unsigned c = FOLD_NOTHING;
    int n;

    for (n = 0; n < STRANGE_MOST && (c = fold_peek(line)); n++) {
        if (c == ':' || (!fold_is_han(c) && !fold_is_alnum(c)))
            break;
        fold_step(&line);
    }
    if (n == 0 || c != ':')
        return false;
    fold_step(&line);
    return !fold_is_digit(fold_peek(line)); /* 9:00 is an hour */
}

static bool goes_on(const struct reader *rd, const struct particular_value *v,
                    struct span line)
{
    if (!rd->open || FOLD_TAKE_ANY(&line, closings))
        return false;
    if (!v->value.n || keys[v->key].reach == REACH_LABEL)
        return true;
    return keys[v->key].reach == REACH_PARAGRAPH && !rd->blank &&
           !is_strange_label(line);
}

/* Spans of the words follow each other: a value that goes on grows. */
static void go_on(struct reader *rd, struct span line)
{
    struct particular_value *v;

    if (!rd->p.values.n)
        return;
    v = &rd->p.values.at[rd->p.values.n - 1];
    if (!goes_on(rd, v, line)) {
        rd->open = false;
        return;
    }
    v->value = v->value.n
                   ? span_of(v->value.p, (size_t)(line.p + line.n - v->value.p))
                   : line;
}

static bool take_table_line(struct reader *rd, struct span line)
{
    struct span cell;

    if (particular_line_columns(line, &rd->columns)) {
        rd->open = false;
        return true;
    }
    if (!rd->columns.n || !particular_line_is_row(line)) {
        rd->columns.n = 0;
        return false;
    }
    for (size_t i = 0; i < rd->columns.n && !particular_line_is_rule(line) &&
                       particular_line_cell(&line, &cell);
         i++) {
        if (cell.n)
            add(rd, rd->columns.keys[i], cell);
    }
    rd->open = false;
    return true;
}

static void take_line(struct reader *rd, struct span line)
{
    struct particular_piece at[PARTICULAR_PIECES];
    struct span text = fold_trim(line);
    size_t n;

    rd->line++;
    if (!text.n) {
        rd->blank = true;
        return;
    }
    if (!take_table_line(rd, line)) {
        n = particular_line_cut(line, at);
        if (at[0].value.n)
            go_on(rd, at[0].value);
        for (size_t i = 1; i < n; i++)
            add(rd, at[i].key, at[i].value);
    }
    rd->blank = false;
}

struct particulars particulars_read(struct span words, struct arena *arena)
{
    struct reader rd = { .arena = arena };
    struct span rest = span_fit(words, PARTICULARS_TEXT);
    struct span line;

    assert(arena);
    while (rd.line < LINES_MAX && span_line(&rest, &line))
        take_line(&rd, line);
    return rd.p;
}

struct span particulars_value(const struct particulars *p, enum particular key)
{
    assert(p);
    list_each(&p->values, v)
    {
        if (v->key == key && v->value.n)
            return v->value;
    }
    return SPAN_NONE;
}

static bool is_tick(unsigned c)
{
    return c == 0x221a || c == 0x2713 || c == 0x2714 || c == 0x2611 ||
           c == 0x2612 || c == 0x25a0 || c == 0x25cf;
}

static bool is_box(unsigned c)
{
    return is_tick(c) || c == 0x2610 || c == 0x25a1 || c == 0x25cb;
}

static bool take_yes_or_no(struct span *rest, bool *ret_yes)
{
    fold_skip_blanks(rest);
    *ret_yes = fold_take(rest, "是") || fold_take(rest, "yes");
    return *ret_yes || fold_take(rest, "否") || fold_take(rest, "no");
}

/* "☑是 ☐否", "是☐ 否☑": the ticked one counts. */
static bool ticked(struct span value, bool *ret_yes)
{
    bool box_first;

    fold_skip_blanks(&value);
    box_first = is_box(fold_peek(value));
    for (int i = 0; i < 2; i++) {
        bool yes = false;
        unsigned box;

        if (!box_first && !take_yes_or_no(&value, &yes))
            return false;
        fold_skip_blanks(&value);
        box = fold_peek(value);
        if (!is_box(box))
            return false;
        fold_step(&value);
        if (box_first && !take_yes_or_no(&value, &yes))
            return false;
        fold_skip_blanks(&value);
        if (is_tick(box)) {
            *ret_yes = yes;
            return true;
        }
    }
    return false;
}

bool particulars_yes(struct span value, bool *ret_yes)
{
    static const struct {
        const char *word;
        bool yes;
    } words[] = {
        { "不", false },  { "否", false },  { "非", false },    { "未", false },
        { "无", false },  { "no", false },  { "×", false },     { "✗", false },
        { "☐", false },   { "□", false },   { "单独", false },  { "是", true },
        { "纳入", true }, { "在", true },   { "有", true },     { "yes", true },
        { "√", true },    { "✓", true },    { "✔", true },      { "☑", true },
        { "■", true },    { "true", true }, { "false", false }, { "y", true },
        { "n", false },   { "1", true },    { "0", false },
    };

    assert(ret_yes);
    fold_skip_blanks(&value);
    if (ticked(value, ret_yes))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct span s = value;
        bool english = fold_is_alnum((unsigned char)words[i].word[0]);

        /* "是否" asks; it does not answer. */
        if (!fold_take(&s, words[i].word) || fold_take(&s, "否") ||
            (english && fold_is_alnum(fold_peek(s))))
            continue;
        *ret_yes = words[i].yes;
        return true;
    }
    return false;
}

const char *particular_name(enum particular key)
{
    assert(key < PARTICULAR_COUNT);
    return keys[key].name;
}

const char *particular_zh(enum particular key)
{
    assert(key < PARTICULAR_COUNT);
    return keys[key].zh;
}

const char *particular_en(enum particular key)
{
    assert(key < PARTICULAR_COUNT);
    return keys[key].en;
}
