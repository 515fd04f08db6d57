#include "show_meeting.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/rsvp_table.h"
#include "convoke/store/roll.h"

static const struct table_column line_columns[] = {
    { "party", "单位或人员", "party", false },
    { "name", "名称", "name", false },
    { "answer", "答复", "answer", false },
    { "person", "答复人", "answered by", false },
    { "sequence", "邀请版本", "sequence", true },
    { "answered", "答复时间", "answered", false },
    { "reason", "事由", "reason", false },
    { "delegate", "受托人", "delegate", false },
};

static const struct table_column count_columns[] = {
    { "who", "范围", "who", false },
    { "accepted", "参加", "come", true },
    { "tentative", "待定", "tentative", true },
    { "declined", "不参加", "do not come", true },
    { "open", "未复", "not answered", true },
};

static const struct table_column voter_columns[] = {
    { "unit", "单位", "unit", false },
    { "name", "单位名称", "name", false },
    { "voter", "投票代表", "voter", false },
    { "mail", "电子邮件", "mail", false },
};

/* People read words, programs the names of the standard. */
static struct span status_cell(const struct context *ctx,
                               const struct rsvp_line *l)
{
    if (ctx->output != TABLE_PEOPLE)
        return span_str(answer_status_name(l->status));
    return span_str(ctx->chinese ? rsvp_status_zh(l->status)
                                 : rsvp_status_en(l->status));
}

/* Whether there is one; what it says is between the unit and its group. */
static struct span reason_cell(const struct context *ctx, bool reason)
{
    if (ctx->output != TABLE_PEOPLE)
        return reason ? SPAN("yes") : SPAN("no");
    if (!reason)
        return SPAN_NONE;
    return ctx->chinese ? SPAN("有") : SPAN("yes");
}

static struct table *line_table(const struct context *ctx,
                                const struct rsvp_table *all)
{
    struct table *t = table_new(line_columns, ARRAY_LEN(line_columns));

    list_each(&all->lines, l)
    {
        char at[MOMENT_TEXT] = "";
        table_cell(t, l->party);
        table_cell(t, l->name);
        table_cell(t, status_cell(ctx, l));
        table_cell(t, l->person);
        table_cell_int(t, l->sequence);
        table_cell(t, l->answered ? span_str(moment_print_short(l->at, at))
                                  : SPAN_NONE);
        table_cell(t, reason_cell(ctx, l->reason));
        table_cell(t, l->delegate);
    }
    return t;
}

static void add_counts(struct table *t, const char *who,
                       const struct rsvp_counts *c)
{
    if (c->accepted + c->tentative + c->declined + c->open == 0)
        return;
    table_cell(t, span_str(who));
    table_cell_int(t, c->accepted);
    table_cell_int(t, c->tentative);
    table_cell_int(t, c->declined);
    table_cell_int(t, c->open);
}

static struct table *count_table(const struct context *ctx,
                                 const struct rsvp_table *all)
{
    struct table *t = table_new(count_columns, ARRAY_LEN(count_columns));
    bool zh = ctx->output == TABLE_PEOPLE && ctx->chinese;

    add_counts(t, zh ? "成员单位" : "units", &all->units);
    add_counts(t, zh ? "其他受邀人" : "others", &all->others);
    return t;
}

static struct table *voter_table(const struct context *ctx,
                                 const roll_lines *roll)
{
    struct table *t = table_new(voter_columns, ARRAY_LEN(voter_columns));
    bool people = ctx->output == TABLE_PEOPLE;

    list_each(roll, l)
    {
        struct span nobody = !people        ? SPAN_NONE
                             : ctx->chinese ? SPAN("（未登记）")
                                            : SPAN("(nobody named)");
        table_cell(t, l->unit);
        table_cell(t, l->name);
        table_cell(t, l->mail.n ? l->voter.n ? l->voter : l->mail : nobody);
        table_cell(t, l->mail);
    }
    return t;
}

/* The roll as it was fixed, else as it is now. */
static enum verdict add_voters(struct context *ctx, const struct meeting *m,
                               struct arena *arena, struct show_part *ret,
                               struct reason *why)
{
    roll_lines roll = { 0 };
    char at[MOMENT_TEXT] = "";
    enum verdict v = roll_of(ctx->store, m->id, arena, &roll, why);
    bool fixed = roll.n > 0;

    if (v == VERDICT_DONE && !fixed)
        v = roll_now(ctx->store, m->group, arena, &roll, why);
    if (v != VERDICT_DONE)
        return v;
    if (fixed)
        moment_print_short(roll.at[0].at, at);
    *ret = (struct show_part){ .kind = "voters",
                               .table = voter_table(ctx, &roll) };
    snprintf(ret->zh, sizeof(ret->zh),
             fixed ? "投票名册（%s确定）" : "%s投票名册（会前一日18:00确定）",
             at);
    snprintf(ret->en, sizeof(ret->en),
             fixed ? "voting roll (fixed %s)"
                   : "%svoting roll (to be fixed at 18:00 on the eve)",
             at);
    return v;
}

enum verdict show_meeting(struct context *ctx, struct span id,
                          struct arena *arena,
                          struct show_part ret[SHOW_MEETING_PARTS],
                          size_t *ret_n, struct reason *why)
{
    struct rsvp_table all;
    struct meeting m;
    bool found = false;
    enum verdict v = meeting_get(ctx->store, id, arena, &m, &found, why);

    assert(ret && ret_n);
    *ret_n = 0;
    if (v != VERDICT_DONE || !found ||
        (!m.leaders && m.notified_at == MOMENT_NONE))
        return v;
    v = rsvp_table_of(ctx->store, &m, arena, &all, why);
    if (v != VERDICT_DONE)
        return v;
    ret[(*ret_n)++] = (struct show_part){ .kind = "rsvp_counts",
                                          .zh = "参会意向",
                                          .en = "answers, counted",
                                          .table = count_table(ctx, &all) };
    ret[(*ret_n)++] = (struct show_part){ .kind = "rsvp",
                                          .zh = "参会答复",
                                          .en = "answers",
                                          .table = line_table(ctx, &all) };
    return m.leaders ? v : add_voters(ctx, &m, arena, &ret[(*ret_n)++], why);
}
