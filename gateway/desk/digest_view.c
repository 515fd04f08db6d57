/* A digest's words: the slots of its mail, and the rows of its table. */
#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "digest_view.h"
#include "subject.h"

static const struct {
    const char *name, *mark, *zh, *en;
} sections[DIGEST_SECTION_COUNT] = {
    [DIGEST_TODAY] = { "today", "①", "今日到期", "Due today" },
    [DIGEST_CHARTER] = { "charter", "②", "章程期限逾期",
                         "Charter deadlines overdue" },
    [DIGEST_DECIDE] = { "decide", "③", "退出标记与待决定",
                        "Exit flags and decisions" },
    [DIGEST_SERVICE] = { "service", "④", "服务时限逾期",
                         "Service periods overdue" },
    [DIGEST_LEADERS] = { "leaders", "⑤", "组长履职提示",
                         "Leader duty notices" },
    [DIGEST_AHEAD] = { "ahead", "⑥", "14天内到期", "Due within 14 days" },
    [DIGEST_WARNINGS] = { "warnings", "⑦", "无故缺席与会费预警",
                          "Absences and dues" },
    [DIGEST_MAIL] = { "mail", "⑧", "待核实来件与投递异常",
                      "Held mail and deliveries" },
    [DIGEST_DATA] = { "data", "⑨", "数据质量", "Data quality" },
};

const char *digest_section_name(enum digest_section s)
{
    assert(s < DIGEST_SECTION_COUNT);
    return sections[s].name;
}

/* “已阅 3”或“豁免 3 理由：…”; for what others owe without the parameters. */
static struct digest_words how_of(const struct digest *dg,
                                  const struct digest_item *item)
{
    struct digest_words how = { SPAN_NONE, SPAN_NONE };
    struct arena *a = dg->arena;

    for (size_t i = 0; dg->acts && i < item->verbs.n; i++) {
        const struct digest_word *w = digest_word(item->verbs.at[i]);
        bool last = i + 1 == item->verbs.n;
        bool whole = item->decide && w->parameter;
        how.zh = arena_printf(a, SPAN_FMT "%s“%s %d%s%s”", SPAN_ARG(how.zh),
                              i == 0 ? ""
                              : last ? "或"
                                     : "、",
                              w->zh, item->number, whole ? " " : "",
                              whole ? w->parameter : "");
        how.en = arena_printf(a, SPAN_FMT "%s%s %d", SPAN_ARG(how.en),
                              i == 0 ? ""
                              : last ? " or "
                                     : ", ",
                              w->en, item->number);
    }
    return how;
}

static void view_words(struct view *v, const char *name, struct digest_words w)
{
    view_both(v, name, w.zh, w.en.n ? w.en : w.zh);
}

/* 2026-02-28（周六）24:00 */
static struct span due_of(const struct digest *dg,
                          const struct digest_item *item,
                          enum phrase_language l)
{
    struct span day = phrase_short_day(dg->arena, l, item->due);

    return arena_printf(dg->arena, SPAN_FMT "%s%02d:%02d", SPAN_ARG(day),
                        l == PHRASE_EN ? " " : "", item->until / 3600,
                        item->until / 60 % 60);
}

static void view_item_of(const struct digest *dg, struct view *v,
                         const struct digest_item *item)
{
    struct digest_words day = { SPAN_NONE, SPAN_NONE };

    if (item->dated)
        day = (struct digest_words){ due_of(dg, item, PHRASE_ZH),
                                     due_of(dg, item, PHRASE_EN) };
    view_int(v, "number", item->number);
    view_text(v, "thing", item->object);
    view_words(v, "what", item->what);
    view_words(v, "law", item->law);
    view_flag(v, "service", item->service);
    view_words(v, "due", day);
    view_flag(v, "over", item->dated && item->over > 0);
    view_left(v, "left", -item->over);
    view_words(v, "who", item->who);
    view_text(v, "reminded", item->reminded);
    view_words(v, "note", item->note);
    view_words(v, "how", how_of(dg, item));
}

static size_t count_section(const struct digest *dg, enum digest_section s)
{
    size_t n = 0;

    list_each(&dg->items, item) n += item->section == s;
    return n;
}

static bool is_among(const spans *all, struct span one)
{
    list_each(all, s) if (span_eq(*s, one)) return true;
    return false;
}

/* Each unit of a section's warnings once. */
static size_t count_units(const struct digest *dg, enum digest_section s)
{
    spans seen = { 0 };

    list_each(&dg->items, item)
    {
        if (item->section != s)
            continue;
        list_each(&item->units, u) if (!is_among(&seen, *u)) *
            list_push(&seen, dg->arena) = *u;
    }
    return seen.n;
}

/* "2项"; of warnings "4家". */
static void view_amount(const struct digest *dg, struct view *v,
                        enum digest_section s, size_t count)
{
    size_t units = count_units(dg, s);

    view_both(v, "amount",
              arena_printf(dg->arena, "%zu%s", units ? units : count,
                           units ? "家" : "项"),
              arena_printf(dg->arena, "%zu%s", units ? units : count,
                           units == 0   ? ""
                           : units == 1 ? " unit"
                                        : " units"));
}

