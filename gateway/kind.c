#include "kind.h"

#include <assert.h>

#include "convoke/base/civil.h"
#include "convoke/desk/workdays_known.h"
#include "convoke/store/listing.h"
#include "nearest.h"

static const struct kind workdays = { "workdays", "工作日历", "working days",
                                      NULL };

static struct kind kind_at(size_t i)
{
    const struct listing *l = &listings[i];

    if (i == listings_n)
        return workdays;
    return (struct kind){ l->kind, l->zh, l->en, l };
}

static void tell_unknown(const struct context *ctx, const char *word)
{
    CLEANUP(text_release) struct text all = TEXT_INIT(TEXT_MAX_HEADER);
    struct nearest near = nearest_to(span_str(word));

    for (size_t i = 0; i <= listings_n; i++) {
        nearest_try(&near, span_str(kind_at(i).name));
        text_addf(&all, "%s%s", i ? " " : "", kind_at(i).name);
    }
    if (near.best.n)
        context_fail(ctx, "没有 %s，您是不是想写 " SPAN_FMT "？可列出: %s",
                     "no kind %s; did you mean " SPAN_FMT "? kinds: %s", word,
                     SPAN_ARG(near.best), text_str(&all));
    else
        context_fail(ctx, "没有 %s。可列出: %s", "no kind %s; kinds: %s", word,
                     text_str(&all));
}

bool kind_named(const struct context *ctx, const char *word, struct kind *ret)
{
    assert(ctx);
    assert(word);
    assert(ret);
    for (size_t i = 0; i <= listings_n; i++) {
        if (strcmp(kind_at(i).name, word) != 0)
            continue;
        *ret = kind_at(i);
        return true;
    }
    tell_unknown(ctx, word);
    return false;
}

static const struct table_column workday_columns[] = {
    { "day", "日期", "day", false },
    { "weekday", "星期", "weekday", false },
    { "kind", "类别", "kind", false },
    { "name", "名称", "name", false },
    { "source", "来源", "source", false },
};

/* `only` is the beginning of a date: 2026, 2026-10, 2026-10-01. */
static enum verdict workdays_table(const struct context *ctx, struct span only,
                                   struct table **ret, struct reason *why)
{
    static const char *const weekdays[] = { "",    "Mon", "Tue", "Wed",
                                            "Thu", "Fri", "Sat", "Sun" };
    CLEANUP(arena_release)
    struct arena arena = ARENA_INIT(WORKDAYS_KNOWN_ARENA);
    CLEANUP(table_drop)
    struct table *t = table_new(workday_columns, ARRAY_LEN(workday_columns));
    struct workdays_known known = { 0 };
    enum verdict v = workdays_known(ctx->store, &arena, &known, why);

    if (v != VERDICT_DONE)
        return v;
    list_each(&known.days, d)
    {
        char day[CIVIL_TEXT];
        if (!span_starts(span_str(civil_print(d->day, day)), only))
            continue;
        table_cell(t, span_str(day));
        table_cell(t, span_str(weekdays[civil_weekday(d->day)]));
        table_cell(t, d->works ? SPAN("work") : SPAN("rest"));
        table_cell(t, d->name);
        table_cell(t, d->shipped ? SPAN("shipped") : SPAN("imported"));
    }
    *ret = TAKE(t);
    return VERDICT_DONE;
}

enum verdict kind_table(const struct context *ctx, const struct kind *kind,
                        struct span only, struct table **ret,
                        struct reason *why)
{
    assert(ctx);
    assert(kind);
    assert(ret);
    if (!kind->listing)
        return workdays_table(ctx, only, ret, why);
    return listing_run(ctx->store, kind->listing, only, ret, why);
}
