#include "convoke/desk/representatives.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

enum { CELLS = 12, NAME_MOST = 60 };

enum label {
    LABEL_NONE,
    LABEL_PERSON, /* 代表1: a person on one line */
    LABEL_VOTER,  /* 投票代表: */
    LABEL_CONTACT,
    LABEL_NAME,
    LABEL_TITLE,
    LABEL_MAIL,
    LABEL_OTHER, /* known, of no use here */
};

/* Folded; the longer of two that begin alike goes first. */
static const struct label_word {
    enum label label;
    const char *word;
} label_words[] = {
    { LABEL_VOTER, "投票代表" },     { LABEL_VOTER, "行使投票权" },
    { LABEL_VOTER, "是否投票代表" }, { LABEL_VOTER, "是否投票" },
    { LABEL_VOTER, "投票权" },       { LABEL_VOTER, "投票" },
    { LABEL_VOTER, "voting rep" },   { LABEL_VOTER, "voter" },
    { LABEL_VOTER, "voting" },       { LABEL_CONTACT, "联系人" },
    { LABEL_CONTACT, "contact" },    { LABEL_NAME, "代表姓名" },
    { LABEL_NAME, "姓名" },          { LABEL_NAME, "name" },
    { LABEL_TITLE, "职务" },         { LABEL_TITLE, "职称" },
    { LABEL_TITLE, "职位" },         { LABEL_TITLE, "title" },
    { LABEL_TITLE, "position" },     { LABEL_MAIL, "电子邮件" },
    { LABEL_MAIL, "电子邮箱" },      { LABEL_MAIL, "邮件" },
    { LABEL_MAIL, "邮箱" },          { LABEL_MAIL, "email" },
    { LABEL_MAIL, "e-mail" },        { LABEL_MAIL, "mail" },
    { LABEL_OTHER, "手机" },         { LABEL_OTHER, "电话" },
    { LABEL_OTHER, "性别" },         { LABEL_OTHER, "部门" },
    { LABEL_OTHER, "单位" },         { LABEL_OTHER, "传真" },
    { LABEL_OTHER, "地址" },         { LABEL_OTHER, "工作组" },
    { LABEL_OTHER, "日期" },         { LABEL_OTHER, "mobile" },
    { LABEL_OTHER, "phone" },        { LABEL_PERSON, "representative" },
    { LABEL_PERSON, "第一代表" },    { LABEL_PERSON, "第二代表" },
    { LABEL_PERSON, "第三代表" },    { LABEL_PERSON, "代表人" },
    { LABEL_PERSON, "代表" },        { LABEL_PERSON, "rep" },
};

struct reader {
    struct representatives r;
    bool block_open;           /* a `姓名:` block takes the next lines */
    bool block_contact;        /* it is the contact's */
    enum label columns[CELLS]; /* of a table whose heading was seen */
    size_t n_columns;
    struct span voter_name; /* named by a line of its own */
    bool voter_line;
};

static bool is_cut(unsigned c)
{
    return c == ',' || c == ';' || c == 0x3001 || c == '|' || c == '\t' ||
           c == '/';
}

/* Between cells stand marks; a tab or a bar makes a row of a table. */
static size_t cells_cut(struct span line, struct span at[CELLS], bool *ret_row)
{
    size_t n = 0;
    size_t end = 0;
    size_t step;
    unsigned c;

    *ret_row = false;
    while (n < CELLS) {
        bool tab = end < line.n && line.p[end] == '\t';

        step = fold_char(span_from(line, end), &c);
        if (step && !tab && !is_cut(c)) {
            end += step;
            continue;
        }
        *ret_row = *ret_row || tab || (step && c == '|');
        at[n++] = fold_trim(span_sub(line, 0, end));
        if (!step)
            break;
        line = span_from(line, end + step);
        end = 0;
    }
    return n;
}

/* ASCII as it stands: the result is cut out of the text, not folded. */
static bool is_mail(struct span s)
{
    size_t step;
    unsigned c;
    size_t signs = 0;
    size_t at = 0;
    size_t place = 0;

    while ((step = fold_char(span_from(s, at), &c))) {
        if (c == '@' && step == 1) {
            signs++;
            place = at;
        } else if (step > 1 || c >= 0x80 || fold_is_blank(c) || c == '<' ||
                   c == '>') {
            return false;
        }
        at += step;
    }
    return signs == 1 && place > 0 && place + 3 < s.n;
}

