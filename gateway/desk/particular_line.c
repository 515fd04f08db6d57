#include "particular_line.h"

#include <assert.h>

#include "convoke/base/spelling.h"
#include "fold.h"
#include "numbering.h"

enum { BRACKET_MOST = 60, CELL_MOST = 60, MARKS_MOST = 4 };

static const struct spelling labels[] = {
    { PARTICULAR_TIME, "时间" },
    { PARTICULAR_TIME, "会议时间" },
    { PARTICULAR_TIME, "召开时间" },
    { PARTICULAR_TIME, "开会时间" },
    { PARTICULAR_TIME, "会议日期" },
    { PARTICULAR_TIME, "召开日期" },
    { PARTICULAR_TIME, "日期" },
    { PARTICULAR_TIME, "日期时间" },
    { PARTICULAR_TIME, "拟定时间" },
    { PARTICULAR_TIME, "拟召开时间" },
    { PARTICULAR_TIME, "新时间" },
    { PARTICULAR_TIME, "date" },
    { PARTICULAR_TIME, "time" },
    { PARTICULAR_TIME, "dateandtime" },
    { PARTICULAR_TIME, "datetime" },
    { PARTICULAR_TIME, "when" },
    { PARTICULAR_TIME, "newdate" },
    { PARTICULAR_PLACE, "地点" },
    { PARTICULAR_PLACE, "会议地点" },
    { PARTICULAR_PLACE, "召开地点" },
    { PARTICULAR_PLACE, "会场" },
    { PARTICULAR_PLACE, "会议室" },
    { PARTICULAR_PLACE, "地址" },
    { PARTICULAR_PLACE, "会议地址" },
    { PARTICULAR_PLACE, "place" },
    { PARTICULAR_PLACE, "venue" },
    { PARTICULAR_PLACE, "location" },
    { PARTICULAR_PLACE, "where" },
    { PARTICULAR_LINK, "链接" },
    { PARTICULAR_LINK, "会议链接" },
    { PARTICULAR_LINK, "入会链接" },
    { PARTICULAR_LINK, "参会链接" },
    { PARTICULAR_LINK, "线上链接" },
    { PARTICULAR_LINK, "腾讯会议" },
    { PARTICULAR_LINK, "腾讯会议号" },
    { PARTICULAR_LINK, "会议号" },
    { PARTICULAR_LINK, "会议id" },
    { PARTICULAR_LINK, "视频会议" },
    { PARTICULAR_LINK, "线上" },
    { PARTICULAR_LINK, "线上会议" },
    { PARTICULAR_LINK, "线上参会" },
    { PARTICULAR_LINK, "link" },
    { PARTICULAR_LINK, "url" },
    { PARTICULAR_LINK, "online" },
    { PARTICULAR_LINK, "meetinglink" },
    { PARTICULAR_LINK, "meetingid" },
    { PARTICULAR_LINK, "zoom" },
    { PARTICULAR_CHAIR, "主持" },
    { PARTICULAR_CHAIR, "主持人" },
    { PARTICULAR_CHAIR, "会议主持" },
    { PARTICULAR_CHAIR, "会议主持人" },
    { PARTICULAR_CHAIR, "chair" },
    { PARTICULAR_CHAIR, "chairperson" },
    { PARTICULAR_CHAIR, "chairman" },
    { PARTICULAR_CHAIR, "chairedby" },
    { PARTICULAR_STDWEEK, "标准周" },
    { PARTICULAR_STDWEEK, "是否标准周" },
    { PARTICULAR_STDWEEK, "是否在标准周" },
    { PARTICULAR_STDWEEK, "是否在标准周期间" },
    { PARTICULAR_STDWEEK, "标准周期间" },
    { PARTICULAR_STDWEEK, "纳入标准周" },
    { PARTICULAR_STDWEEK, "是否纳入标准周" },
    { PARTICULAR_STDWEEK, "stdweek" },
    { PARTICULAR_STDWEEK, "standardsweek" },
    { PARTICULAR_STDWEEK, "standardweek" },
    { PARTICULAR_REASON, "理由" },
    { PARTICULAR_REASON, "原因" },
    { PARTICULAR_REASON, "事由" },
    { PARTICULAR_REASON, "说明理由" },
    { PARTICULAR_REASON, "未纳入理由" },
    { PARTICULAR_REASON, "未纳入原因" },
    { PARTICULAR_REASON, "不纳入理由" },
    { PARTICULAR_REASON, "不纳入原因" },
    { PARTICULAR_REASON, "未纳入标准周理由" },
    { PARTICULAR_REASON, "未纳入标准周原因" },
    { PARTICULAR_REASON, "不在标准周理由" },
    { PARTICULAR_REASON, "不在标准周原因" },
    { PARTICULAR_REASON, "单独召开理由" },
    { PARTICULAR_REASON, "单独召开原因" },
    { PARTICULAR_REASON, "取消原因" },
    { PARTICULAR_REASON, "取消理由" },
    { PARTICULAR_REASON, "改期原因" },
    { PARTICULAR_REASON, "改期理由" },
    { PARTICULAR_REASON, "变更原因" },
    { PARTICULAR_REASON, "变更理由" },
    { PARTICULAR_REASON, "延期原因" },
    { PARTICULAR_REASON, "延期理由" },
    { PARTICULAR_REASON, "请假事由" },
    { PARTICULAR_REASON, "请假原因" },
    { PARTICULAR_REASON, "请假理由" },
    { PARTICULAR_REASON, "补充事由" },
    { PARTICULAR_REASON, "缺席事由" },
    { PARTICULAR_REASON, "缺席原因" },
    { PARTICULAR_REASON, "缺席理由" },
    { PARTICULAR_REASON, "未到会事由" },
    { PARTICULAR_REASON, "未到会原因" },
    { PARTICULAR_REASON, "reason" },
    { PARTICULAR_REASON, "reasons" },
    { PARTICULAR_TITLE, "名称" },
    { PARTICULAR_TITLE, "标题" },
    { PARTICULAR_TITLE, "题目" },
    { PARTICULAR_TITLE, "项目名称" },
    { PARTICULAR_TITLE, "标准名称" },
    { PARTICULAR_TITLE, "标准项目名称" },
    { PARTICULAR_TITLE, "课题名称" },
    { PARTICULAR_TITLE, "会议名称" },
    { PARTICULAR_TITLE, "任务名称" },
    { PARTICULAR_TITLE, "title" },
    { PARTICULAR_TITLE, "name" },
    { PARTICULAR_TITLE, "projectname" },
    { PARTICULAR_TITLE, "projecttitle" },
    { PARTICULAR_LEAD, "负责人" },
    { PARTICULAR_LEAD, "项目负责人" },
    { PARTICULAR_LEAD, "牵头人" },
    { PARTICULAR_LEAD, "项目牵头人" },
    { PARTICULAR_LEAD, "lead" },
    { PARTICULAR_LEAD, "projectlead" },
    { PARTICULAR_LEAD, "projectleader" },
    { PARTICULAR_LEAD, "leader" },
    { PARTICULAR_DRAFTERS, "起草人" },
    { PARTICULAR_DRAFTERS, "主要起草人" },
    { PARTICULAR_DRAFTERS, "起草人员" },
    { PARTICULAR_DRAFTERS, "drafters" },
    { PARTICULAR_DRAFTERS, "maindrafters" },
    { PARTICULAR_ISSUED, "计划下达" },
    { PARTICULAR_ISSUED, "计划下达日期" },
    { PARTICULAR_ISSUED, "计划下达时间" },
    { PARTICULAR_ISSUED, "下达日期" },
    { PARTICULAR_ISSUED, "下达时间" },
    { PARTICULAR_ISSUED, "立项日期" },
    { PARTICULAR_ISSUED, "issued" },
    { PARTICULAR_ISSUED, "planissued" },
    { PARTICULAR_ISSUED, "issuedate" },
    { PARTICULAR_ISSUED, "dateofissue" },
    { PARTICULAR_STARTED, "启动" },
    { PARTICULAR_STARTED, "启动日期" },
    { PARTICULAR_STARTED, "启动时间" },
    { PARTICULAR_STARTED, "开始日期" },
    { PARTICULAR_STARTED, "开始时间" },
    { PARTICULAR_STARTED, "start" },
    { PARTICULAR_STARTED, "started" },
    { PARTICULAR_STARTED, "startdate" },
    { PARTICULAR_DUE, "截止" },
    { PARTICULAR_DUE, "截止日期" },
    { PARTICULAR_DUE, "截止时间" },
    { PARTICULAR_DUE, "完成期限" },
    { PARTICULAR_DUE, "完成日期" },
    { PARTICULAR_DUE, "完成时间" },
    { PARTICULAR_DUE, "完成时限" },
    { PARTICULAR_DUE, "期限" },
    { PARTICULAR_DUE, "时限" },
    { PARTICULAR_DUE, "due" },
    { PARTICULAR_DUE, "duedate" },
    { PARTICULAR_DUE, "deadline" },
    { PARTICULAR_PRESENT, "出席" },
    { PARTICULAR_PRESENT, "出席人" },
    { PARTICULAR_PRESENT, "出席人员" },
    { PARTICULAR_PRESENT, "到会" },
    { PARTICULAR_PRESENT, "到会人员" },
    { PARTICULAR_PRESENT, "参加" },
    { PARTICULAR_PRESENT, "参加人员" },
    { PARTICULAR_PRESENT, "present" },
    { PARTICULAR_PRESENT, "attended" },
    { PARTICULAR_ABSENT, "缺席" },
    { PARTICULAR_ABSENT, "缺席人" },
    { PARTICULAR_ABSENT, "缺席人员" },
    { PARTICULAR_ABSENT, "未到会" },
    { PARTICULAR_ABSENT, "请假" },
    { PARTICULAR_ABSENT, "absent" },
    { PARTICULAR_ABSENT, "apologies" },
    { PARTICULAR_NUMBER, "备案编号" },
    { PARTICULAR_NUMBER, "备案号" },
    { PARTICULAR_NUMBER, "编号" },
    { PARTICULAR_NUMBER, "文号" },
    { PARTICULAR_NUMBER, "决定编号" },
    { PARTICULAR_NUMBER, "决定文号" },
    { PARTICULAR_NUMBER, "决定号" },
    { PARTICULAR_NUMBER, "任务编号" },
    { PARTICULAR_NUMBER, "number" },
    { PARTICULAR_NUMBER, "decisionnumber" },
    { PARTICULAR_NUMBER, "decisionno" },
    { PARTICULAR_NUMBER, "no" },
    { PARTICULAR_NUMBER, "filingnumber" },
    { PARTICULAR_NUMBER, "filingno" },
    { PARTICULAR_STAGE, "阶段" },
    { PARTICULAR_STAGE, "项目阶段" },
    { PARTICULAR_STAGE, "当前阶段" },
    { PARTICULAR_STAGE, "所处阶段" },
    { PARTICULAR_STAGE, "stage" },
    { PARTICULAR_ADDRESSEE, "责任" },
    { PARTICULAR_ADDRESSEE, "责任人" },
    { PARTICULAR_ADDRESSEE, "责任方" },
    { PARTICULAR_ADDRESSEE, "责任单位" },
    { PARTICULAR_ADDRESSEE, "承办" },
    { PARTICULAR_ADDRESSEE, "承办人" },
    { PARTICULAR_ADDRESSEE, "承办单位" },
    { PARTICULAR_ADDRESSEE, "交办对象" },
    { PARTICULAR_ADDRESSEE, "办理人" },
    { PARTICULAR_ADDRESSEE, "addressee" },
    { PARTICULAR_ADDRESSEE, "assignee" },
    { PARTICULAR_ADDRESSEE, "responsible" },
    { PARTICULAR_TEXT, "要求" },
    { PARTICULAR_TEXT, "内容" },
    { PARTICULAR_TEXT, "事项" },
    { PARTICULAR_TEXT, "任务" },
    { PARTICULAR_TEXT, "任务内容" },
    { PARTICULAR_TEXT, "任务要求" },
    { PARTICULAR_TEXT, "工作要求" },
    { PARTICULAR_TEXT, "交办事项" },
    { PARTICULAR_TEXT, "交办内容" },
    { PARTICULAR_TEXT, "task" },
    { PARTICULAR_TEXT, "text" },
    { PARTICULAR_TEXT, "content" },
    { PARTICULAR_APPROVAL, "批准文号" },
    { PARTICULAR_APPROVAL, "批准文件" },
    { PARTICULAR_APPROVAL, "批准编号" },
    { PARTICULAR_APPROVAL, "批文号" },
    { PARTICULAR_APPROVAL, "批复文号" },
    { PARTICULAR_APPROVAL, "approval" },
    { PARTICULAR_APPROVAL, "approvalno" },
    { PARTICULAR_APPROVAL, "approvalnumber" },
    { PARTICULAR_REPLACES, "替代" },
    { PARTICULAR_REPLACES, "替换" },
    { PARTICULAR_REPLACES, "取代" },
    { PARTICULAR_REPLACES, "replaces" },
    { PARTICULAR_PROJECT, "项目" },
    { PARTICULAR_PROJECT, "项目编号" },
    { PARTICULAR_PROJECT, "标准项目" },
    { PARTICULAR_PROJECT, "相关项目" },
    { PARTICULAR_PROJECT, "所属项目" },
    { PARTICULAR_PROJECT, "project" },
    { PARTICULAR_PROJECT, "projectid" },
    { PARTICULAR_PROJECT, "projectno" },
    { PARTICULAR_MEETING, "会议" },
    { PARTICULAR_MEETING, "会议编号" },
    { PARTICULAR_MEETING, "会次" },
    { PARTICULAR_MEETING, "meeting" },
    { PARTICULAR_MEETING, "meetingno" },
    { PARTICULAR_UNIT, "单位" },
    { PARTICULAR_UNIT, "单位名称" },
    { PARTICULAR_UNIT, "成员单位" },
    { PARTICULAR_UNIT, "unit" },
    { PARTICULAR_UNIT, "organisation" },
    { PARTICULAR_UNIT, "organization" },
    { PARTICULAR_EFFECTIVE, "生效" },
    { PARTICULAR_EFFECTIVE, "生效日期" },
    { PARTICULAR_EFFECTIVE, "生效时间" },
    { PARTICULAR_EFFECTIVE, "effective" },
    { PARTICULAR_EFFECTIVE, "effectivedate" },
    { PARTICULAR_EFFECTIVE, "effectivefrom" },
    { PARTICULAR_DEPUTY, "委托" },
    { PARTICULAR_DEPUTY, "受托人" },
    { PARTICULAR_DEPUTY, "被委托人" },
    { PARTICULAR_DEPUTY, "受委托人" },
    { PARTICULAR_DEPUTY, "委托主持" },
    { PARTICULAR_DEPUTY, "deputy" },
    { PARTICULAR_DEPUTY, "delegate" },
    /* known, of no use here */
    { PARTICULAR_OTHER, "序号" },
    { PARTICULAR_OTHER, "联系人" },
    { PARTICULAR_OTHER, "联系方式" },
    { PARTICULAR_OTHER, "联系电话" },
    { PARTICULAR_OTHER, "电话" },
    { PARTICULAR_OTHER, "手机" },
    { PARTICULAR_OTHER, "邮箱" },
    { PARTICULAR_OTHER, "附件" },
    { PARTICULAR_OTHER, "议程" },
    { PARTICULAR_OTHER, "会议议程" },
    { PARTICULAR_OTHER, "议题" },
    { PARTICULAR_OTHER, "会议议题" },
    { PARTICULAR_OTHER, "形式" },
    { PARTICULAR_OTHER, "会议形式" },
    { PARTICULAR_OTHER, "参会人员" },
    { PARTICULAR_OTHER, "参会范围" },
    { PARTICULAR_OTHER, "参加范围" },
    { PARTICULAR_OTHER, "经费" },
    { PARTICULAR_OTHER, "费用" },
    { PARTICULAR_OTHER, "报名" },
    { PARTICULAR_OTHER, "注意事项" },
    { PARTICULAR_OTHER, "备注" },
    { PARTICULAR_OTHER, "说明" },
    { PARTICULAR_OTHER, "抄送" },
    { PARTICULAR_OTHER, "agenda" },
    { PARTICULAR_OTHER, "attachments" },
    { PARTICULAR_OTHER, "attachment" },
    { PARTICULAR_OTHER, "participants" },
    { PARTICULAR_OTHER, "contact" },
    { PARTICULAR_OTHER, "phone" },
    { PARTICULAR_OTHER, "email" },
    { PARTICULAR_OTHER, "remarks" },
    { PARTICULAR_OTHER, "note" },
    { PARTICULAR_OTHER, "notes" },
};

