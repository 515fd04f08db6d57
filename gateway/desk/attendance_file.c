#include "attendance_file.h"

#include <assert.h>

#include "cells.h"
#include "convoke/base/fold.h"
#include "convoke/base/own.h"
#include "convoke/desk/when.h"
#include "fold.h"

enum column {
    COLUMN_UNIT,
    COLUMN_PERSON,
    COLUMN_ROLE,
    COLUMN_MODE,
    COLUMN_TIME,
    COLUMN_COUNT
};

enum { HEAD_ROWS = 5 }; /* a title may stand above the head */

/* The words a column may be headed with; the first column that has one. */
static const struct {
    enum column column;
    const char *word;
} heads[] = {
    { COLUMN_UNIT, "unit" },         { COLUMN_UNIT, "单位" },
    { COLUMN_UNIT, "成员单位" },     { COLUMN_UNIT, "参会单位" },
    { COLUMN_UNIT, "单位名称" },     { COLUMN_UNIT, "单位编号" },
    { COLUMN_UNIT, "organization" }, { COLUMN_UNIT, "统一社会信用代码" },
    { COLUMN_PERSON, "person" },     { COLUMN_PERSON, "name" },
    { COLUMN_PERSON, "姓名" },       { COLUMN_PERSON, "参会人" },
    { COLUMN_PERSON, "参会人员" },   { COLUMN_PERSON, "签到人" },
    { COLUMN_ROLE, "role" },         { COLUMN_ROLE, "角色" },
    { COLUMN_ROLE, "身份" },         { COLUMN_ROLE, "参会身份" },
    { COLUMN_ROLE, "职务" },         { COLUMN_MODE, "mode" },
    { COLUMN_MODE, "方式" },         { COLUMN_MODE, "参会方式" },
    { COLUMN_MODE, "签到方式" },     { COLUMN_TIME, "signin_time" },
    { COLUMN_TIME, "签到时间" },     { COLUMN_TIME, "时间" },
};

static const struct {
    enum attendance_role stands;
    const char *word;
} roles[] = {
    { ATTENDANCE_ROLE_LEADER, "组长" },
    { ATTENDANCE_ROLE_LEADER, "副组长" },
    { ATTENDANCE_ROLE_LEADER, "GL" },
    { ATTENDANCE_ROLE_LEADER, "DGL" },
    { ATTENDANCE_ROLE_GUEST, "秘书" },
    { ATTENDANCE_ROLE_GUEST, "工作组秘书" },
    { ATTENDANCE_ROLE_GUEST, "联络员" },
    { ATTENDANCE_ROLE_GUEST, "秘书处" },
    { ATTENDANCE_ROLE_GUEST, "专家" },
    { ATTENDANCE_ROLE_GUEST, "嘉宾" },
    { ATTENDANCE_ROLE_GUEST, "列席" },
    { ATTENDANCE_ROLE_GUEST, "工作人员" },
    { ATTENDANCE_ROLE_GUEST, "guest" },
};

struct table {
    struct arena *arena;
    civil_day first, last;
    int place[COLUMN_COUNT]; /* of each column; -1: there is none */
    struct attendance_file *file;
};

static bool is_word(struct arena *arena, struct span cell, const char *word)
{
    return span_eq(fold_name(arena, cell), fold_name(arena, span_str(word)));
}

/* Both that are needed stand in it. */
static bool read_head(const struct cells_row *r, void *whose)
{
    struct table *t = whose;

    for (size_t c = 0; c < COLUMN_COUNT; c++)
        t->place[c] = -1;
    for (size_t i = 0; i < r->n; i++)
        for (size_t h = 0; h < ARRAY_LEN(heads); h++)
            if (t->place[heads[h].column] < 0 &&
                is_word(t->arena, r->at[i], heads[h].word))
                t->place[heads[h].column] = (int)i;
    return t->place[COLUMN_UNIT] >= 0 && t->place[COLUMN_TIME] >= 0;
}

static struct span cell(const struct table *t, const struct cells_row *r,
                        enum column c)
{
    int place = t->place[c];

    return place >= 0 && (size_t)place < r->n ? r->at[place] : SPAN_NONE;
}