static struct span without_brackets(struct span s)
{
    struct span inner = fold_trim(s);

    if (fold_take(&inner, "<") || fold_take(&inner, "(") ||
        fold_take(&inner, "[")) {
        while (inner.n &&
               (inner.p[inner.n - 1] == '>' || inner.p[inner.n - 1] == ')' ||
                inner.p[inner.n - 1] == ']'))
            inner = span_sub(inner, 0, inner.n - 1);
    }
    return fold_trim(inner);
}

/* 1. 2、 (3) ① - * at the beginning of a line. */
static bool take_number(struct span *line)
{
    struct span s = *line;
    bool digits = false;
    size_t step;
    unsigned c;

    while ((step = fold_char(s, &c))) {
        bool round = c >= 0x2460 && c <= 0x2473;

        if (!fold_is_digit(c) && !round && c != '.' && c != 0x3001 &&
            c != '(' && c != ')' && c != '-' && c != '*' && c != 0x2022 &&
            !fold_is_blank(c) && c != FOLD_NOTHING)
            break;
        digits = digits || fold_is_digit(c) || round;
        s = span_from(s, step);
    }
    *line = s;
    return digits;
}

/* `label:` or, for a person, `代表1：`; `rest` is then what follows. */
static enum label take_label(struct span *rest)
{
    for (size_t i = 0; i < ARRAY_LEN(label_words); i++) {
        struct span s = *rest;
        size_t step;
        unsigned c;

        if (!fold_take(&s, label_words[i].word))
            continue;
        /* 代表（一）, Representative 2, 代表姓名 1 */
        while ((step = fold_char(s, &c)) && c != ':') {
            bool filler = fold_is_digit(c) || fold_is_blank(c) || c == '(' ||
                          c == ')' || c == '.' || c == 0x4e00 || c == 0x4e8c ||
                          c == 0x4e09 || c == 0x56db || c == 0x540d ||
                          c == FOLD_NOTHING;

            if (!filler)
                break;
            s = span_from(s, step);
        }
        if (!step || c != ':')
            continue;
        *rest = fold_trim(span_from(s, step));
        return label_words[i].label;
    }
    return LABEL_NONE;
}

static enum label heading_of(struct span cell)
{
    for (size_t i = 0; i < ARRAY_LEN(label_words); i++) {
        if (fold_is(cell, label_words[i].word))
            return label_words[i].label == LABEL_PERSON ? LABEL_NAME
                                                        : label_words[i].label;
    }
    return LABEL_NONE;
}

static bool says_no(struct span s)
{
    return fold_is(s, "否") || fold_is(s, "不是") || fold_is(s, "no") ||
           fold_is(s, "n") || fold_is(s, "无") || fold_is(s, "×") ||
           fold_is(s, "☐") || fold_is(s, "□");
}

static bool says_yes(struct span s)
{
    return fold_is(s, "是") || fold_is(s, "yes") || fold_is(s, "y") ||
           fold_is(s, "√") || fold_is(s, "✓") || fold_is(s, "✔") ||
           fold_is(s, "☑") || fold_is(s, "■") || fold_is(s, "有");
}

/* "投票代表", "（投票）", "投票：是" but not 非投票代表, 无投票权. */
static bool cell_says_voter(struct span cell, bool *ret_voter)
{
    struct span s = without_brackets(cell);

    if (!fold_has(s, "投票") && !fold_has(s, "voter") && !fold_has(s, "voting"))
        return false;
    *ret_voter = !fold_has(s, "非投票") && !fold_has(s, "不投票") &&
                 !fold_has(s, "无投票") && !fold_has(s, "不行使") &&
                 !fold_has(s, "non-vot") && !fold_has(s, "否") &&
                 !fold_has(s, "not ");
    return true;
}

