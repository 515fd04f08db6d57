/* The plenaries of a year, or one more of them, are registered (Art. 18, 20,
 * item 1): good lines at once, each bad one named in the answer. */
#include <assert.h>
#include <stdio.h>

#include "convoke/base/moment.h"
#include "convoke/desk/schedule.h"
#include "deadline_calendar.h"
#include "fold.h"
#include "meeting_mail.h"
#include "plenary.h"

enum { PLENARIES_A_YEAR = 2, NUMBERS = 99 };

/* One line of the mail and what becomes of it. */
struct planned {
    const struct schedule_item *item;
    struct meeting m;
    bool known;          /* it was registered before, just so */
    const char *zh, *en; /* why it is not registered; NULL: it is */
};

struct planning {
    struct intake *in;
    struct span group;
    LIST_OF(struct planned) lines;
    bool cut; /* the mail held more than is read */
};

static void refuse_line(struct planned *p, const char *zh, const char *en)
{
    p->zh = zh;
    p->en = en;
}

/* ---- what a line says ---- */

static void make_meeting(struct planning *pl, struct planned *p)
{
    const struct schedule_item *i = p->item;

    p->m = (struct meeting){
        .id = arena_span(pl->in->arena, span_str(i->id)),
        .group = pl->group,
        .state = MEETING_PLANNED,
        .start_at = civil_moment(i->day, i->start),
        .end_at = civil_moment(i->end_day, i->end),
        .place = i->place,
        .link = i->link,
        .week_known = i->stdweek_known,
        .standard_week = i->stdweek,
        .week_reason = i->reason,
        .since = pl->in->m->received_at,
        .moved_at = MOMENT_NONE,
        .filed_at = MOMENT_NONE,
        .notified_at = MOMENT_NONE,
        .ended_at = MOMENT_NONE,
    };
}

/* A plenary's id of this group and of the year it is held in. */
static bool id_is_ours(struct planning *pl, struct planned *p)
{
    struct span group =
        arena_printf(pl->in->arena, SPAN_FMT "-%d-P", SPAN_ARG(pl->group),
                     civil_from_day(p->item->day).year);
    struct reference r = { .kind = REFERENCE_MEETING };

    if (!p->m.id.n)
        return true;
    snprintf(r.text, sizeof(r.text), SPAN_FMT, SPAN_ARG(p->m.id));
    if (!reference_complete(&r, pl->group, civil_from_day(p->item->day).year))
        return false;
    p->m.id = arena_span(pl->in->arena, reference_span(&r));
    return span_starts(p->m.id, group);
}

static bool twice_in_mail(struct planning *pl, const struct planned *p)
{
    for (const struct planned *had = pl->lines.at; had < p; had++)
        if (!had->zh && (civil_of(had->m.start_at) == civil_of(p->m.start_at) ||
                         (p->m.id.n && span_eq(had->m.id, p->m.id))))
            return true;
    return false;
}

static void judge_alone(struct planning *pl, struct planned *p)
{
    if (p->item->problem != SCHEDULE_FINE) {
        refuse_line(p, schedule_problem_zh(p->item->problem),
                    schedule_problem_en(p->item->problem));
        return;
    }
    make_meeting(pl, p);
    if (!id_is_ours(pl, p))
        refuse_line(p, "会议编号不是本工作组该年度全体会议的编号",
                    "the id is not one of this group's plenaries of that year");
    else if (p->m.start_at <= desk_now(pl->in->dk))
        refuse_line(p, "会议时间已过", "that time has passed");
    else if (twice_in_mail(pl, p))
        refuse_line(p, "与上面一行重复：同一天不能登记两次会议",
                    "the same day or id as a line above");
}

/* ---- what is registered already ---- */

static void judge_same_id(struct planned *p, const struct meeting *had)
{
    if (had->state == MEETING_CANCELLED)
        refuse_line(p, "该编号的会议已取消，请换用新的编号",
                    "a cancelled meeting has that id: use another");
    else if (had->start_at != p->m.start_at)
        refuse_line(p, "该编号的会议已登记为另一时间，改期请用“会议改期”",
                    "registered for another time: use [MOVE]");
    else
        p->known = true;
}