int particular_line_label(struct span cell)
{
    numbering_take(&cell, NULL);
    return spelling_of(SPELLINGS(labels), cell);
}

static bool is_bar(struct span s, size_t at)
{
    return s.p[at] == '\t' || s.p[at] == '|' ||
           span_starts(span_from(s, at), SPAN("｜")) ||
           span_starts(span_from(s, at), SPAN("│"));
}

bool particular_line_is_row(struct span line)
{
    for (size_t at = 0; at < line.n; at++) {
        if (is_bar(line, at))
            return true;
    }
    return false;
}

bool particular_line_cell(struct span *rest, struct span *ret_cell)
{
    size_t at = 0;

    assert(rest && ret_cell);
    if (!rest->p)
        return false;
    while (at < rest->n && !is_bar(*rest, at))
        at++;
    *ret_cell = fold_trim(span_sub(*rest, 0, at));
    if (at < rest->n)
        *rest =
            span_from(*rest, at + (rest->p[at] & 0x80 ? sizeof("｜") - 1 : 1));
    else
        *rest = SPAN_NONE;
    return true;
}

/* "；" and its kin between this value and the next label; "**" of a label in
 * bold. */
static struct span tidy(struct span value)
{
    value = fold_trim(value);
    for (int k = 0; k < MARKS_MOST && value.n && value.p[0] == '*'; k++)
        value = fold_trim(span_from(value, 1));
    for (int k = 0; k < MARKS_MOST; k++) {
        static const struct span marks[] = { { ";", 1 },  { ",", 1 },
                                             { "；", 3 }, { "，", 3 },
                                             { "、", 3 }, { "*", 1 } };
        size_t i = 0;

        while (i < ARRAY_LEN(marks) && !span_ends(value, marks[i]))
            i++;
        if (i == ARRAY_LEN(marks))
            return value;
        value = fold_trim(span_sub(value, 0, value.n - marks[i].n));
    }
    return value;
}

