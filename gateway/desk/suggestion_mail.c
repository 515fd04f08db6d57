#include "suggestion_mail.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/store/suggestion.h"
#include "filed.h"
#include "fold.h"
#include "project_case.h"
#include "standing.h"

enum { WORDS_MOST = 4000, WORDS_LEAST = 4 };

/* A vouched-for mail comes from an address that nobody registered. */
static enum verdict find_unit(struct intake *in, struct unit *ret,
                              bool *ret_found, struct reason *why)
{
    enum verdict v = standing_unit(in, ret, ret_found, why);

    if (v != VERDICT_DONE || *ret_found || !in->confirmed)
        return v;
    return standing_named_unit(in, ret, ret_found, why);
}

static enum verdict turn_away(struct intake *in, bool found, struct reason *why)
{
    struct facts_address contact = { SPAN_NONE, SPAN_NONE };
    struct person p;
    struct unit u;
    bool named = false;
    enum verdict v;

    if (found)
        return refuse_authority(in, "发件人身份未通过核验",
                                "the sender could not be authenticated", why);
    v = standing_named_unit(in, &u, &named, why);
    if (v == VERDICT_DONE && named)
        v = person_get(in->dk->store, u.contact, in->arena, &p, why);
    if (v != VERDICT_DONE)
        return v;
    if (!named)
        return hold_for_person(in, "建议来自未登记的地址",
                               "a suggestion from an unregistered address",
                               why);
    contact.name = p.name;
    contact.mail = p.mail;
    return hold_for_contact(in, u.name_zh, &contact, u.id, why);
}

/* The group named, or the only one the unit is in; empty: the committee. */
static enum verdict find_group(struct intake *in, const struct unit *u,
                               struct span *ret, struct reason *why)
{
    struct span named = reference_span(&in->what.group);
    working_groups all = { 0 };
    size_t several = 0;
    enum verdict v = groups_all(in->dk->store, in->arena, &all, why);

    *ret = SPAN_NONE;
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct membership m;
        bool found = false;
        v = membership_get(in->dk->store, u->id, all.at[i].id, in->arena, &m,
                           &found, why);
        if (!found || (named.n && !span_eq(all.at[i].id, named)))
            continue;
        *ret = all.at[i].id;
        several++;
    }
    if (several > 1)
        *ret = SPAN_NONE;
    return v;
}

static void view_lines(struct view *v, const char *list, struct span text)
{
    struct span line;

    view_list(v, list);
    while (span_line(&text, &line)) {
        line = span_trim_wide(line);
        if (line.n)
            view_text(view_item(v, list), "text", line);
    }
}

/* Who reads it, and with which right. */
enum reader { READER_UNIT, READER_COMMITTEE };

static enum verdict add_readers(struct intake *in, struct notice *n,
                                const struct unit *u, enum reader reader,
                                struct reason *why)
{
    enum verdict v;

    if (reader == READER_UNIT)
        return notice_to_unit(in->dk, n, u, false, why);
    n->purpose = "suggestion";
    v = notice_to_role(in->dk, n, ROLE_SEC, true, why);
    return v == VERDICT_DONE && n->group.n
               ? notice_to_role(in->dk, n, ROLE_GL, true, why)
               : v;
}

static enum verdict tell(struct intake *in, const struct suggestion *s,
                         const struct unit *u, enum reader reader,
                         struct reason *why)
{
    struct notice n;
    civil_day due = 0;
    bool found = false;
    enum verdict v;

    notice_init(&n, in->arena, "suggest.ack", s->id);
    n.group = s->group;
    if (reader == READER_UNIT)
        n.answers = in->f;
    v = add_readers(in, &n, u, reader, why);
    if (v == VERDICT_DONE)
        v = ledger_due(in->dk, "suggestion", s->id, &due, &found, why);
    if (v == VERDICT_DONE && (s->answered || reader == READER_COMMITTEE))
        v = filed_attach(
            in->dk,
            s->answered
                ? arena_printf(in->arena, SPAN_FMT "/answer", SPAN_ARG(s->id))
                : s->id,
            &n, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "unit", u->name_zh);
    view_text(n.view, "group_id", s->group);
    view_moment(n.view, "received", s->since);
    view_lines(n.view, "lines", s->text);
    view_lines(n.view, "answer", s->answer);
    view_flag(n.view, "asked", reader == READER_COMMITTEE);
    view_flag(n.view, "answered", s->answered);
    view_flag(n.view, "timed", found);
    view_due(n.view, "due", found ? due : civil_of(desk_now(in->dk)));
    notice_law_of_duty(&n, ledger_duty(in->dk, "suggestion"));
    n.discriminator = intake_evidence(in);
    return notice_send(in->dk, &n, why);
}