static enum verdict judge_stored(struct planning *pl, struct planned *p,
                                 struct reason *why)
{
    struct intake *in = pl->in;
    struct meeting had;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (p->zh)
        return v;
    if (p->m.id.n)
        v = meeting_get(in->dk->store, p->m.id, in->arena, &had, &found, why);
    if (v == VERDICT_DONE && found)
        judge_same_id(p, &had);
    if (v != VERDICT_DONE || found)
        return v;
    v = meeting_in_the_way(in->dk, &p->m, in->arena, &had, &found, why);
    if (v != VERDICT_DONE || !found)
        return v;
    /* The same plan once more, without ids. */
    p->known = !p->m.id.n && !had.leaders && had.start_at == p->m.start_at;
    if (p->known)
        p->m = had;
    else
        refuse_line(p,
                    arena_printf(in->arena, "当天已有会议 %.*s", (int)had.id.n,
                                 had.id.p)
                        .p,
                    arena_printf(in->arena, "there is %.*s on that day",
                                 (int)had.id.n, had.id.p)
                        .p);
    return v;
}

/* ---- ids ---- */

static bool id_in_mail(const struct planning *pl, struct span id)
{
    list_each(&pl->lines, p)
    {
        if (!p->zh && span_eq(p->m.id, id))
            return true;
    }
    return false;
}

static enum verdict number(struct planning *pl, struct planned *p,
                           struct reason *why)
{
    struct intake *in = pl->in;
    int year = civil_from_day(civil_of(p->m.start_at)).year;

    for (int n = 1; n <= NUMBERS; n++) {
        struct span id = arena_printf(in->arena, SPAN_FMT "-%d-P%d",
                                      SPAN_ARG(pl->group), year, n);
        struct meeting had;
        bool found = id_in_mail(pl, id);
        enum verdict v = VERDICT_DONE;
        if (!found)
            v = meeting_get(in->dk->store, id, in->arena, &had, &found, why);
        if (v != VERDICT_DONE)
            return v;
        if (found)
            continue;
        p->m.id = id;
        return v;
    }
    refuse_line(p, "该年度会议编号已用完", "no number is left for that year");
    return VERDICT_DONE;
}

/* Numbers follow the dates, whatever the order of the lines. */
static enum verdict number_all(struct planning *pl, struct reason *why)
{
    for (;;) {
        struct planned *first = NULL;
        enum verdict v;
        list_each(&pl->lines, p)
        {
            if (p->zh || p->m.id.n ||
                (first && first->m.start_at <= p->m.start_at))
                continue;
            first = p;
        }
        if (!first)
            return VERDICT_DONE;
        v = number(pl, first, why);
        if (v != VERDICT_DONE)
            return v;
    }
}

/* ---- registering ---- */

static enum verdict add(struct planning *pl, struct planned *p,
                        struct reason *why)
{
    struct intake *in = pl->in;
    struct change c = { "meeting", p->m.id,           "",
                        "planned", "meeting.planned", SPAN_NONE };
    enum verdict v;

    if (p->zh || p->known)
        return VERDICT_DONE;
    v = meeting_add(in->dk->store, &p->m, why);
    if (v == VERDICT_DONE)
        v = intake_audit(in, &c, why);
    if (v == VERDICT_DONE)
        v = meeting_watch(in->dk, &p->m, why);
    return v == VERDICT_DONE ? ledger_sync(in->dk, p->m.id, why) : v;
}

/* The plan of each year it names plenaries of has been made. */
static enum verdict answer_years(struct planning *pl, struct reason *why)
{
    struct intake *in = pl->in;
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < pl->lines.n && v == VERDICT_DONE; i++) {
        const struct planned *p = &pl->lines.at[i];
        struct ledger_evidence e = {
            .word = "annual_meetings",
            .at = in->m->received_at,
            .source = intake_evidence(in),
        };
        if (p->zh)
            continue;
        e.object = subject_year(in->arena, pl->group,
                                civil_from_day(civil_of(p->m.start_at)).year);
        v = ledger_answer(in->dk, &e, why);
    }
    return v;
}

/* ---- the answer ---- */

static bool is_annual(const struct intake *in)
{
    return in->what.kind == INTAKE_ANNUAL_MEETINGS ||
           in->what.second == INTAKE_ANNUAL_MEETINGS;
}