struct cutter {
    struct particular_piece *at; /* PARTICULAR_PIECES of them */
    size_t n;
};

static bool add_piece(struct cutter *c, int key, struct span value)
{
    if (c->n == PARTICULAR_PIECES)
        return false;
    c->at[c->n++] = (struct particular_piece){ key, value };
    return true;
}

/* 【时间】…, with or without a colon behind. */
static int bracket_label(struct span s, struct span *ret_rest)
{
    struct span rest = s;
    size_t end = 0;
    size_t n;
    unsigned c;
    int key;

    if (!fold_take(&rest, "["))
        return 0;
    while ((n = fold_char(span_from(rest, end), &c)) && c != ']') {
        end += n;
        if (end > BRACKET_MOST)
            return 0;
    }
    if (!n)
        return 0;
    key = particular_line_label(span_sub(rest, 0, end));
    if (!key)
        return 0;
    rest = span_from(rest, end + n);
    fold_skip_blanks(&rest);
    fold_take(&rest, ":");
    *ret_rest = rest;
    return key;
}

static int lead_label(struct span s, struct span *ret_rest)
{
    struct span bare = s;
    int key = bracket_label(s, ret_rest);

    if (key)
        return key;
    numbering_take(&bare, NULL);
    if (bare.n < s.n)
        key = bracket_label(bare, ret_rest);
    if (!key)
        key = spelling_lead(SPELLINGS(labels), bare, ret_rest);
    return key;
}

