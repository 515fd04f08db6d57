/* What a change does to the mails that are foreseen. */
#include <assert.h>
#include <stdlib.h>

#include "preview.h"

static const struct table_column columns[] = {
    { "change", "变化", "change", false },
    { "what", "通知或事项", "what", false },
    { "object", "对象", "object", false },
    { "recipients", "收件人", "recipients", false },
    { "before", "原时间", "before", false },
    { "after", "新时间", "after", false },
    { "article", "依据", "article", false },
    { "reason", "缘由", "reason", false },
};

enum change { CHANGE_GONE, CHANGE_MOVED, CHANGE_NEW };

static const char *const change_words[][2] = {
    [CHANGE_GONE] = { "不再发送", "gone" },
    [CHANGE_MOVED] = { "改时间", "moved" },
    [CHANGE_NEW] = { "新增", "new" },
};

struct pair {
    const struct foreseen_mail *before, *after; /* NULL: there is none */
};
typedef LIST_OF(struct pair) pairs;
typedef LIST_OF(const struct foreseen_mail *) sorted;

static int compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* Two mails are the same when they say the same of the same thing to the same
 * people; only what belongs to no ladder is told apart by its instant. */
static int compare(const struct foreseen_mail *a, const struct foreseen_mail *b)
{
    int c = span_cmp(a->code, b->code);

    if (c == 0)
        c = span_cmp(a->object, b->object);
    if (c == 0)
        c = span_cmp(a->recipients, b->recipients);
    if (c == 0)
        c = compare_int(a->known, b->known);
    if (c || !a->known)
        return c ? c : compare_int(a->at, b->at);
    c = compare_int(a->cause.end, b->cause.end);
    return c ? c : compare_int(a->cause.offset, b->cause.offset);
}

static int compare_places(const void *a, const void *b)
{
    const struct foreseen_mail *const *x = a;
    const struct foreseen_mail *const *y = b;
    int c = compare(*x, *y);

    return c ? c : compare_int((*x)->at, (*y)->at);
}

static sorted sort(const struct preview *p, const struct foresight *seen)
{
    sorted all = { 0 };

    list_each(&seen->mails, m) * list_push(&all, p->arena) = m;
    if (all.n)
        qsort(all.at, all.n, sizeof(all.at[0]), compare_places);
    return all;
}

static int64_t first_at(const struct pair *p)
{
    if (!p->before)
        return p->after->at;
    if (!p->after)
        return p->before->at;
    return p->before->at < p->after->at ? p->before->at : p->after->at;
}

static enum change change_of(const struct pair *p)
{
    if (!p->after)
        return CHANGE_GONE;
    return p->before ? CHANGE_MOVED : CHANGE_NEW;
}

static const struct foreseen_mail *mail_of(const struct pair *p)
{
    return p->after ? p->after : p->before;
}

static int64_t last_at(const struct pair *p)
{
    return mail_of(p)->at;
}

/* 0: one row tells of both. */
static int compare_rows(const struct pair *x, const struct pair *y)
{
    const struct foreseen_mail *a = mail_of(x);
    const struct foreseen_mail *b = mail_of(y);
    int c = compare_int(first_at(x), first_at(y));

    if (c == 0)
        c = compare_int(change_of(x), change_of(y));
    if (c == 0)
        c = compare_int(last_at(x), last_at(y));
    if (c == 0)
        c = span_cmp(a->code, b->code);
    if (c == 0)
        c = span_cmp(a->object, b->object);
    if (c == 0 && a->known && b->known)
        c = compare_int(a->cause.offset, b->cause.offset);
    return c;
}

static int compare_pairs(const void *x, const void *y)
{
    int c = compare_rows(x, y);

    return c ? c : span_cmp(mail_of(x)->recipients, mail_of(y)->recipients);
}

