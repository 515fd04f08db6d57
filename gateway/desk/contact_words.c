#include "contact_words.h"

#include "convoke/base/spelling.h"
#include "convoke/desk/when.h"
#include "fold.h"
#include "person_line.h"

enum label {
    LABEL_NONE,
    LABEL_NEW, /* 新联系人: a person, or the lines about him follow */
    LABEL_OLD,
    LABEL_NAME,
    LABEL_MAIL,
    LABEL_PHONE,
    LABEL_DAY,
    LABEL_OTHER, /* known, of no use here */
};

enum { PHONE_LEAST = 7, PHONE_MOST = 20 };

static const struct spelling labels[] = {
    { LABEL_NEW, "新联系人" },
    { LABEL_NEW, "联系人" },
    { LABEL_NEW, "变更联系人" },
    { LABEL_NEW, "联系人变更" },
    { LABEL_NEW, "联系人变更为" },
    { LABEL_NEW, "变更为" },
    { LABEL_NEW, "变更后" },
    { LABEL_NEW, "变更后联系人" },
    { LABEL_NEW, "newcontact" },
    { LABEL_NEW, "contact" },
    { LABEL_OLD, "原联系人" },
    { LABEL_OLD, "旧联系人" },
    { LABEL_OLD, "现联系人" },
    { LABEL_OLD, "变更前" },
    { LABEL_OLD, "变更前联系人" },
    { LABEL_OLD, "原联系人姓名" },
    { LABEL_OLD, "oldcontact" },
    { LABEL_OLD, "formercontact" },
    { LABEL_NAME, "姓名" },
    { LABEL_NAME, "联系人姓名" },
    { LABEL_NAME, "新联系人姓名" },
    { LABEL_NAME, "name" },
    { LABEL_MAIL, "电子邮件" },
    { LABEL_MAIL, "电子邮箱" },
    { LABEL_MAIL, "邮件" },
    { LABEL_MAIL, "邮箱" },
    { LABEL_MAIL, "邮箱地址" },
    { LABEL_MAIL, "新联系人邮箱" },
    { LABEL_MAIL, "新联系人电子邮件" },
    { LABEL_MAIL, "email" },
    { LABEL_MAIL, "mail" },
    { LABEL_PHONE, "手机" },
    { LABEL_PHONE, "手机号" },
    { LABEL_PHONE, "手机号码" },
    { LABEL_PHONE, "移动电话" },
    { LABEL_PHONE, "新联系人手机" },
    { LABEL_PHONE, "mobile" },
    { LABEL_PHONE, "mobilephone" },
    { LABEL_PHONE, "cellphone" },
    { LABEL_DAY, "生效日期" },
    { LABEL_DAY, "生效时间" },
    { LABEL_DAY, "生效日" },
    { LABEL_DAY, "变更日期" },
    { LABEL_DAY, "变更生效日期" },
    { LABEL_DAY, "生效" },
    { LABEL_DAY, "effective" },
    { LABEL_DAY, "effectivedate" },
    { LABEL_DAY, "effectivefrom" },
    { LABEL_OTHER, "职务" },
    { LABEL_OTHER, "职称" },
    { LABEL_OTHER, "部门" },
    { LABEL_OTHER, "性别" },
    { LABEL_OTHER, "单位" },
    { LABEL_OTHER, "单位名称" },
    { LABEL_OTHER, "电话" },
    { LABEL_OTHER, "座机" },
    { LABEL_OTHER, "传真" },
    { LABEL_OTHER, "地址" },
    { LABEL_OTHER, "邮编" },
    { LABEL_OTHER, "原因" },
    { LABEL_OTHER, "理由" },
    { LABEL_OTHER, "title" },
    { LABEL_OTHER, "position" },
    { LABEL_OTHER, "reason" },
};

static const char *const day_words[] = {
    "生效", "即日", "立即", "effective", "immediately", "at once"
};
static const char *const at_once[] = { "即日",     "立即",        "即时",
                                       "收到之日", "immediately", "at once",
                                       "today" };

struct reader {
    struct contact_words w;
    civil_day today;
    bool of_old; /* the lines are about the old contact */
};