/* Cuts text without cells; what stands before its first label is told apart
 * only when a piece for it may be added. */
static struct span cut_text(struct cutter *c, struct span s)
{
    struct span lead = SPAN_NONE;
    struct span rest = s;
    struct span before;
    int key = lead_label(s, &rest);
    int next;

    if (!key) {
        key = spelling_inside(SPELLINGS(labels), s, NULL, &lead, &rest);
        if (!key)
            return s;
    }
    while ((next = spelling_inside(SPELLINGS(labels), rest, NULL, &before,
                                   &rest))) {
        add_piece(c, key, tidy(before));
        key = next;
    }
    add_piece(c, key, tidy(rest));
    return lead;
}

static struct span joined(struct span a, struct span b)
{
    if (!a.n)
        return b;
    return b.n ? span_of(a.p, (size_t)(b.p + b.n - a.p)) : a;
}

/* A cell that is a label opens it, the next one is its value. */
static struct span cut_row(struct cutter *c, struct span line)
{
    struct span lead = SPAN_NONE;
    struct span cell;

    while (particular_line_cell(&line, &cell)) {
        size_t n = c->n;
        struct span before = cut_text(c, cell);

        /* What belongs to no label goes on with the value before it. */
        if (n == 1)
            lead = joined(lead, before);
        else
            c->at[n - 1].value = tidy(joined(c->at[n - 1].value, before));
    }
    return lead;
}

