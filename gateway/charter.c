#include "charter.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "charter_check.h"
#include "conf.h"
#include "convoke/base/mem.h"
#include "convoke/base/number.h"
#include "convoke/desk/condition.h"
#include "nearest.h"

struct entry {
    struct duty *duty;
    const struct conf_node *node;
    struct complaints *complaints;
};

static bool want(const struct entry *e, const struct conf_node *n,
                 enum conf_kind kind)
{
    static const char *const words[][2] = {
        [CONF_INTEGER] = { "整数", "a whole number" },
        [CONF_FLAG] = { "true 或 false", "true or false" },
        [CONF_TEXT] = { "引号里的文字", "a text in quotes" },
        [CONF_GROUP] = { "一组 { … }", "a group { … }" },
        [CONF_LIST] = { "一个列表", "a list" },
    };

    if (n->kind == kind)
        return true;
    if (n->kind != CONF_BROKEN)
        complaint_add(e->complaints, n->place, "这里应当是%s",
                      "%s expected here",
                      words[kind][e->complaints->chinese ? 0 : 1]);
    return false;
}

static void read_string(const struct entry *e, const struct conf_node *n,
                        char *to, size_t room)
{
    if (!want(e, n, CONF_TEXT))
        return;
    if (n->text.n == 0 || n->text.n >= room || span_has_control(n->text)) {
        complaint_add(e->complaints, n->place, "应有 1 到 %zu 个字节",
                      "from 1 to %zu octets belong here", room - 1);
        return;
    }
    memcpy(to, n->text.p, n->text.n);
    to[n->text.n] = '\0';
}

static bool unit_is(const struct entry *e, const struct conf_node *n,
                    struct span name, enum duty_unit *ret)
{
    struct nearest near = nearest_to(name);

    if (duty_unit_from(name, ret))
        return true;
    complaint_add(e->complaints, n->place,
                  "没有单位 “" SPAN_FMT
                  "”，只能是 days working_days months back_days back_months",
                  "no unit \"" SPAN_FMT
                  "\": days working_days months back_days back_months",
                  SPAN_ARG(name));
    for (int u = 0; u < DUTY_UNIT_COUNT; u++)
        nearest_try(&near, span_str(duty_unit_name((enum duty_unit)u)));
    if (near.best.n)
        complaint_hint(e->complaints, "您是不是想写 “" SPAN_FMT "”？",
                       "did you mean \"" SPAN_FMT "\"?", SPAN_ARG(near.best));
    return false;
}

/* "30 days" */
static void read_period(const struct entry *e, const struct conf_node *n)
{
    struct span rest = n->text;
    struct span number;
    uint64_t days;

    if (!want(e, n, CONF_TEXT))
        return;
    if (!span_cut(&rest, ' ', &number) ||
        !number_parse(number, DUTY_MAX_PERIOD, &days)) {
        complaint_add(e->complaints, n->place,
                      "期限写成 \"30 days\" 或 \"3 working_days\"，最多 %d",
                      "a period is \"30 days\" or \"3 working_days\", up to %d",
                      DUTY_MAX_PERIOD);
        return;
    }
    if (unit_is(e, n, span_trim(rest), &e->duty->period.unit))
        e->duty->period.n = (int)days;
}

/* "due", "due-7", "anchor+14", "anchor+10wd" */
static bool parse_offset(struct span s, struct duty_offset *ret)
{
    struct duty_offset o = { .unit = DUTY_DAYS };
    uint64_t n = 0;
    bool minus;

    o.base = span_starts(s, SPAN("anchor")) ? DUTY_FROM_ANCHOR : DUTY_FROM_DUE;
    if (o.base == DUTY_FROM_DUE && !span_starts(s, SPAN("due")))
        return false;
    s = span_from(s, o.base == DUTY_FROM_ANCHOR ? 6 : 3);
    if (span_ends(s, SPAN("wd"))) {
        o.unit = DUTY_WORKING_DAYS;
        s.n -= 2;
    }
    minus = s.n && s.p[0] == '-';
    if (s.n && (!strchr("+-", s.p[0]) ||
                !number_parse(span_from(s, 1), DUTY_MAX_PERIOD, &n)))
        return false;
    o.n = minus ? -(int)n : (int)n;
    *ret = o;
    return true;
}

