/* A reminder's words and people. */
#include <assert.h>

#include "case.h"
#include "contribution.h"
#include "convoke/base/moment.h"
#include "convoke/render/phrase.h"
#include "dues.h"
#include "exit_step.h"
#include "flag_case.h"
#include "plenary.h"
#include "reminder.h"
#include "rsvp_mail.h"

/* A reminder repeats the way to answer: a new token for the same act. */
static const struct reminder_answer answers[] = {
    { "app.supplement", "app.supplement", true, { COMMAND_NONE }, 0 },
    { "app.formality", "app.formality", true, { COMMAND_NONE }, 0 },
    { "app.dispatch",
      "app.dispatch",
      false,
      { COMMAND_APPROVE, COMMAND_DISPATCH },
      2 },
    { "app.review",
      "app.review",
      false,
      { COMMAND_APPROVE, COMMAND_REJECT, COMMAND_MORE },
      3 },
    { "app.notify", "app.notify", false, { COMMAND_NOTIFY }, 1 },
    { "account.open", "account.open", false, { COMMAND_DONE }, 1 },
    { "account.cancel", "account.cancel", false, { COMMAND_DONE }, 1 },
    /* Whoever holds it may release, move or cancel that meeting. */
    { "plan", "meeting", false, { COMMAND_NONE }, 0 },
    { "release", "meeting", false, { COMMAND_NONE }, 0 },
    { "contribution", "contribution", true, { COMMAND_HAS_NONE }, 1 },
    { "flag.statement", "statement", true, { COMMAND_NONE }, 0 },
    { "task_done", "task", false, { COMMAND_DONE }, 1 },
    { "project_plan", "project_plan", true, { COMMAND_NONE }, 0 },
    { "project_approval", "project_approval", true, { COMMAND_NONE }, 0 },
    { "research_result", "research_result", true, { COMMAND_NONE }, 0 },
    { "comment_table", "comment_table", true, { COMMAND_NONE }, 0 },
    { "annual_report", "annual_report", true, { COMMAND_NONE }, 0 },
};

const struct reminder_answer *reminder_answer(const struct duty *d)
{
    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        if (strcmp(d->name, answers[i].word) == 0 ||
            strcmp(d->closed_by, answers[i].word) == 0)
            return &answers[i];
    return NULL;
}

static void add_answer(struct notice *n, const struct duty *d)
{
    const struct reminder_answer *a = reminder_answer(d);

    if (!a)
        return;
    n->purpose = a->purpose;
    n->lasting = a->lasting;
    n->actions = a->actions;
    n->actions_n = a->actions_n;
}

/* A ladder from the anchor has milestones of its own before the due day: the
 * mail names both (R-D5(f)). */
static void view_milestone(const struct desk *dk, struct view *v,
                           const struct reminder *r)
{
    bool before = r->step.ordinal != REMINDER_END &&
                  r->step.kind == OBLIGATION_REMINDER &&
                  r->step.planned < r->row->due_day;
    civil_day day = before ? r->step.planned : r->row->due_day;

    view_flag(v, "checkpoint", before);
    view_day(v, "milestone", day);
    view_left(v, "milestone_left", day - civil_of(desk_now(dk)));
}

/* Until 24:00 of its day, or to the minute when a meeting opens. */
void reminder_view_due(struct arena *arena, struct view *v,
                       const struct duty *d, const struct obligation_row *row)
{
    if (d->exact)
        view_both(v, "due", phrase_moment(arena, PHRASE_ZH, row->due_at),
                  phrase_moment(arena, PHRASE_EN, row->due_at));
    else
        view_due(v, "due", row->due_day);
}

static void view_dates(const struct desk *dk, struct arena *arena,
                       struct view *v, const struct reminder *r)
{
    reminder_view_due(arena, v, r->duty, r->row);
    view_left(v, "left", r->row->due_day - civil_of(desk_now(dk)));
    /* One day earlier satisfies every way of counting (R-D9). */
    view_day(v, "strict", r->row->due_day - 1);
    view_milestone(dk, v, r);
}

static const char *code_of(const struct reminder *r)
{
    if (r->step.ordinal == REMINDER_END)
        return r->duty->end_notice;
    return r->step.kind == OBLIGATION_OVERDUE ? r->duty->overdue_notice
                                              : r->duty->reminder_notice;
}

static struct span keyword_of(const struct reminder *r)
{
    if (r->step.ordinal == REMINDER_END)
        return span_str(r->duty->end_to);
    return span_str(r->step.kind == OBLIGATION_OVERDUE ? r->duty->overdue_to
                                                       : r->duty->reminder_to);
}

/* Duties of an application, or of a unit that leaves: what they say is in its
 * papers. */
static enum verdict about_application(struct desk *dk, const struct reminder *r,
                                      struct notice *n,
                                      const char **ret_silence,
                                      struct reason *why)
{
    int64_t exit = 0;
    struct span keyword = keyword_of(r);
    struct papers p;
    struct span id;
    struct span word;
    bool found = false;
    bool owes = false;
    enum verdict v;

    if (exit_id(r->row->object, &exit))
        return exit_fill_account(dk, r->row->object, keyword, n, why);
    review_split(r->row->object, &id, &n->group);
    v = papers_load(dk, id, n->arena, &p, &found, why);
    if (v != VERDICT_DONE)
        return v;
    /* `check` refuses a charter that asks for one of anything else. */
    if (!found) {
        *ret_silence = "only applications are reminded of";
        return v;
    }
    v = papers_view_reminder(dk, &p, n->group, n->arena, n->view, &owes, why);
    /* Nobody is reminded of what he has done. */
    if (v == VERDICT_DONE && !owes && span_eq(keyword, SPAN("APP"))) {
        *ret_silence = "the applicant has done his part";
        return v;
    }
    while (v == VERDICT_DONE && span_cut(&keyword, ',', &word)) {
        enum role role;
        word = span_trim(word);
        if (span_eq(word, SPAN("APP")))
            notice_to(n, p.app.applicant_name, p.app.applicant, true);
        else if (role_from(word, &role))
            v = notice_to_role(dk, n, role, true, why);
    }
    return v;
}