size_t particular_line_cut(struct span line,
                           struct particular_piece at[PARTICULAR_PIECES])
{
    struct cutter c = { at, 0 };
    struct span lead;

    assert(at);
    add_piece(&c, PARTICULAR_NONE, SPAN_NONE);
    lead =
        particular_line_is_row(line) ? cut_row(&c, line) : cut_text(&c, line);
    at[0].value = c.n > 1 ? tidy(lead) : fold_trim(line);
    return c.n;
}

bool particular_line_is_rule(struct span line)
{
    for (unsigned c; (c = fold_peek(line)); fold_step(&line)) {
        if (fold_is_alnum(c) || c >= 0x3400)
            return false;
    }
    return true;
}

bool particular_line_columns(struct span line, struct particular_columns *ret)
{
    struct particular_columns c = { .n = 0 };
    struct span cell;
    size_t filled = 0;
    size_t known = 0;

    assert(ret);
    if (!particular_line_is_row(line) || fold_has_digit(line))
        return false;
    while (c.n < PARTICULAR_COLUMNS && particular_line_cell(&line, &cell)) {
        if (cell.n > CELL_MOST)
            return false;
        c.keys[c.n] = particular_line_label(cell);
        filled += cell.n > 0;
        known += c.keys[c.n] != PARTICULAR_NONE;
        c.n++;
    }
    if (known < 2 || 2 * known <= filled)
        return false;
    *ret = c;
    return true;
}