static bool looks_like_name(struct span s)
{
    size_t step;
    unsigned c;
    bool letter = false;
    struct span rest = s;

    if (!s.n || s.n > NAME_MOST)
        return false;
    while ((step = fold_char(rest, &c))) {
        if (fold_is_digit(c) || c == '@' || c == ':' || c == '?')
            return false;
        letter = letter || fold_is_han(c) || fold_is_alnum(c) ||
                 (c >= 0xc0 && c < 0x2000);
        rest = span_from(rest, step);
    }
    return letter;
}

/* A name with its voting remark in brackets: "张三（投票代表）". */
static struct span name_part(struct span cell, bool *ret_voter)
{
    size_t at = 0;
    size_t step;
    unsigned c;

    while ((step = fold_char(span_from(cell, at), &c)) && c != '(' &&
           c != '<' && c != '[')
        at += step;
    if (step && at > 0) {
        bool voter = false;

        if (cell_says_voter(span_from(cell, at), &voter) && voter)
            *ret_voter = true;
        return fold_trim(span_sub(cell, 0, at));
    }
    return cell;
}

/* "张三 <z@x.cn>", "张三 高级工程师 z@x.cn": a mail inside a cell. */
static struct span mail_inside(struct span cell)
{
    size_t begin = 0;
    size_t at = 0;
    size_t step;
    unsigned c;

    while (at <= cell.n) {
        struct span word;

        step = fold_char(span_from(cell, at), &c);
        if (step == 1 && c < 0x80 && !fold_is_blank(c) && !is_cut(c) &&
            !strchr("<>()[]:", (int)c)) {
            at += step;
            continue;
        }
        word = span_sub(cell, begin, at - begin);
        if (is_mail(word))
            return word;
        if (!step)
            break;
        at += step;
        begin = at;
    }
    return SPAN_NONE;
}

static void put_words(struct representative *p, struct span cell)
{
    struct span mail = mail_inside(cell);
    struct span before = cell;
    bool voter = false;
    size_t blank;

    if (mail.n && !p->mail.n)
        p->mail = mail;
    if (cell_says_voter(cell, &voter) && voter)
        p->voter = true;
    if (mail.n)
        before = span_sub(cell, 0, (size_t)(mail.p - cell.p));
    before = fold_trim(name_part(fold_trim(before), &p->voter));
    blank = span_find_char(before, ' ');
    /* Chinese names hold no blank: what follows one is the title. */
    if (!p->name.n && blank < before.n && (before.p[0] & 0x80)) {
        p->name = span_sub(before, 0, blank);
        p->title = fold_trim(span_from(before, blank));
    } else if (!p->name.n && looks_like_name(before)) {
        p->name = before;
    } else if (!p->title.n && looks_like_name(before)) {
        p->title = before;
    }
}

static void put_cell(struct representative *p, struct span cell)
{
    bool voter = false;
    struct span value = cell;
    enum label label = take_label(&value);

    if (label == LABEL_VOTER) {
        p->voter = says_yes(value);
        return;
    }
    if (label == LABEL_OTHER)
        return;
    if (label == LABEL_NAME || label == LABEL_PERSON)
        p->name = name_part(value, &p->voter);
    else if (label == LABEL_TITLE)
        p->title = value;
    else if (label == LABEL_MAIL)
        p->mail = mail_inside(value);
    else if (mail_inside(cell).n || !cell_says_voter(cell, &voter))
        put_words(p, cell);
    else if (p->name.n || !looks_like_name(name_part(cell, &voter)))
        p->voter = voter;
    else
        put_words(p, cell);
}

static struct representative person_of(struct span line)
{
    struct representative p = { .voter = false };
    struct span cells[CELLS];
    bool row;
    size_t n = cells_cut(line, cells, &row);

    for (size_t i = 0; i < n; i++) {
        if (cells[i].n)
            put_cell(&p, cells[i]);
    }
    return p;
}

static bool same(struct span a, struct span b)
{
    return a.n && span_eq_nocase(a, b);
}

static struct representative *last_person(struct reader *rd)
{
    if (rd->block_contact)
        return &rd->r.contact;
    assert(rd->r.n > 0);
    return rd->r.n <= REPRESENTATIVES_MAX ? &rd->r.at[rd->r.n - 1] : NULL;
}