static void keep(const struct preview *p, pairs *to,
                 const struct foreseen_mail *before,
                 const struct foreseen_mail *after, int64_t until)
{
    struct pair pair = { before, after };

    if (before && after && before->at == after->at)
        return;
    if (first_at(&pair) <= until)
        *list_push(to, p->arena) = pair;
}

static pairs match(const struct preview *p, const struct foresight *before,
                   const struct foresight *after, int64_t until)
{
    sorted a = sort(p, before);
    sorted b = sort(p, after);
    size_t i = 0;
    size_t k = 0;
    pairs found = { 0 };

    while (i < a.n || k < b.n) {
        int c = i == a.n ? 1 : k == b.n ? -1 : compare(a.at[i], b.at[k]);
        keep(p, &found, c <= 0 ? a.at[i] : NULL, c >= 0 ? b.at[k] : NULL,
             until);
        i += c <= 0;
        k += c >= 0;
    }
    if (found.n)
        qsort(found.at, found.n, sizeof(found.at[0]), compare_pairs);
    return found;
}

static struct span change_name(const struct preview *p, enum change c)
{
    bool words = p->ctx->output == TABLE_PEOPLE && p->ctx->chinese;

    return span_str(change_words[c][words ? 0 : 1]);
}

static void add_row(const struct preview *p, struct table *t,
                    const struct pair *pair, const struct preview_row *row)
{
    const struct day_words *days = p->words.days;
    const struct foreseen_mail *m = mail_of(pair);

    table_cell(t, change_name(p, change_of(pair)));
    table_cell(t, m->code);
    table_cell(t, m->object);
    table_cell(t, preview_row_people(p, row));
    table_cell(t, pair->before ? day_words_moment(days, pair->before->at)
                               : SPAN_NONE);
    table_cell(t, pair->after ? day_words_moment(days, pair->after->at)
                              : SPAN_NONE);
    table_cell(t, preview_law(p, m));
    table_cell(t, preview_reason(p, m));
}

static void add_pairs(const struct preview *p, struct table *t,
                      const pairs *found)
{
    bool people = p->ctx->output == TABLE_PEOPLE;
    struct preview_row row = { .mails = 0 };

    for (size_t i = 0; i < found->n; i++) {
        preview_row_add(p, &row, mail_of(&found->at[i]));
        if (people && i + 1 < found->n &&
            compare_rows(&found->at[i], &found->at[i + 1]) == 0)
            continue;
        add_row(p, t, &found->at[i], &row);
        row.mails = 0;
    }
}

static void add_impossible(const struct preview *p, struct table *t,
                           const struct foreseen_duty *d)
{
    bool zh = p->ctx->chinese;
    char day[CIVIL_TEXT];

    table_cell(t, p->ctx->output == TABLE_PEOPLE && zh ? SPAN("无法满足")
                                                       : SPAN("impossible"));
    table_cell(t, span_str(d->duty->name));
    table_cell(t, d->object);
    table_cell(t, SPAN_NONE);
    table_cell(t, span_str(civil_print(d->was, day)));
    table_cell(t, span_str(civil_print(d->due, day)));
    table_cell(t, span_str(zh ? d->duty->article_zh : d->duty->article_en));
    table_cell(
        t, arena_printf(p->arena,
                        zh ? "%s：新的截止日" SPAN_FMT "已过，须经秘书处同意"
                           : "%s: its new day, " SPAN_FMT
                             ", is past; the secretariat must let it pass",
                        zh ? d->duty->title_zh : d->duty->title_en,
                        SPAN_ARG(day_words_day(p->words.days, d->due))));
}

size_t preview_difference(const struct preview *p,
                          const struct foresight *before,
                          const struct foresight *after, int64_t until)
{
    CLEANUP(table_drop)
    struct table *t = table_new(columns, ARRAY_LEN(columns));
    pairs found;

    assert(p && before && after);
    found = match(p, before, after, until);
    list_each(&after->impossible, d) add_impossible(p, t, d);
    add_pairs(p, t, &found);
    context_print_table(p->ctx, t);
    return after->impossible.n + found.n;
}
