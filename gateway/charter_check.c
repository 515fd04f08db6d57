#include "charter_check.h"

#include <assert.h>

#include "convoke/render/slots.h"
#include "convoke/store/register.h"
#include "nearest.h"

/* A row and where it stands. */
struct checked {
    const struct duty *duty;
    const struct conf_node *node;
    struct complaints *complaints;
};

static bool is_recipient(struct span word)
{
    static const char *const others[] = { "APP", "UNIT", "PL", "TO" };
    enum role role;

    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (span_eq(word, span_str(others[i])))
            return true;
    return role_from(word, &role);
}

static void check_people(const struct checked *e, const char *keyword)
{
    struct span rest = span_str(keyword);
    struct span word;

    while (span_cut(&rest, ',', &word))
        if (!is_recipient(span_trim(word)))
            complaint_add(e->complaints, e->node->place,
                          "“%s”里没有收件人 “" SPAN_FMT "”",
                          "%s: no recipient \"" SPAN_FMT "\"", e->duty->name,
                          SPAN_ARG(span_trim(word)));
}

static void unknown_notice(const struct checked *e, const char *code)
{
    struct nearest near = nearest_to(span_str(code));

    for (size_t i = 0; i < slots_of_notices_n; i++)
        nearest_try(&near, span_str(slots_of_notices[i].code));
    complaint_add(e->complaints, e->node->place, "“%s”：没有通知 “%s”",
                  "%s: no notice \"%s\"", e->duty->name, code);
    if (near.best.n)
        complaint_hint(e->complaints, "您是不是想写 “" SPAN_FMT "”？",
                       "did you mean \"" SPAN_FMT "\"?", SPAN_ARG(near.best));
}

static void check_notice(const struct checked *e, const char *code)
{
    for (size_t i = 0; i < slots_of_notices_n; i++)
        if (strcmp(slots_of_notices[i].code, code) == 0)
            return;
    if (code[0])
        unknown_notice(e, code);
}

/* A chain of `after` that never ends: nothing on it would ever begin. */
static bool waits_for_itself(const struct charter *ch, const struct duty *d)
{
    const struct duty *before = d;

    for (size_t i = 0; i <= ch->n && before && before->after[0]; i++) {
        before = charter_duty(ch, span_str(before->after));
        if (before == d)
            return true;
    }
    return false;
}

static void check_after(const struct checked *e, const struct charter *ch)
{
    const struct duty *before = charter_duty(ch, span_str(e->duty->after));

    if (!e->duty->after[0])
        return;
    if (!before)
        complaint_add(e->complaints, e->node->place,
                      "“%s”等待的职责 “%s” 不存在",
                      "%s waits for \"%s\", which is no duty", e->duty->name,
                      e->duty->after);
    else if (waits_for_itself(ch, e->duty))
        complaint_add(e->complaints, e->node->place,
                      "“%s”绕了一圈等待自己：永远不会开始",
                      "%s waits for itself in a circle: it would never begin",
                      e->duty->name);
    else if (!duty_is_about(before, e->duty->about) &&
             before->about != e->duty->about)
        complaint_add(e->complaints, e->node->place,
                      "“%s”和它等待的 “%s” 说的不是同一类事",
                      "%s and \"%s\", for which it waits, are about "
                      "different things",
                      e->duty->name, e->duty->after);
}

/* Of these only the digest speaks: there is nothing to fill a mail with, so a
 * notice of them would never leave. */
static const char *const digest_only[] = {
    "held.settle",
    "suggestion",
    "publicity",
};

static void check_silence(const struct checked *e)
{
    const struct duty *d = e->duty;

    if (!d->reminder_notice[0] && !d->overdue_notice[0] && !d->end_notice[0])
        return;
    for (size_t i = 0; i < ARRAY_LEN(digest_only); i++)
        if (strcmp(d->name, digest_only[i]) == 0)
            complaint_add(e->complaints, e->node->place,
                          "“%s”只列入日报：不能为它设通知",
                          "%s: only the digest speaks of it; it can have "
                          "no notice",
                          d->name);
}

void charter_check(const struct conf_node *list, const struct charter *ch,
                   struct complaints *c)
{
    struct checked e = { .complaints = c };
    size_t i = 0;

    assert(list);
    assert(ch);
    assert(c);
    for (const struct conf_node *n = list->inside; n && i < ch->n;
         n = n->next) {
        if (n->kind != CONF_GROUP)
            continue;
        e.duty = &ch->duties[i++];
        e.node = n;
        check_people(&e, e.duty->reminder_to);
        check_people(&e, e.duty->overdue_to);
        check_people(&e, e.duty->end_to);
        check_notice(&e, e.duty->reminder_notice);
        check_notice(&e, e.duty->overdue_notice);
        check_notice(&e, e.duty->end_notice);
        check_silence(&e);
        check_after(&e, ch);
    }
}