static enum verdict keep(struct intake *in, struct suggestion *s,
                         struct reason *why)
{
    struct change c = { "suggestion", SPAN_NONE,         "",
                        "open",       "suggestion.made", SPAN_NONE };
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    int64_t number = 0;
    enum verdict v = store_number(
        in->dk->store, arena_printf(in->arena, "SG-%d", year), &number, why);

    s->id = arena_printf(in->arena, "SG-%d-%03lld", year, (long long)number);
    c.id = s->id;
    if (v == VERDICT_DONE)
        v = suggestion_put(in->dk->store, s, why);
    if (v == VERDICT_DONE)
        v = filed_papers(in, s->id, why);
    if (v == VERDICT_DONE && ledger_duty(in->dk, "suggestion"))
        v = ledger_open(in->dk, "suggestion", s->id, s->since, NULL, why);
    return v == VERDICT_DONE ? intake_audit(in, &c, why) : v;
}

enum verdict suggestion_receive(struct intake *in, struct span object,
                                struct reason *why)
{
    struct suggestion s = { .message = in->m->id, .since = in->m->received_at };
    struct unit u;
    bool found = false;
    enum verdict v = find_unit(in, &u, &found, why);

    (void)object;
    if (v != VERDICT_DONE)
        return v;
    if (!found || in->who.level < AUTHORITY_L1)
        return turn_away(in, found, why);
    s.unit = u.id;
    s.text = span_fit(span_trim_wide(in->f->words), WORDS_MOST);
    if (s.text.n < WORDS_LEAST && filed_documents(in->f) == 0)
        return project_ask(in, SPAN_NONE, SPAN("请在正文中写明建议内容"),
                           SPAN("write the suggestion in the mail"), why);
    v = find_group(in, &u, &s.group, why);
    if (v == VERDICT_DONE)
        v = keep(in, &s, why);
    if (v == VERDICT_DONE)
        v = tell(in, &s, &u, READER_UNIT, why);
    intake_end(in, MESSAGE_APPLIED, s.id, "建议已登记");
    return v == VERDICT_DONE ? tell(in, &s, &u, READER_COMMITTEE, why) : v;
}

/* "答复：…" is how some begin. */
static struct span answer_of(const struct intake *in)
{
    struct span words = fold_trim(in->f->words);

    if (fold_take(&words, "答复:") || fold_take(&words, "answer:"))
        words = fold_trim(words);
    return span_fit(words, WORDS_MOST);
}

static enum verdict pass_on(struct intake *in, struct suggestion *s,
                            struct reason *why)
{
    struct ledger_evidence e = { .word = "suggestion_answered",
                                 .object = s->id,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    struct change c = { "suggestion",          s->id,    "open", "answered",
                        "suggestion.answered", SPAN_NONE };
    struct unit u;
    bool found = false;
    enum verdict v = suggestion_put(in->dk->store, s, why);

    if (v == VERDICT_DONE)
        v = filed_papers(
            in, arena_printf(in->arena, SPAN_FMT "/answer", SPAN_ARG(s->id)),
            why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = ledger_answer(in->dk, &e, why);
    if (v == VERDICT_DONE)
        v = token_close_all(in->dk->store, s->id, SPAN("suggestion"),
                            desk_now(in->dk), SPAN("answered"), why);
    if (v == VERDICT_DONE)
        v = unit_get(in->dk->store, s->unit, in->arena, &u, &found, why);
    intake_end(in, MESSAGE_APPLIED, s->id, "建议已答复");
    return v == VERDICT_DONE && found ? tell(in, s, &u, READER_UNIT, why) : v;
}

enum verdict suggestion_answer(struct intake *in, struct span object,
                               struct reason *why)
{
    const struct facts_file *bad = filed_forbidden(in->f);
    struct suggestion s;
    bool found = false;
    enum verdict v =
        suggestion_get(in->dk->store, object, in->arena, &s, &found, why);

    if (v != VERDICT_DONE)
        return v;
    if (!found || s.answered)
        return refuse_command(in, object, "该建议已答复",
                              "this suggestion was answered", NULL, 0, why);
    s.answer = answer_of(in);
    if (in->f->words_uncertain || !s.answer.n || bad)
        return refuse_command(
            in, object,
            "请把答复写在回复正文的最前面（附件不含程序或宏），"
            "系统将转给提出建议的单位",
            "write the answer on top of your reply; it is "
            "passed on to the unit",
            NULL, 0, why);
    s.answered = true;
    return pass_on(in, &s, why);
}