static void person_add(struct reader *rd, struct representative p)
{
    if (!p.name.n && !p.mail.n)
        return;
    if (rd->r.n < REPRESENTATIVES_MAX)
        rd->r.at[rd->r.n] = p;
    else if (p.voter)
        rd->r.voters++; /* those kept are counted at the end */
    rd->r.n++;
}

static bool mail_in_any(const struct span *cells, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (mail_inside(cells[i]).n)
            return true;
    }
    return false;
}

/* "张三、李四": names and nothing else, between Chinese enumeration marks. */
static bool only_names(struct span line, const struct span *cells, size_t n)
{
    bool voter;

    if (n < 2 || !fold_has(line, "、") || fold_has(line, ","))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!looks_like_name(name_part(cells[i], &voter)) ||
            mail_inside(cells[i]).n)
            return false;
    }
    return true;
}

/* "投票代表：张三" in the middle of a line names somebody. */
static bool names_voter(struct reader *rd, struct span cell)
{
    if (take_label(&cell) != LABEL_VOTER || !looks_like_name(cell) ||
        says_yes(cell) || says_no(cell))
        return false;
    rd->voter_name = cell;
    rd->voter_line = true;
    return true;
}

/* One person, or several who stand on one line: another begins where a cell
 * follows a mail and one more mail is still to come. */
static void people_add(struct reader *rd, struct span line)
{
    struct representative p = { .voter = false };
    struct span cells[CELLS];
    bool row;
    size_t n = cells_cut(line, cells, &row);
    bool names = only_names(line, cells, n);

    for (size_t i = 0; i < n; i++) {
        bool voter = false;

        if (!cells[i].n || names_voter(rd, cells[i]))
            continue;
        if (names || (p.mail.n && mail_in_any(cells + i, n - i) &&
                      !cell_says_voter(cells[i], &voter))) {
            person_add(rd, p);
            p = (struct representative){ .voter = false };
        }
        put_cell(&p, cells[i]);
    }
    person_add(rd, p);
}

static void contact_line(struct reader *rd, struct span rest)
{
    struct representative p = person_of(rest);

    rd->r.contact_confirmed = true;
    rd->block_open = rd->block_contact = !rest.n;
    if (fold_has(rest, "不变") || fold_has(rest, "无变化") ||
        fold_has(rest, "同申请表") || fold_has(rest, "无误") ||
        fold_has(rest, "unchanged") || fold_has(rest, "确认"))
        return;
    rd->r.contact = p;
}

static void voter_line(struct reader *rd, struct span rest)
{
    if (rd->block_open && (says_yes(rest) || says_no(rest))) {
        struct representative *p = last_person(rd);

        if (p)
            p->voter = says_yes(rest);
        else if (says_yes(rest))
            rd->r.voters++;
        return;
    }
    rd->voter_line = rest.n > 0;
    rd->voter_name = rest;
    rd->block_open = false;
}

static void block_line(struct reader *rd, enum label label, struct span rest)
{
    struct representative *p;

    if (label == LABEL_NAME && !rd->block_contact) {
        people_add(rd, rest);
        rd->block_open = rest.n > 0 && rd->r.n > 0;
        return;
    }
    if (!rd->block_open)
        return;
    p = last_person(rd);
    if (!p)
        return;
    if (label == LABEL_NAME)
        p->name = rest;
    else if (label == LABEL_TITLE)
        p->title = rest;
    else if (label == LABEL_MAIL && mail_inside(rest).n)
        p->mail = mail_inside(rest);
}

static bool heading_line(struct reader *rd, const struct span *cells, size_t n)
{
    size_t known = 0;

    for (size_t i = 0; i < n; i++)
        known += heading_of(cells[i]) != LABEL_NONE;
    if (known < 2)
        return false;
    for (size_t i = 0; i < n; i++)
        rd->columns[i] = heading_of(cells[i]);
    rd->n_columns = n;
    return true;
}

