#include "convoke/desk/representatives.h"

#include <assert.h>

#include "fold.h"
#include "person_line.h"

struct reader {
    struct representatives r;
    bool block_open;    /* a `姓名:` block takes the next lines */
    bool block_contact; /* it is the contact's */
    enum person_label
        columns[PERSON_LINE_CELLS]; /* of a table whose heading was seen */
    size_t n_columns;
    struct span voter_name; /* named by a line of its own */
    bool voter_line;
};

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
        if (person_line_mail(cells[i]).n)
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
        if (!person_line_is_name(person_line_name(cells[i], &voter)) ||
            person_line_mail(cells[i]).n)
            return false;
    }
    return true;
}

/* "投票代表：张三" in the middle of a line names somebody. */
static bool names_voter(struct reader *rd, struct span cell)
{
    if (person_line_label(&cell) != PERSON_LABEL_VOTER ||
        !person_line_is_name(cell) || person_line_yes(cell) ||
        person_line_no(cell))
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
    struct span cells[PERSON_LINE_CELLS];
    bool row;
    size_t n = person_line_cells(line, cells, &row);
    bool names = only_names(line, cells, n);

    for (size_t i = 0; i < n; i++) {
        bool voter = false;

        if (!cells[i].n || names_voter(rd, cells[i]))
            continue;
        if (names || (p.mail.n && mail_in_any(cells + i, n - i) &&
                      !person_line_voter(cells[i], &voter))) {
            person_add(rd, p);
            p = (struct representative){ .voter = false };
        }
        person_line_put(&p, cells[i]);
    }
    person_add(rd, p);
}

static void contact_line(struct reader *rd, struct span rest)
{
    struct representative p = person_line_read(rest);

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
    if (rd->block_open && (person_line_yes(rest) || person_line_no(rest))) {
        struct representative *p = last_person(rd);

        if (p)
            p->voter = person_line_yes(rest);
        else if (person_line_yes(rest))
            rd->r.voters++;
        return;
    }
    rd->voter_line = rest.n > 0;
    rd->voter_name = rest;
    rd->block_open = false;
}

static void block_line(struct reader *rd, enum person_label label,
                       struct span rest)
{
    struct representative *p;

    if (label == PERSON_LABEL_NAME && !rd->block_contact) {
        people_add(rd, rest);
        rd->block_open = rest.n > 0 && rd->r.n > 0;
        return;
    }
    if (!rd->block_open)
        return;
    p = last_person(rd);
    if (!p)
        return;
    if (label == PERSON_LABEL_NAME)
        p->name = rest;
    else if (label == PERSON_LABEL_TITLE)
        p->title = rest;
    else if (label == PERSON_LABEL_MAIL && person_line_mail(rest).n)
        p->mail = person_line_mail(rest);
}

static bool heading_line(struct reader *rd, const struct span *cells, size_t n)
{
    size_t known = 0;

    for (size_t i = 0; i < n; i++)
        known += person_line_heading(cells[i]) != PERSON_LABEL_NONE;
    if (known < 2)
        return false;
    for (size_t i = 0; i < n; i++)
        rd->columns[i] = person_line_heading(cells[i]);
    rd->n_columns = n;
    return true;
}

static void table_line(struct reader *rd, const struct span *cells, size_t n)
{
    struct representative p = { .voter = false };

    for (size_t i = 0; i < n && i < rd->n_columns; i++) {
        switch (rd->columns[i]) {
        case PERSON_LABEL_NAME:
            p.name = person_line_is_name(cells[i]) ? cells[i] : SPAN_NONE;
            break;
        case PERSON_LABEL_TITLE:
            p.title = cells[i];
            break;
        case PERSON_LABEL_MAIL:
            p.mail = person_line_mail(cells[i]);
            break;
        case PERSON_LABEL_VOTER:
            p.voter = cells[i].n > 0 && !person_line_no(cells[i]);
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
    struct span cells[PERSON_LINE_CELLS];
    bool row;
    size_t n = person_line_cells(line, cells, &row);

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
    if ((n > 1 || row || numbered) && person_line_mail(line).n)
        people_add(rd, line);
    else if (person_line_mail(line).n && person_line_read(line).name.n)
        people_add(rd, line);
}

static void line_read(struct reader *rd, struct span line)
{
    struct span raw = line;
    bool numbered;
    enum person_label label;

    line = fold_trim(line);
    if (!line.n) {
        rd->block_open = false;
        rd->block_contact = false;
        rd->n_columns = 0;
        return;
    }
    numbered = person_line_number(&line);
    label = person_line_label(&line);
    switch (label) {
    case PERSON_LABEL_PERSON:
        rd->block_contact = false;
        people_add(rd, line);
        rd->block_open = line.n > 0 && rd->r.n > 0;
        break;
    case PERSON_LABEL_CONTACT:
        contact_line(rd, line);
        break;
    case PERSON_LABEL_VOTER:
        voter_line(rd, line);
        break;
    case PERSON_LABEL_NAME:
    case PERSON_LABEL_TITLE:
    case PERSON_LABEL_MAIL:
        block_line(rd, label, line);
        break;
    case PERSON_LABEL_OTHER:
        break;
    case PERSON_LABEL_NONE:
        /* The tabs of a table's row must not be trimmed away. */
        free_line(rd, rd->n_columns ? raw : line, numbered);
        break;
    }
}

/* 投票代表：张三 names one of the others, or a person not yet named. */
static void settle_voter(struct reader *rd)
{
    struct representative p = person_line_read(rd->voter_name);

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