/* At most `room` of its items; returns how many. */
static size_t view_section(const struct digest *dg, enum digest_section s,
                           size_t room, struct view *to)
{
    size_t count = count_section(dg, s);
    size_t shown = 0;
    struct view *v;

    if (count == 0)
        return 0;
    v = view_item(to, "sections");
    view_text(v, "mark", span_str(sections[s].mark));
    view_both(v, "heading", span_str(sections[s].zh), span_str(sections[s].en));
    view_list(v, "items");
    if (room > DIGEST_SHOWN)
        room = DIGEST_SHOWN;
    list_each(&dg->items, item)
    {
        if (item->section != s || shown == room)
            continue;
        view_item_of(dg, view_item(v, "items"), item);
        shown++;
    }
    view_int(v, "count", (int64_t)count);
    view_amount(dg, v, s, count);
    view_flag(v, "more", count > shown);
    view_int(v, "hidden", (int64_t)(count - shown));
    return shown;
}

/* What the reader himself has to say his word to. */
static void view_decisions(const struct digest *dg, struct view *to)
{
    int64_t total = 0;

    view_list(to, "decisions");
    list_each(&dg->items, item)
    {
        struct view *v;
        if (!item->decide || item->verbs.n == 0 || ++total > DIGEST_SHOWN)
            continue;
        v = view_item(to, "decisions");
        view_int(v, "number", item->number);
        view_text(v, "thing", item->object);
        view_words(v, "what", item->what);
        view_flag(v, "dated", item->dated);
        view_left(v, "left", -item->over);
    }
    view_int(to, "total", total);
    view_flag(to, "others", total > DIGEST_SHOWN);
}

static void view_counts(const struct digest *dg, struct view *v)
{
    char at[MOMENT_TEXT];

    view_text(v, "since",
              dg->since ? arena_printf(dg->arena, "%s",
                                       moment_print_short(dg->since, at) + 5)
                        : SPAN_NONE);
    view_int(v, "in", dg->counts.in);
    view_int(v, "out", dg->counts.notices);
    view_int(v, "mails", dg->counts.mails);
    view_int(v, "bounces", dg->counts.bounces);
    view_int(v, "held", dg->counts.held);
}

static bool can_be_answered(const struct digest *dg)
{
    list_each(&dg->items, item) if (item->verbs.n) return dg->acts;
    return false;
}

void digest_view(const struct digest *dg, struct view *v)
{
    size_t room = DIGEST_SHOWN_ALL;

    assert(dg && v);
    view_both(v, "date", phrase_short_day(dg->arena, PHRASE_ZH, dg->today),
              phrase_short_day(dg->arena, PHRASE_EN, dg->today));
    view_flag(v, "acts", can_be_answered(dg));
    view_flag(v, "whole", !dg->group.n);
    view_flag(v, "quiet", !digest_presses(dg));
    view_text(v, "file", digest_file_name(dg));
    view_int(v, "all", (int64_t)dg->items.n);
    view_decisions(dg, v);
    view_list(v, "sections");
    for (enum digest_section s = 0; s < DIGEST_SECTION_COUNT; s++)
        room -= view_section(dg, s, room, v);
    view_counts(dg, v);
}

struct span digest_file_name(const struct digest *dg)
{
    struct civil c = civil_from_day(dg->today);

    return arena_printf(dg->arena, "digest-%04d%02d%02d.csv", c.year, c.month,
                        c.day);
}

struct span digest_line(const struct digest *dg, const struct digest_item *item)
{
    return arena_printf(dg->arena, SPAN_FMT " " SPAN_FMT,
                        SPAN_ARG(item->object), SPAN_ARG(item->what.zh));
}

static const struct table_column columns[] = {
    { "number", "编号", "number", true },
    { "section", "类别", "section", false },
    { "class", "期限性质", "class", false },
    { "group", "工作组", "group", false },
    { "object", "对象", "object", false },
    { "what", "事项", "what", false },
    { "article", "依据", "article", false },
    { "due", "截止日", "due", false },
    { "days", "天数", "days", true }, /* over; negative: left */
    { "who", "责任", "who", false },
    { "reminded", "已提醒", "reminded", false },
    { "note", "说明", "note", false },
    { "answer", "办理", "answer", false },
};

static void add_row(const struct digest *dg, const struct digest_item *item,
                    struct table *t)
{
    char day[CIVIL_TEXT];

    table_cell_int(t, item->number);
    table_cell(t, span_str(sections[item->section].zh));
    table_cell(t, !item->dated    ? SPAN_NONE
                  : item->service ? SPAN("服务时限")
                                  : SPAN("章程期限"));
    table_cell(t, item->group);
    table_cell(t, item->object);
    table_cell(t, item->what.zh);
    table_cell(t, item->law.zh);
    table_cell(t,
               item->dated ? span_str(civil_print(item->due, day)) : SPAN_NONE);
    if (item->dated)
        table_cell_int(t, item->over);
    else
        table_cell(t, SPAN_NONE);
    table_cell(t, item->who.zh);
    table_cell(t, item->reminded);
    table_cell(t, item->note.zh);
    table_cell(t, how_of(dg, item).zh);
}

struct table *digest_table(const struct digest *dg)
{
    struct table *t = table_new(columns, ARRAY_LEN(columns));

    assert(dg);
    list_each(&dg->items, item) add_row(dg, item, t);
    return t;
}

struct span digest_csv(const struct digest *dg)
{
    CLEANUP(table_drop) struct table *t = digest_table(dg);
    CLEANUP(text_release) struct text csv = TEXT_INIT(TEXT_MAX_OUTPUT);

    table_print(t, TABLE_CSV, /* chinese= */ true, /* width= */ 0, &csv);
    return arena_span(dg->arena, text_span(&csv));
}