static void table_line(struct reader *rd, const struct span *cells, size_t n)
{
    struct representative p = { .voter = false };

    for (size_t i = 0; i < n && i < rd->n_columns; i++) {
        switch (rd->columns[i]) {
        case LABEL_NAME:
            p.name = looks_like_name(cells[i]) ? cells[i] : SPAN_NONE;
            break;
        case LABEL_TITLE:
            p.title = cells[i];
            break;
        case LABEL_MAIL:
            p.mail = mail_inside(cells[i]);
            break;
        case LABEL_VOTER:
            p.voter = cells[i].n > 0 && !says_no(cells[i]);
            break;
        default:
            break;
        }
    }
    person_add(rd, p);
}

/* A line without a label is a person only when it shows an address. */
static void free_line(struct reader *rd, struct span line, bool numbered)
{
    struct span cells[CELLS];
    bool row;
    size_t n = cells_cut(line, cells, &row);

    if (n > 1 && heading_line(rd, cells, n))
        return;
    if (rd->n_columns && n > 1) {
        table_line(rd, cells, n);
        return;
    }
    rd->n_columns = 0;
    if (fold_has(line, "联系人") &&
        (fold_has(line, "不变") || fold_has(line, "确认") ||
         fold_has(line, "无误"))) {
        rd->r.contact_confirmed = true;
        return;
    }
    if ((n > 1 || row || numbered) && mail_inside(line).n)
        people_add(rd, line);
    else if (mail_inside(line).n && person_of(line).name.n)
        people_add(rd, line);
}

static void line_read(struct reader *rd, struct span line)
{
    struct span raw = line;
    bool numbered;
    enum label label;

    line = fold_trim(line);
    if (!line.n) {
        rd->block_open = false;
        rd->block_contact = false;
        rd->n_columns = 0;
        return;
    }
    numbered = take_number(&line);
    label = take_label(&line);
    switch (label) {
    case LABEL_PERSON:
        rd->block_contact = false;
        people_add(rd, line);
        rd->block_open = line.n > 0 && rd->r.n > 0;
        break;
    case LABEL_CONTACT:
        contact_line(rd, line);
        break;
    case LABEL_VOTER:
        voter_line(rd, line);
        break;
    case LABEL_NAME:
    case LABEL_TITLE:
    case LABEL_MAIL:
        block_line(rd, label, line);
        break;
    case LABEL_OTHER:
        break;
    case LABEL_NONE:
        /* The tabs of a table's row must not be trimmed away. */
        free_line(rd, rd->n_columns ? raw : line, numbered);
        break;
    }
}

/* 投票代表：张三 names one of the others, or a person not yet named. */
static void settle_voter(struct reader *rd)
{
    struct representative p = person_of(rd->voter_name);

    if (!rd->voter_line)
        return;
    for (size_t i = 0; i < rd->r.n && i < REPRESENTATIVES_MAX; i++) {
        if (!same(rd->r.at[i].name, p.name) && !same(rd->r.at[i].mail, p.mail))
            continue;
        rd->r.at[i].voter = true;
        return;
    }
    p.voter = true;
    person_add(rd, p);
}

struct representatives representatives_parse(struct span words)
{
    struct reader rd = { .block_open = false };
    struct span line;

    while (span_line(&words, &line))
        line_read(&rd, line);
    settle_voter(&rd);
    for (size_t i = 0; i < rd.r.n && i < REPRESENTATIVES_MAX; i++)
        rd.r.voters += rd.r.at[i].voter ? 1 : 0;
    return rd.r;
}

enum representatives_fault
representatives_check(const struct representatives *r)
{
    assert(r);
    if (r->n < 1 || r->n > 2)
        return REPRESENTATIVES_NOT_1_OR_2;
    if (r->voters > 1)
        return REPRESENTATIVES_TWO_VOTERS;
    if (r->voters == 0)
        return REPRESENTATIVES_NO_VOTER;
    for (size_t i = 0; i < r->n; i++) {
        if (!r->at[i].name.n)
            return REPRESENTATIVES_NO_NAME;
        if (!r->at[i].mail.n)
            return REPRESENTATIVES_NO_MAIL;
    }
    if (r->n == 2 && same(r->at[0].mail, r->at[1].mail))
        return REPRESENTATIVES_SAME_MAIL;
    return REPRESENTATIVES_OK;
}