/* Mails that say more than a reminder does. */
static const struct {
    const char *code;
    enum verdict (*fill)(struct desk *dk, const struct subject *s,
                         struct notice *n, struct reason *why);
} fillers[] = {
    { "plenary2.warn", plenary_fill_count },
    { "contrib.closed", contribution_fill_closed },
    { "notice.rem", notice_fill },
    { "notice.overdue", notice_fill },
    { "post.rem", post_fill },
    { "post.overdue", post_fill },
    { "meeting.rem", eve_fill },
    { "rsvp.rem", rsvp_fill },
    { "qtr.rem", quarter_fill },
    { "qtr.missed", quarter_fill },
    { "dues.rem", dues_fill },
    { "dues.arrears", dues_fill },
    { "dues.final", dues_fill },
};

static enum verdict fill_more(struct desk *dk, const struct subject *s,
                              struct notice *n, struct reason *why)
{
    for (size_t i = 0; i < ARRAY_LEN(fillers); i++)
        if (strcmp(n->code, fillers[i].code) == 0)
            return fillers[i].fill(dk, s, n, why);
    return VERDICT_DONE;
}

static void view_subject(const struct subject *s, struct view *v)
{
    bool meeting =
        s->about == DUTY_ABOUT_PLENARY || s->about == DUTY_ABOUT_LEADERS;

    view_text(v, "id", s->id);
    view_both(v, "thing", s->title_zh, s->title_en);
    view_text(v, "group_id", s->group);
    view_flag(v, "meeting", meeting);
    view_moment(v, "start",
                meeting ? s->meeting.start_at
                : s->at[DUTY_ANCHOR_KNOWN] != MOMENT_NONE
                    ? s->at[DUTY_ANCHOR_KNOWN]
                    : s->at[DUTY_ANCHOR_FIRST]);
    view_text(v, "place", s->meeting.place);
    view_text(v, "link", s->meeting.link);
    view_list(v, "items");
}

/* Of a flag, whose facts are on record with it. */
static enum verdict about_act(struct desk *dk, const struct reminder *r,
                              struct notice *n, const char **ret_silence,
                              struct reason *why)
{
    struct flag f;
    bool found = false;
    enum verdict v =
        flag_get(dk->store, r->row->object, n->arena, &f, &found, why);

    if (v != VERDICT_DONE)
        return v;
    return found ? flag_remind(dk, &f, keyword_of(r), n, why)
                 : about_application(dk, r, n, ret_silence, why);
}

static enum verdict about_subject(struct desk *dk, const struct reminder *r,
                                  struct notice *n, const char **ret_silence,
                                  struct reason *why)
{
    struct subject s;
    spans missing = { 0 };
    bool found = false;
    bool holds = false;
    enum verdict v =
        subject_load(dk, r->row->object, n->arena, &s, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_BROKEN, "reminder.about",
                          "obligation %lld is about nothing known",
                          (long long)r->row->id);
    if (v == VERDICT_DONE)
        v = subject_holds(dk, &s, r->duty->unless, n->arena, &holds, why);
    if (v != VERDICT_DONE)
        return v;
    n->group = s.group;
    if (holds) {
        *ret_silence = "the condition of its `unless` holds";
        return v;
    }
    view_subject(&s, n->view);
    v = subject_missing(dk, &s, r->duty, r->row->id, n->arena, &missing, why);
    if (v == VERDICT_DONE && r->duty->each != DUTY_EACH_NONE &&
        !r->duty->collects && missing.n == 0) {
        *ret_silence = "everybody has answered";
        return v;
    }
    if (v == VERDICT_DONE)
        v = reminder_people(dk, n, &s, keyword_of(r), &missing, why);
    return v == VERDICT_DONE ? fill_more(dk, &s, n, why) : v;
}

static struct span object_of(const struct reminder *r, struct arena *arena)
{
    if (!r->duty->tag[0] || r->step.ordinal == REMINDER_END)
        return r->row->object;
    return arena_printf(arena, SPAN_FMT "/%s", SPAN_ARG(r->row->object),
                        r->duty->tag);
}

enum verdict reminder_notice(struct desk *dk, const struct reminder *r,
                             struct arena *arena, struct notice *n,
                             const char **ret_silence, struct reason *why)
{
    const char *code = code_of(r);

    notice_init(n, arena, code, object_of(r, arena));
    if (!code[0]) {
        *ret_silence = "only the digest speaks of it";
        return VERDICT_DONE;
    }
    n->token_object = r->row->object;
    n->discriminator = arena_printf(
        arena, "%lld/%lld/%d", (long long)r->row->id, (long long)r->row->round,
        r->step.ordinal == REMINDER_END ? REMINDER_END : r->step.offset);
    notice_law_of_duty(n, r->duty);
    /* What has ended is a report; nothing can be done by answering it. */
    if (r->step.ordinal != REMINDER_END)
        add_answer(n, r->duty);
    view_both(n->view, "duty", span_str(r->duty->title_zh),
              span_str(r->duty->title_en));
    view_flag(n->view, "charter", r->duty->class == DUTY_CHARTER);
    view_dates(dk, arena, n->view, r);
    view_list(n->view, "also");
    return r->duty->about == DUTY_ABOUT_ACT
               ? about_act(dk, r, n, ret_silence, why)
               : about_subject(dk, r, n, ret_silence, why);
}