static bool is_phone(struct span s)
{
    size_t digits = 0;
    size_t step;
    unsigned c;

    while ((step = fold_char(s, &c))) {
        if (!fold_is_digit(c) && !fold_is_blank(c) && c != '-' && c != '+' &&
            c != '(' && c != ')' && c != FOLD_NOTHING)
            return false;
        digits += fold_is_digit(c) ? 1 : 0;
        s = span_from(s, step);
    }
    return digits >= PHONE_LEAST && digits <= PHONE_MOST;
}

static bool is_day(const struct reader *rd, struct span s)
{
    civil_day day;

    return when_day(s, civil_from_day(rd->today).year, &day) != WHEN_NOTHING;
}

static void take_day(struct reader *rd, struct span s)
{
    enum when_state state;

    if (rd->w.dated)
        return;
    state = when_day(s, civil_from_day(rd->today).year, &rd->w.effective);
    rd->w.no_such_day = state == WHEN_NO_SUCH;
    rd->w.dated = state == WHEN_FINE;
    if (state == WHEN_NOTHING && FOLD_HAS_ANY(s, at_once)) {
        rd->w.effective = rd->today;
        rd->w.dated = true;
    }
}

static void keep(struct span *slot, struct span value)
{
    if (!slot->n)
        *slot = value;
}

static void take_name(struct reader *rd, struct span s)
{
    bool voter = false;
    struct span name = person_line_name(s, &voter);

    if (person_line_is_name(name))
        keep(&rd->w.name, name);
}

static void take_cells(struct reader *rd, struct span line);

static void take(struct reader *rd, int label, struct span value)
{
    rd->of_old = label == LABEL_OLD || (rd->of_old && label != LABEL_NEW);
    if (rd->of_old && label != LABEL_DAY)
        return;
    if (label == LABEL_NEW)
        take_cells(rd, value);
    else if (label == LABEL_NAME)
        take_name(rd, value);
    else if (label == LABEL_MAIL)
        keep(&rd->w.mail, person_line_mail(value));
    else if (label == LABEL_PHONE && is_phone(value))
        keep(&rd->w.phone, value);
    else if (label == LABEL_DAY)
        take_day(rd, value);
}

/* "周某 <z@x.cn>", "13800000000", "2026年5月11日起生效" */
static void take_cell(struct reader *rd, struct span cell)
{
    struct span rest;
    int label = spelling_lead(SPELLINGS(labels), cell, &rest);
    struct span mail = person_line_mail(cell);

    if (label != LABEL_NONE && label != LABEL_NEW) {
        take(rd, label, fold_trim(rest));
    } else if (is_day(rd, cell) || FOLD_HAS_ANY(cell, day_words)) {
        take_day(rd, cell);
    } else if (mail.n) {
        keep(&rd->w.mail, mail);
        take_name(rd, fold_trim(span_sub(cell, 0, (size_t)(mail.p - cell.p))));
    } else if (is_phone(cell)) {
        keep(&rd->w.phone, cell);
    } else {
        take_name(rd, cell);
    }
}

static void take_cells(struct reader *rd, struct span line)
{
    struct span cells[PERSON_LINE_CELLS];
    bool row;
    size_t n = person_line_cells(line, cells, &row);

    for (size_t i = 0; i < n; i++)
        if (cells[i].n)
            take_cell(rd, cells[i]);
}

/* "自2026年5月11日起生效。" stands in a sentence of its own. */
static void take_line(struct reader *rd, struct span line)
{
    struct span rest;
    int label;

    (void)person_line_number(&line);
    label = spelling_lead(SPELLINGS(labels), line, &rest);
    if (label != LABEL_NONE)
        take(rd, label, fold_trim(rest));
    else if (FOLD_HAS_ANY(line, day_words))
        take_day(rd, line);
}

struct contact_words contact_words_read(struct span words, civil_day today)
{
    struct reader rd = { .today = today };
    struct span line;

    while (span_line(&words, &line)) {
        line = fold_trim(line);
        if (line.n)
            take_line(&rd, line);
    }
    return rd.w;
}