static void read_ladder(const struct entry *e, const struct conf_node *n,
                        struct duty_offset *to, size_t *ret_n)
{
    if (!want(e, n, CONF_LIST))
        return;
    for (const struct conf_node *i = n->inside; i; i = i->next) {
        if (!want(e, i, CONF_TEXT))
            continue;
        if (*ret_n == DUTY_MAX_STEPS) {
            complaint_add(e->complaints, i->place, "最多 %d 级",
                          "at most %d steps", DUTY_MAX_STEPS);
            return;
        }
        if (parse_offset(i->text, &to[*ret_n])) {
            ++*ret_n;
            continue;
        }
        complaint_add(
            e->complaints, i->place,
            "写成 \"due\" \"due-7\" \"anchor+14\" \"anchor+10wd\" 这样",
            "write \"due\", \"due-7\", \"anchor+14\" or "
            "\"anchor+10wd\"");
    }
}

static void read_class(const struct entry *e, const struct conf_node *n)
{
    if (want(e, n, CONF_TEXT) && !duty_class_from(n->text, &e->duty->class))
        complaint_add(e->complaints, n->place, "class 只能是 \"C\" 或 \"S\"",
                      "class is \"C\" or \"S\"");
}

/* A word of a list: what is allowed is said, and what may have been meant. */
static void unknown_word(const struct entry *e, const struct conf_node *n,
                         const char *(*name)(size_t i))
{
    struct nearest near = nearest_to(n->text);
    char known[512] = "";
    size_t room = 0;

    for (size_t i = 0; name(i); i++) {
        nearest_try(&near, span_str(name(i)));
        room += (size_t)snprintf(known + room, sizeof(known) - room, "%s%s",
                                 room ? " " : "", name(i));
        if (room >= sizeof(known))
            break;
    }
    complaint_add(e->complaints, n->place, "不认识 “" SPAN_FMT "”，只能是 %s",
                  "no \"" SPAN_FMT "\" here: %s", SPAN_ARG(n->text), known);
    if (near.best.n)
        complaint_hint(e->complaints, "您是不是想写 “" SPAN_FMT "”？",
                       "did you mean \"" SPAN_FMT "\"?", SPAN_ARG(near.best));
}