static void view_line(struct planning *pl, const struct planned *p,
                      struct view *v)
{
    struct desk *dk = pl->in->dk;
    struct view *row = view_item(v, "meetings");
    struct meeting_words when =
        meeting_when(pl->in->arena, p->m.start_at, p->m.end_at);
    struct meeting_due plan;

    view_text(row, "id", p->m.id);
    view_both(row, "when", when.zh, when.en);
    view_text(row, "place", p->m.place.n ? p->m.place : p->m.link);
    view_flag(row, "known", p->known);
    view_flag(row, "stdweek", p->m.week_known && p->m.standard_week);
    view_flag(row, "apart", p->m.week_known && !p->m.standard_week);
    view_text(row, "reason", p->m.week_reason);
    view_flag(row, "plan_past",
              meeting_due(dk, "plan", p->m.start_at, &plan) &&
                  plan.excl <= desk_now(dk));
    meeting_view_dues(dk, p->m.start_at, row);
}

static void view_problem(const struct planned *p, struct view *v)
{
    struct view *row = view_item(v, "problems");

    view_int(row, "line", (int64_t)p->item->line);
    view_text(row, "text", p->item->text);
    view_both(row, "problem", span_str(p->zh), span_str(p->en));
}

static size_t view_lines(struct planning *pl, struct view *v)
{
    size_t good = 0;

    view_list(v, "meetings");
    view_list(v, "problems");
    list_each(&pl->lines, p)
    {
        if (p->zh) {
            view_problem(p, v);
            continue;
        }
        view_line(pl, p, v);
        good++;
    }
    view_int(v, "count", (int64_t)good);
    view_flag(v, "cut", pl->cut);
    return good;
}

/* How many plenaries the year of the plan has now, and whether they crowd in
 * one half of it. */
static enum verdict view_year(struct planning *pl, int year, struct view *v,
                              struct reason *why)
{
    struct intake *in = pl->in;
    struct meeting_query q = {
        .group = pl->group,
        .from = civil_moment(civil_to_day((struct civil){ year, 1, 1 }), 0),
        .to = civil_moment(civil_to_day((struct civil){ year + 1, 1, 1 }), 0),
    };
    meetings all = { 0 };
    int64_t halves[2] = { 0, 0 };
    enum verdict verdict = meetings_of(in->dk->store, &q, in->arena, &all, why);

    list_each(&all, m)
    {
        if (m->state != MEETING_CANCELLED)
            halves[civil_from_day(civil_of(m->start_at)).month > 6]++;
    }
    view_int(v, "year", year);
    view_int(v, "total", halves[0] + halves[1]);
    view_flag(v, "few", halves[0] + halves[1] < PLENARIES_A_YEAR);
    view_flag(v, "one_half",
              halves[0] + halves[1] >= PLENARIES_A_YEAR &&
                  (!halves[0] || !halves[1]));
    return verdict;
}

static enum verdict answer(struct planning *pl, int year, struct reason *why)
{
    struct intake *in = pl->in;
    struct notice n;
    size_t good;
    enum verdict v;

    notice_init(
        &n, in->arena, "annplan.ack",
        arena_printf(in->arena, SPAN_FMT "/annplan",
                     SPAN_ARG(subject_year(in->arena, pl->group, year))));
    n.group = pl->group;
    v = meeting_to_sender(in, &n, false, why);
    good = view_lines(pl, n.view);
    if (v == VERDICT_DONE)
        v = view_year(pl, year, n.view, why);
    /* What registers nothing is for its sender alone. */
    if (v == VERDICT_DONE && good)
        v = notice_to_role(in->dk, &n, ROLE_SEC, false, why);
    if (v == VERDICT_DONE && good)
        v = notice_to_role(in->dk, &n, ROLE_LIA, false, why);
    if (v != VERDICT_DONE)
        return v;
    view_text(n.view, "group_id", pl->group);
    view_flag(n.view, "added", !is_annual(in));
    n.law_zh = SPAN("第十八条、第二十条第1项、第5项");
    n.law_en = SPAN("Articles 18, 20(1) and 20(5)");
    n.discriminator = intake_evidence(in);
    n.answers = in->f;
    intake_end(in, MESSAGE_APPLIED, n.object,
               good ? "全体会议已登记" : "没有可登记的会议");
    return notice_send(in->dk, &n, why);
}

/* ---- the days for the calendars of those who keep them ---- */