static enum attendance_role role_of(struct arena *arena, struct span word)
{
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        if (is_word(arena, word, roles[i].word))
            return roles[i].stands;
    return ATTENDANCE_ROLE_MEMBER;
}

struct span attendance_line_text(const struct attendance_line *l,
                                 struct arena *arena)
{
    const struct span cells[] = { l->unit, l->person, l->role, l->mode,
                                  l->signed_at };
    struct span text = SPAN_NONE;

    for (size_t i = 0; i < ARRAY_LEN(cells); i++)
        if (cells[i].n)
            text = arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(text),
                                text.n ? " " : "", SPAN_ARG(cells[i]));
    return text;
}

void attendance_file_fault(struct attendance_file *f, struct arena *arena,
                           const struct attendance_fault *fault)
{
    assert(f && fault);
    f->faults_all++;
    if (f->faults.n < ATTENDANCE_MAX_FAULTS)
        *list_push(&f->faults, arena) = *fault;
}

static bool find_time(struct span *said, int year, struct when *ret)
{
    struct span hours = *said;

    return when_find(said, year, ret) || when_take(&hours, year, ret);
}

/* A list of another day is another meeting's. */
static const char *time_fault(const struct table *t, struct span said,
                              const char **ret_en)
{
    struct when when;
    struct span rest = said;

    if (!said.n) {
        *ret_en = "no sign-in time";
        return "没有签到时间";
    }
    if (!find_time(&rest, civil_from_day(t->first).year, &when) ||
        (when.days != WHEN_FINE && when.days != WHEN_NOTHING) ||
        (when.days == WHEN_NOTHING && when.hours != WHEN_FINE)) {
        *ret_en = "the sign-in time cannot be read";
        return "签到时间无法识别";
    }
    if (when.days == WHEN_FINE && (when.day < t->first || when.day > t->last)) {
        *ret_en = "signed in on another day than the meeting's";
        return "签到日期不在会议期间";
    }
    return NULL;
}

static void read_row(struct table *t, const struct cells_row *r)
{
    struct attendance_line l = {
        .line = r->line,
        .unit = cell(t, r, COLUMN_UNIT),
        .person = cell(t, r, COLUMN_PERSON),
        .role = cell(t, r, COLUMN_ROLE),
        .mode = cell(t, r, COLUMN_MODE),
        .signed_at = cell(t, r, COLUMN_TIME),
    };
    struct attendance_fault fault = { .line = r->line };

    l.stands = role_of(t->arena, l.role);
    fault.zh = time_fault(t, l.signed_at, &fault.en);
    if (!fault.zh && !l.unit.n && !l.person.n) {
        fault.zh = "没有单位，也没有姓名";
        fault.en = "neither a unit nor a person";
    }
    if (!fault.zh) {
        *list_push(&t->file->lines, t->arena) = l;
        return;
    }
    fault.text = attendance_line_text(&l, t->arena);
    attendance_file_fault(t->file, t->arena, &fault);
}

void attendance_file_read(struct span text, civil_day first, civil_day last,
                          struct arena *arena, struct attendance_file *ret)
{
    static const struct attendance_fault headless = {
        .zh = "没有找到表头（至少须有“单位”和“签到时间”两列）",
        .en = "no head with the columns unit and signin_time"
    };
    static const struct attendance_fault empty = { .zh = "表中没有签到记录",
                                                   .en =
                                                       "the list has no line" };
    struct table t = {
        .arena = arena, .first = first, .last = last, .file = ret
    };
    struct cells all = cells_from(text, arena);
    struct cells_row r;
    bool headed = false;
    int seen = 0;

    assert(arena && ret);
    *ret = (struct attendance_file){ 0 };
    while (!headed && seen < HEAD_ROWS && all.rest.n) {
        headed = cells_head(&all, read_head, &t, &r);
        seen += fold_trim(r.text).n > 0;
    }
    while (headed && cells_next(&all, &r))
        if (!cells_blank(&r))
            read_row(&t, &r);
    if (!headed)
        attendance_file_fault(ret, arena, &headless);
    else if (!ret->lines.n && !ret->faults_all)
        attendance_file_fault(ret, arena, &empty);
}