#define WORD_READER(key_, count_)                                              \
    static const char *key_##_word(size_t i)                                   \
    {                                                                          \
        return i < (count_) ? duty_##key_##_name((enum duty_##key_)i) : NULL;  \
    }                                                                          \
    static void read_##key_(const struct entry *e, const struct conf_node *n)  \
    {                                                                          \
        if (want(e, n, CONF_TEXT) &&                                           \
            !duty_##key_##_from(n->text, &e->duty->key_))                      \
            unknown_word(e, n, key_##_word);                                   \
    }

WORD_READER(about, DUTY_ABOUT_COUNT)
WORD_READER(anchor, DUTY_ANCHOR_COUNT)
WORD_READER(each, DUTY_EACH_COUNT)

static void read_until(const struct entry *e, const struct conf_node *n)
{
    if (want(e, n, CONF_TEXT) && !duty_anchor_from(n->text, &e->duty->until))
        unknown_word(e, n, anchor_word);
}

static void read_repeat(const struct entry *e, const struct conf_node *n)
{
    if (!want(e, n, CONF_INTEGER))
        return;
    if (n->integer < 0 || n->integer > DUTY_MAX_REPEAT)
        complaint_add(e->complaints, n->place, "repeat 只能是 0 到 %d",
                      "repeat is from 0 to %d", DUTY_MAX_REPEAT);
    else
        e->duty->repeat_days = (int)n->integer;
}

static void read_extend(const struct entry *e, const struct conf_node *n)
{
    if (want(e, n, CONF_FLAG))
        e->duty->extend_to_working_day = n->flag;
}

#define STRING_READER(field)                                                   \
    static void read_##field(const struct entry *e, const struct conf_node *n) \
    {                                                                          \
        read_string(e, n, e->duty->field, sizeof(e->duty->field));             \
    }

STRING_READER(name)
STRING_READER(title_zh)
STRING_READER(title_en)
STRING_READER(tag)
STRING_READER(after)
STRING_READER(end_notice)
STRING_READER(end_to)
STRING_READER(closed_by)
STRING_READER(article_zh)
STRING_READER(article_en)
STRING_READER(reminder_notice)
STRING_READER(overdue_notice)
STRING_READER(reminder_to)
STRING_READER(overdue_to)

static void read_unless(const struct entry *e, const struct conf_node *n)
{
    size_t i = 0;

    read_string(e, n, e->duty->unless, sizeof(e->duty->unless));
    while (condition_name(i) && strcmp(condition_name(i), e->duty->unless) != 0)
        i++;
    if (n->kind == CONF_TEXT && !condition_name(i))
        unknown_word(e, n, condition_name);
}

#define FLAG_READER(field)                                                     \
    static void read_##field(const struct entry *e, const struct conf_node *n) \
    {                                                                          \
        if (want(e, n, CONF_FLAG))                                             \
            e->duty->field = n->flag;                                          \
    }

FLAG_READER(yearly)
FLAG_READER(exact)
FLAG_READER(collects)

static void read_reminders(const struct entry *e, const struct conf_node *n)
{
    read_ladder(e, n, e->duty->reminders, &e->duty->n_reminders);
}

static void read_overdue(const struct entry *e, const struct conf_node *n)
{
    read_ladder(e, n, e->duty->overdue, &e->duty->n_overdue);
}

struct entry_key {
    const char *name;
    void (*read)(const struct entry *e, const struct conf_node *n);
    bool must;
};

static const struct entry_key entry_keys[] = {
    { "name", read_name, true },
    { "title", read_title_zh, false },
    { "title_en", read_title_en, false },
    { "article", read_article_zh, true },
    { "article_en", read_article_en, true },
    { "class", read_class, true },
    { "tag", read_tag, false },
    { "about", read_about, false },
    { "anchor", read_anchor, false },
    { "after", read_after, false },
    { "yearly", read_yearly, false },
    { "period", read_period, true },
    { "exact", read_exact, false },
    { "until", read_until, false },
    { "extend", read_extend, false },
    { "reminders", read_reminders, false },
    { "reminder_notice", read_reminder_notice, false },
    { "reminder_to", read_reminder_to, false },
    { "overdue", read_overdue, false },
    { "overdue_notice", read_overdue_notice, false },
    { "overdue_to", read_overdue_to, false },
    { "repeat", read_repeat, false },
    { "end_notice", read_end_notice, false },
    { "end_to", read_end_to, false },
    { "collects", read_collects, false },
    { "closed_by", read_closed_by, false },
    { "unless", read_unless, false },
    { "each", read_each, false },
};

/* Whatever was meant counts as said: it is not asked for once more. */
static void unknown_key(const struct entry *e, const struct conf_node *n,
                        bool seen[ARRAY_LEN(entry_keys)])
{
    struct nearest near = nearest_to(n->name);

    for (size_t i = 0; i < ARRAY_LEN(entry_keys); i++)
        nearest_try(&near, span_str(entry_keys[i].name));
    complaint_add(e->complaints, n->name_place,
                  "职责里没有 “" SPAN_FMT "” 这一项",
                  "a duty has no \"" SPAN_FMT "\"", SPAN_ARG(n->name));
    if (!near.best.n)
        return;
    complaint_hint(e->complaints, "您是不是想写 “" SPAN_FMT "”？",
                   "did you mean \"" SPAN_FMT "\"?", SPAN_ARG(near.best));
    for (size_t i = 0; i < ARRAY_LEN(entry_keys); i++)
        seen[i] |= span_eq(near.best, span_str(entry_keys[i].name));
}

static void read_key(const struct entry *e, const struct conf_node *n,
                     bool seen[ARRAY_LEN(entry_keys)])
{
    for (size_t i = 0; i < ARRAY_LEN(entry_keys); i++) {
        if (!span_eq(n->name, span_str(entry_keys[i].name)))
            continue;
        seen[i] = true;
        if (n->kind != CONF_BROKEN)
            entry_keys[i].read(e, n);
        return;
    }
    unknown_key(e, n, seen);
}

static void read_entry(const struct entry *e)
{
    bool seen[ARRAY_LEN(entry_keys)] = { false };
    size_t had = e->complaints->list.n;
    struct reason why;

    for (const struct conf_node *n = e->node->inside; n; n = n->next)
        read_key(e, n, seen);
    for (size_t i = 0; i < ARRAY_LEN(entry_keys); i++)
        if (entry_keys[i].must && !seen[i])
            complaint_add(e->complaints, e->node->place, "这项职责缺少 “%s”",
                          "this duty lacks \"%s\"", entry_keys[i].name);
    /* A row without a title is called by its article. */
    if (!e->duty->title_zh[0])
        memcpy(e->duty->title_zh, e->duty->article_zh, DUTY_MAX_ARTICLE);
    if (!e->duty->title_en[0])
        memcpy(e->duty->title_en, e->duty->article_en, DUTY_MAX_ARTICLE);
    if (e->complaints->list.n == had &&
        duty_check(e->duty, &why) != VERDICT_DONE)
        complaint_add(e->complaints, e->node->place, "这项职责不成立: %s",
                      "this duty cannot be: %s", why.text);
}

static void read_duties(const struct conf_node *list, struct charter *ch,
                        struct complaints *c)
{
    struct entry e = { .complaints = c };

    if (!want(&e, list, CONF_LIST))
        return;
    for (const struct conf_node *n = list->inside; n; n = n->next) {
        if (!want(&e, n, CONF_GROUP))
            continue;
        if (ch->n == CHARTER_MAX_DUTIES) {
            complaint_add(c, n->place, "最多 %d 项职责", "at most %d duties",
                          CHARTER_MAX_DUTIES);
            return;
        }
        e.duty = &ch->duties[ch->n];
        e.node = n;
        read_entry(&e);
        if (charter_duty(ch, span_str(e.duty->name)) && e.duty->name[0])
            complaint_add(c, n->place, "职责 “%s” 写了两次",
                          "the duty \"%s\" stands here twice", e.duty->name);
        ch->n++;
    }
}

/* `had`: complaints before this file was opened. */
static enum verdict read_root(const struct conf_node *root, size_t had,
                              struct complaints *c, struct charter *ret)
{
    struct charter *ch = MEM_NEW(struct charter);
    bool found = false;
    enum verdict v;

    for (const struct conf_node *n = root->inside; n; n = n->next) {
        if (span_eq(n->name, SPAN("duties"))) {
            found = true;
            read_duties(n, ch, c);
            if (c->list.n == had)
                charter_check(n, ch, c);
            continue;
        }
        complaint_add(c, n->name_place, "这里只能写 “duties”",
                      "only \"duties\" stands here");
    }
    if (!found && c->list.n == had)
        complaint_add(c, root->place, "缺少 “duties”", "\"duties\" is missing");
    v = c->list.n == had ? VERDICT_DONE : VERDICT_NEVER;
    if (v == VERDICT_DONE)
        *ret = *ch;
    free(ch);
    return v;
}

enum verdict charter_parse(const char *name, struct span bytes,
                           struct complaints *c, struct charter *ret)
{
    size_t had;

    assert(c);
    assert(ret);
    had = c->list.n;
    return read_root(conf_parse(name, bytes, NULL, c), had, c, ret);
}

/* What the program opens by name: service periods of its own workflows. Their
 * lengths and ladders are the committee's, their being there is not. */
static const char *const needed[] = {
    "app.supplement", "app.dispatch",  "app.review",
    "app.notify",     "app.formality", "account.open",
    "held.settle",    "flag.decide",   "flag.statement",
};

static void check_needed(const struct charter *ch, const struct conf_node *root,
                         struct complaints *c)
{
    for (size_t i = 0; i < ARRAY_LEN(needed); i++)
        if (!charter_duty(ch, span_str(needed[i])))
            complaint_add(c, root->place, "缺少职责 “%s”：程序要用到它",
                          "the duty \"%s\" is missing: the program needs it",
                          needed[i]);
}

enum verdict charter_load(const char *path, struct complaints *c,
                          struct charter *ret)
{
    struct charter *ch = MEM_NEW(struct charter);
    const struct conf_node *root;
    size_t had;
    enum verdict v;

    assert(c);
    assert(ret);
    had = c->list.n;
    root = conf_read(path, c);
    v = read_root(root, had, c, ch);
    if (v == VERDICT_DONE)
        check_needed(ch, root, c);
    if (v == VERDICT_DONE && c->list.n > had)
        v = VERDICT_NEVER;
    if (v == VERDICT_DONE)
        *ret = *ch;
    free(ch);
    return v;
}

const struct duty *charter_duty(const struct charter *charter, struct span name)
{
    assert(charter);
    for (size_t i = 0; i < charter->n; i++)
        if (span_eq(span_str(charter->duties[i].name), name))
            return &charter->duties[i];
    return NULL;
}