/* One mail for all meetings of this one, when there is a new one among them;
 * one added alone is told of by its id. */
static enum verdict send_days(struct planning *pl, int year, struct reason *why)
{
    struct intake *in = pl->in;
    meetings all = { 0 };
    size_t fresh = 0;
    struct deadline_calendar c = {
        .group = pl->group,
        .object = subject_year(in->arena, pl->group, year),
        .discriminator = intake_evidence(in),
        .all = &all,
    };

    list_each(&pl->lines, p)
    {
        if (p->zh || (!is_annual(in) && p->known))
            continue;
        *list_push(&all, in->arena) = p->m;
        fresh += !p->known;
    }
    if (!fresh)
        return VERDICT_DONE;
    if (!is_annual(in) && all.n == 1) {
        c.object = all.at[0].id;
        c.discriminator =
            arena_printf(in->arena, "%lld", (long long)all.at[0].sequence);
    }
    return deadline_calendar_send(in->dk, in->arena, &c, why);
}

/* ---- reading ---- */

/* "2026年" in the subject, else the year we are in. */
static int year_of(const struct intake *in)
{
    struct span s = in->f->subject;
    int digits = 0;
    int year = 0;
    unsigned c;
    size_t n;

    while ((n = fold_char(s, &c)) && digits < 4) {
        year = fold_is_digit(c) ? year * 10 + (int)(c - '0') : 0;
        digits = fold_is_digit(c) ? digits + 1 : 0;
        s = span_from(s, n);
    }
    if (digits == 4 && year > 2000 && year < 2100)
        return year;
    return civil_from_day(civil_of(in->m->received_at)).year;
}

static void take_schedule(struct planning *pl, struct span text, int year)
{
    struct schedule s;
    struct schedule *kept;

    if (pl->lines.n)
        return;
    s = schedule_read(text, year, pl->in->arena);
    kept = ARENA_NEW(pl->in->arena, struct schedule);
    *kept = s;
    pl->cut = s.cut;
    list_each(&kept->items, item)
    {
        list_push(&pl->lines, pl->in->arena)->item = item;
    }
}

static void read_mail(struct planning *pl, int year)
{
    const struct facts *f = pl->in->f;

    take_schedule(pl, f->words, year);
    list_each(&f->files, file)
    {
        if (file->text_known)
            take_schedule(pl, file->text, year);
    }
    take_schedule(pl, f->subject, year);
}

static enum verdict register_all(struct planning *pl, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    list_each(&pl->lines, p)
    {
        judge_alone(pl, p);
    }
    for (size_t i = 0; i < pl->lines.n && v == VERDICT_DONE; i++)
        v = judge_stored(pl, &pl->lines.at[i], why);
    if (v == VERDICT_DONE)
        v = number_all(pl, why);
    for (size_t i = 0; i < pl->lines.n && v == VERDICT_DONE; i++)
        v = add(pl, &pl->lines.at[i], why);
    return v;
}

enum verdict annual_meetings_receive(struct intake *in, struct span object,
                                     struct reason *why)
{
    struct planning pl = { .in = in };
    int year = year_of(in);
    bool go = false;
    enum verdict v = meeting_group(in, "GS,GL", &pl.group, &go, why);

    assert(in);
    (void)object;
    if (v != VERDICT_DONE || !go)
        return v;
    read_mail(&pl, year);
    if (!pl.lines.n)
        return refuse_command(
            in, SPAN_NONE,
            "没有读到会议日期，请逐行写明日期、时间、地点和是否在标准周内，如"
            "“P1 2026-03-31 09:00-17:00 北京 标准周：是”",
            "no meeting was found: give a line for each, as \"P1 2026-03-31 "
            "09:00-17:00 Beijing\"",
            NULL, 0, why);
    v = register_all(&pl, why);
    if (v == VERDICT_DONE && in->what.kind != INTAKE_ADD_MEETING &&
        in->what.second != INTAKE_ADD_MEETING)
        v = answer_years(&pl, why);
    list_each(&pl.lines, p)
    {
        if (!p->zh)
            year = civil_from_day(civil_of(p->m.start_at)).year;
    }
    if (v == VERDICT_DONE)
        v = answer(&pl, year, why);
    return v == VERDICT_DONE ? send_days(&pl, year, why) : v;
}
