#include "preview.h"

#include <assert.h>

enum { PREVIEW_NAMES = 4 }; /* addresses that are written out in a row */

static const struct table_column columns[] = {
    { "at", "时间", "at", false },
    { "code", "通知", "code", false },
    { "object", "对象", "object", false },
    { "recipients", "收件人", "recipients", false },
    { "article", "依据", "article", false },
    { "duty", "事项", "duty", false },
    { "obligation", "编号", "obligation", true },
    { "due", "截止日", "due", false },
    { "subject", "主题", "subject", false },
    { "reason", "缘由", "reason", false },
};

struct span preview_law(const struct preview *p, const struct foreseen_mail *m)
{
    bool zh = p->ctx->chinese;

    if (m->known)
        return span_str(zh ? m->cause.duty->article_zh
                           : m->cause.duty->article_en);
    return zh ? m->law_zh : m->law_en;
}

static struct span due_words(const struct preview *p, const struct cause *c)
{
    const struct day_words *days = p->words.days;

    if (c->duty->exact)
        return day_words_moment(days, c->row.due_at);
    if (p->ctx->chinese)
        return arena_printf(p->arena, SPAN_FMT "24:00",
                            SPAN_ARG(day_words_day(days, c->row.due_day)));
    return arena_printf(p->arena, "24:00 on " SPAN_FMT,
                        SPAN_ARG(day_words_day(days, c->row.due_day)));
}

static struct span step_words(const struct preview *p,
                              const struct foreseen_mail *m)
{
    const struct cause *c = &m->cause;
    bool zh = p->ctx->chinese;
    struct obligation plan;
    struct span said;

    if (c->end)
        return zh ? SPAN("到期后告知结果") : SPAN("told when it is over");
    if (c->dated_anew)
        return duty_words_offset(&p->words, c->offset);
    duty_words_plan(&p->words, c->duty, &c->row, &plan);
    said = duty_words_step(&p->words, &plan, &c->step);
    if (m->at - c->step.send_at <= OBLIGATION_LATE)
        return said;
    return arena_printf(
        p->arena,
        zh ? SPAN_FMT "；应于" SPAN_FMT "发出，补发"
           : SPAN_FMT "; it should have left at " SPAN_FMT ", caught up now",
        SPAN_ARG(said),
        SPAN_ARG(day_words_moment(p->words.days, c->step.send_at)));
}

struct span preview_reason(const struct preview *p,
                           const struct foreseen_mail *m)
{
    bool zh = p->ctx->chinese;
    const struct cause *c = &m->cause;

    if (!m->known)
        return zh ? SPAN("到时自动发出，不属某项期限")
                  : SPAN("by the clock, for no deadline");
    return arena_printf(p->arena,
                        zh ? "%s，" SPAN_FMT "到期；" SPAN_FMT
                           : "%s, due " SPAN_FMT "; " SPAN_FMT,
                        zh ? c->duty->title_zh : c->duty->title_en,
                        SPAN_ARG(due_words(p, c)), SPAN_ARG(step_words(p, m)));
}

/* A row that only this look began has no number that means anything. */
static bool is_stored(const struct preview *p, int64_t id)
{
    struct obligation_row row;
    struct reason why;
    bool found = false;

    return obligation_get(p->ctx->store, id, p->arena, &row, &found, &why) ==
               VERDICT_DONE &&
           found;
}

static void add_duty(const struct preview *p, struct table *t,
                     const struct foreseen_mail *m)
{
    const struct cause *c = &m->cause;

    if (!m->known) {
        for (int i = 0; i < 3; i++)
            table_cell(t, SPAN_NONE);
        return;
    }
    table_cell(t, span_str(c->duty->name));
    if (is_stored(p, c->row.id))
        table_cell_int(t, c->row.id);
    else
        table_cell(t, SPAN_NONE);
    table_cell(t,
               span_str(civil_print(c->row.due_day, (char[CIVIL_TEXT]){ 0 })));
}

void preview_row_add(const struct preview *p, struct preview_row *row,
                     const struct foreseen_mail *m)
{
    struct span to = m->recipients;

    if (p->ctx->output == TABLE_PEOPLE)
        to = span_sub(to, 0, span_find_char(to, ' '));
    if (row->mails == 0)
        *row = (struct preview_row){ .mail = m, .recipients = to };
    else if (row->mails < PREVIEW_NAMES)
        row->recipients = arena_printf(p->arena, SPAN_FMT ", " SPAN_FMT,
                                       SPAN_ARG(row->recipients), SPAN_ARG(to));
    row->mails++;
}

struct span preview_row_people(const struct preview *p,
                               const struct preview_row *row)
{
    if (row->mails <= PREVIEW_NAMES)
        return row->recipients;
    return arena_printf(p->arena,
                        p->ctx->chinese ? SPAN_FMT " 等%zu封"
                                        : SPAN_FMT " … %zu mails",
                        SPAN_ARG(row->recipients), row->mails);
}

static void add_mail(const struct preview *p, struct table *t,
                     const struct preview_row *row)
{
    const struct foreseen_mail *m = row->mail;

    table_cell(t, day_words_moment(p->words.days, m->at));
    table_cell(t, m->code);
    table_cell(t, m->object);
    table_cell(t, preview_row_people(p, row));
    table_cell(t, preview_law(p, m));
    add_duty(p, t, m);
    table_cell(t, m->subject);
    table_cell(t, preview_reason(p, m));
}

static bool goes_with(const struct preview *p, const struct foreseen_mail *a,
                      const struct foreseen_mail *b)
{
    return p->ctx->output == TABLE_PEOPLE && a->at == b->at &&
           span_eq(a->code, b->code) && span_eq(a->object, b->object);
}

void preview_mails(const struct preview *p, const struct foresight *seen)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    struct preview_row row = { .mails = 0 };

    assert(p && seen);
    list_each(&seen->mails, m)
    {
        if (row.mails && !goes_with(p, row.mail, m)) {
            add_mail(p, t, &row);
            row.mails = 0;
        }
        preview_row_add(p, &row, m);
    }
    if (row.mails)
        add_mail(p, t, &row);
    context_print_table(p->ctx, t);
}
