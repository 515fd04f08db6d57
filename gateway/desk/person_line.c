#include "person_line.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "fold.h"

enum { NAME_MOST = 60 };

/* Folded; the longer of two that begin alike goes first. */
static const struct label_word {
    enum person_label label;
    const char *word;
} label_words[] = {
    { PERSON_LABEL_VOTER, "投票代表" },
    { PERSON_LABEL_VOTER, "行使投票权" },
    { PERSON_LABEL_VOTER, "是否投票代表" },
    { PERSON_LABEL_VOTER, "是否投票" },
    { PERSON_LABEL_VOTER, "投票权" },
    { PERSON_LABEL_VOTER, "投票" },
    { PERSON_LABEL_VOTER, "voting rep" },
    { PERSON_LABEL_VOTER, "voter" },
    { PERSON_LABEL_VOTER, "voting" },
    { PERSON_LABEL_CONTACT, "联系人" },
    { PERSON_LABEL_CONTACT, "contact" },
    { PERSON_LABEL_NAME, "代表姓名" },
    { PERSON_LABEL_NAME, "姓名" },
    { PERSON_LABEL_NAME, "name" },
    { PERSON_LABEL_TITLE, "职务" },
    { PERSON_LABEL_TITLE, "职称" },
    { PERSON_LABEL_TITLE, "职位" },
    { PERSON_LABEL_TITLE, "title" },
    { PERSON_LABEL_TITLE, "position" },
    { PERSON_LABEL_MAIL, "电子邮件" },
    { PERSON_LABEL_MAIL, "电子邮箱" },
    { PERSON_LABEL_MAIL, "邮件" },
    { PERSON_LABEL_MAIL, "邮箱" },
    { PERSON_LABEL_MAIL, "email" },
    { PERSON_LABEL_MAIL, "e-mail" },
    { PERSON_LABEL_MAIL, "mail" },
    { PERSON_LABEL_OTHER, "手机" },
    { PERSON_LABEL_OTHER, "电话" },
    { PERSON_LABEL_OTHER, "性别" },
    { PERSON_LABEL_OTHER, "部门" },
    { PERSON_LABEL_OTHER, "单位" },
    { PERSON_LABEL_OTHER, "传真" },
    { PERSON_LABEL_OTHER, "地址" },
    { PERSON_LABEL_OTHER, "工作组" },
    { PERSON_LABEL_OTHER, "日期" },
    { PERSON_LABEL_OTHER, "mobile" },
    { PERSON_LABEL_OTHER, "phone" },
    { PERSON_LABEL_PERSON, "representative" },
    { PERSON_LABEL_PERSON, "第一代表" },
    { PERSON_LABEL_PERSON, "第二代表" },
    { PERSON_LABEL_PERSON, "第三代表" },
    { PERSON_LABEL_PERSON, "代表人" },
    { PERSON_LABEL_PERSON, "代表" },
    { PERSON_LABEL_PERSON, "rep" },
};

static bool is_cut(unsigned c)
{
    return c == ',' || c == ';' || c == 0x3001 || c == '|' || c == '\t' ||
           c == '/';
}

/* Between cells stand marks; a tab or a bar makes a row of a table. */
size_t person_line_cells(struct span line, struct span at[PERSON_LINE_CELLS],
                         bool *ret_row)
{
    size_t n = 0;
    size_t end = 0;
    size_t step;
    unsigned c;

    *ret_row = false;
    while (n < PERSON_LINE_CELLS) {
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
bool person_line_number(struct span *line)
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
enum person_label person_line_label(struct span *rest)
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
    return PERSON_LABEL_NONE;
}

enum person_label person_line_heading(struct span cell)
{
    for (size_t i = 0; i < ARRAY_LEN(label_words); i++) {
        if (fold_is(cell, label_words[i].word))
            return label_words[i].label == PERSON_LABEL_PERSON
                       ? PERSON_LABEL_NAME
                       : label_words[i].label;
    }
    return PERSON_LABEL_NONE;
}

bool person_line_no(struct span s)
{
    return fold_is(s, "否") || fold_is(s, "不是") || fold_is(s, "no") ||
           fold_is(s, "n") || fold_is(s, "无") || fold_is(s, "×") ||
           fold_is(s, "☐") || fold_is(s, "□");
}

bool person_line_yes(struct span s)
{
    return fold_is(s, "是") || fold_is(s, "yes") || fold_is(s, "y") ||
           fold_is(s, "√") || fold_is(s, "✓") || fold_is(s, "✔") ||
           fold_is(s, "☑") || fold_is(s, "■") || fold_is(s, "有");
}

/* "投票代表", "（投票）", "投票：是" but not 非投票代表, 无投票权. */
bool person_line_voter(struct span cell, bool *ret_voter)
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

bool person_line_is_name(struct span s)
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
struct span person_line_name(struct span cell, bool *ret_voter)
{
    size_t at = 0;
    size_t step;
    unsigned c;

    while ((step = fold_char(span_from(cell, at), &c)) && c != '(' &&
           c != '<' && c != '[')
        at += step;
    if (step && at > 0) {
        bool voter = false;

        if (person_line_voter(span_from(cell, at), &voter) && voter)
            *ret_voter = true;
        return fold_trim(span_sub(cell, 0, at));
    }
    return cell;
}

/* "张三 <z@x.cn>", "张三 高级工程师 z@x.cn": a mail inside a cell. */
struct span person_line_mail(struct span cell)
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
    struct span mail = person_line_mail(cell);
    struct span before = cell;
    bool voter = false;
    size_t blank;

    if (mail.n && !p->mail.n)
        p->mail = mail;
    if (person_line_voter(cell, &voter) && voter)
        p->voter = true;
    if (mail.n)
        before = span_sub(cell, 0, (size_t)(mail.p - cell.p));
    before = fold_trim(person_line_name(fold_trim(before), &p->voter));
    blank = span_find_char(before, ' ');
    /* Chinese names hold no blank: what follows one is the title. */
    if (!p->name.n && blank < before.n && (before.p[0] & 0x80)) {
        p->name = span_sub(before, 0, blank);
        p->title = fold_trim(span_from(before, blank));
    } else if (!p->name.n && person_line_is_name(before)) {
        p->name = before;
    } else if (!p->title.n && person_line_is_name(before)) {
        p->title = before;
    }
}

void person_line_put(struct representative *p, struct span cell)
{
    bool voter = false;
    struct span value = cell;
    enum person_label label = person_line_label(&value);

    if (label == PERSON_LABEL_VOTER) {
        p->voter = person_line_yes(value);
        return;
    }
    if (label == PERSON_LABEL_OTHER)
        return;
    if (label == PERSON_LABEL_NAME || label == PERSON_LABEL_PERSON)
        p->name = person_line_name(value, &p->voter);
    else if (label == PERSON_LABEL_TITLE)
        p->title = value;
    else if (label == PERSON_LABEL_MAIL)
        p->mail = person_line_mail(value);
    else if (person_line_mail(cell).n || !person_line_voter(cell, &voter))
        put_words(p, cell);
    else if (p->name.n || !person_line_is_name(person_line_name(cell, &voter)))
        p->voter = voter;
    else
        put_words(p, cell);
}

struct representative person_line_read(struct span line)
{
    struct representative p = { .voter = false };
    struct span cells[PERSON_LINE_CELLS];
    bool row;
    size_t n = person_line_cells(line, cells, &row);

    for (size_t i = 0; i < n; i++) {
        if (cells[i].n)
            person_line_put(&p, cells[i]);
    }
    return p;
}
