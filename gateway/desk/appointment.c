#include "appointment.h"

#include <assert.h>

#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/when.h"
#include "fold.h"
#include "leader_hint.h"
#include "leaders.h"
#include "person_line.h"

/* ---- what is asked for ---- */

static void lack(struct appointment *a, struct span zh, struct span en)
{
    struct arena *arena = a->in->arena;

    a->problem_zh =
        arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(a->problem_zh),
                     a->problem_zh.n ? "；" : "", SPAN_ARG(zh));
    a->problem_en =
        arena_printf(arena, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(a->problem_en),
                     a->problem_en.n ? "; " : "", SPAN_ARG(en));
}

/* Only one may hold it. */
static bool is_single(enum role r)
{
    return r != ROLE_DGL;
}

/* 主任委员 approves those. */
static bool is_approved(enum role r)
{
    return r == ROLE_GL || r == ROLE_DGL;
}

static bool is_said(struct arena *arena, const struct appointment_line *l,
                    const struct person *p)
{
    if (l->mail.n)
        return span_eq_nocase(l->mail, p->mail);
    return !l->name.n ||
           span_eq(fold_name(arena, l->name), fold_name(arena, p->name));
}

/* Who holds the office and is meant; a name that several bear says nobody. */
static enum verdict find_holder(struct appointment *a, struct office_step *step,
                                struct reason *why)
{
    struct intake *in = a->in;
    people all = { 0 };
    size_t n = 0;
    const char *en;
    const char *zh = appointment_office(step->said.role, &en);
    enum verdict v = office_holders(in->dk->store, step->said.role, a->group.id,
                                    in->arena, &all, why);

    list_each(&all, p)
    {
        if (!is_said(in->arena, &step->said, p))
            continue;
        step->person = *p;
        n++;
    }
    if (v == VERDICT_DONE && n != 1)
        lack(a,
             arena_printf(in->arena,
                          "“" SPAN_FMT "”：%s" SPAN_FMT "的%s，请写明姓名或登记"
                          "邮箱",
                          SPAN_ARG(step->said.line),
                          n ? "对应不止一名" : "没有登记为",
                          SPAN_ARG(a->group.id), zh),
             arena_printf(in->arena, "\"" SPAN_FMT "\": %s %s of " SPAN_FMT,
                          SPAN_ARG(step->said.line),
                          n ? "more than one" : "no such", en,
                          SPAN_ARG(a->group.id)));
    return v;
}

static enum verdict find_former(struct appointment *a, struct office_step *step,
                                struct reason *why)
{
    people all = { 0 };
    enum verdict v = office_holders(a->in->dk->store, step->said.role,
                                    a->group.id, a->in->arena, &all, why);

    if (is_single(step->said.role))
        list_each(&all, p) if (!span_eq_nocase(p->mail, step->person.mail)) *
            list_push(&step->former, a->in->arena) = *p;
    return v;
}

/* One address is one person: the register's name stands. */
static enum verdict find_newcomer(struct appointment *a,
                                  struct office_step *step, struct reason *why)
{
    struct intake *in = a->in;
    struct person known;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    step->person =
        (struct person){ .mail = step->said.mail, .name = step->said.name };
    if (letter_address_ok(step->said.mail))
        v = person_find(in->dk->store, step->said.mail, in->arena, &known,
                        &found, why);
    if (found)
        step->person = known;
    if (!letter_address_ok(step->said.mail) || !step->person.name.n) {
        lack(a,
             arena_printf(in->arena, "“" SPAN_FMT "”：请写明姓名和电子邮件",
                          SPAN_ARG(step->said.line)),
             arena_printf(in->arena, "\"" SPAN_FMT "\": name and mail address",
                          SPAN_ARG(step->said.line)));
        return v;
    }
    return v == VERDICT_DONE ? find_former(a, step, why) : v;
}

enum verdict appointment_step(struct appointment *a,
                              const struct appointment_line *said,
                              struct reason *why)
{
    struct office_step *step = list_push(&a->steps, a->in->arena);

    *step = (struct office_step){ .said = *said };
    if (is_approved(said->role) && !a->approval.n && !a->problem_zh.n)
        lack(a, SPAN("组长、副组长的任免须经主任委员批准，请写明“批准文号：…”"),
             SPAN("name the chairman's approval, as Approval: …"));
    return said->ends ? find_holder(a, step, why) : find_newcomer(a, step, why);
}

/* ---- done ---- */

static enum verdict audit(struct appointment *a, const struct office_step *step,
                          const struct person *p, bool ends, struct reason *why)
{
    struct intake *in = a->in;
    char day[CIVIL_TEXT];
    struct change c = {
        .entity = "office",
        .id = arena_printf(in->arena, SPAN_FMT "/%s", SPAN_ARG(a->group.id),
                           role_name(step->said.role)),
        .from = ends ? arena_str(in->arena, p->mail) : "",
        .to = ends ? "" : arena_str(in->arena, p->mail),
        .event = ends ? "office.ended" : "office.begun",
    };

    civil_print(a->day, day);
    c.note = arena_printf(in->arena, "%s" SPAN_FMT SPAN_FMT "%s", day,
                          SPAN_ARG(a->approval.n ? SPAN("，") : SPAN_NONE),
                          SPAN_ARG(a->approval), a->examined ? "，已核" : "");
    return intake_audit(in, &c, why);
}

static enum verdict end(struct appointment *a, const struct office_step *step,
                        const struct person *p, struct reason *why)
{
    struct desk *dk = a->in->dk;
    enum verdict v =
        office_end(dk->store, p->id, step->said.role, a->group.id, why);

    if (v == VERDICT_DONE)
        v = audit(a, step, p, true, why);
    if (v == VERDICT_DONE && is_approved(step->said.role))
        v = leader_hint_absences(dk, a->in->arena, a->group.id, p->id, why);
    return v == VERDICT_DONE
               ? invitation_follow_office(dk, a->in->arena, a->group.id, p,
                                          intake_evidence(a->in), why)
               : v;
}

/* A leader is not his own deputy. */
static enum verdict rise(struct appointment *a, const struct office_step *step,
                         struct reason *why)
{
    struct office_step as_deputy = *step;
    bool deputy = false;
    enum verdict v = VERDICT_DONE;

    if (step->said.role != ROLE_GL)
        return v;
    v = office_held(a->in->dk->store, step->person.mail, ROLE_DGL, a->group.id,
                    &deputy, why);
    as_deputy.said.role = ROLE_DGL;
    if (v == VERDICT_DONE && deputy)
        v = office_end(a->in->dk->store, step->person.id, ROLE_DGL, a->group.id,
                       why);
    return v == VERDICT_DONE && deputy
               ? audit(a, &as_deputy, &step->person, true, why)
               : v;
}

static enum verdict begin(struct appointment *a, struct office_step *step,
                          struct reason *why)
{
    struct desk *dk = a->in->dk;
    enum verdict v = VERDICT_DONE;

    if (!step->person.id)
        v = person_put(dk->store, &step->person, why);
    if (v == VERDICT_DONE)
        v = office_begin(dk->store, step->person.id, step->said.role,
                         a->group.id, civil_moment(a->day, 0), why);
    if (v == VERDICT_DONE)
        v = audit(a, step, &step->person, false, why);
    if (v == VERDICT_DONE)
        v = rise(a, step, why);
    for (size_t i = 0; i < step->former.n && v == VERDICT_DONE; i++)
        v = end(a, step, &step->former.at[i], why);
    return v == VERDICT_DONE
               ? invitation_follow_office(dk, a->in->arena, a->group.id,
                                          &step->person, intake_evidence(a->in),
                                          why)
               : v;
}

enum verdict appointment_apply(struct appointment *a, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    for (size_t i = 0; i < a->steps.n && v == VERDICT_DONE; i++) {
        struct office_step *step = &a->steps.at[i];
        v = step->said.ends ? end(a, step, &step->person, why)
                            : begin(a, step, why);
    }
    return v;
}

/* ---- [任命] ---- */

static enum verdict find_group(struct appointment *a, struct reason *why)
{
    struct intake *in = a->in;
    struct span id = reference_span(&in->what.group);
    struct reference r;
    bool found = false;
    enum verdict v = VERDICT_DONE;

    if (!id.n && reference_find(in->f->words, REFERENCE_GROUP, &r))
        id = arena_span(in->arena, reference_span(&r));
    if (id.n)
        v = group_get(in->dk->store, id, in->arena, &a->group, &found, why);
    if (v == VERDICT_DONE && !found)
        lack(a, SPAN("请在主题中写明工作组，如“[任命] WG5”"),
             SPAN("name the group in the subject, as in [APPOINT] WG5"));
    return v;
}

static void read_day(struct appointment *a, const struct particulars *p)
{
    civil_day today = civil_of(a->in->m->received_at);
    struct span said = particulars_value(p, PARTICULAR_EFFECTIVE);
    enum when_state state = WHEN_NOTHING;

    a->day = today;
    if (said.n)
        state = when_day(said, civil_from_day(today).year, &a->day);
    if (said.n && state != WHEN_FINE)
        lack(a, SPAN("没有读懂生效日期，请写“生效日期：年-月-日”"),
             SPAN("the effective day was not understood"));
    else if (a->day > today)
        lack(a, SPAN("生效日期尚未到，请在该日或其后发送"),
             SPAN("that day is still to come: send it then"));
}

static enum verdict refuse(struct appointment *a, struct reason *why)
{
    return refuse_command(a->in, SPAN_NONE,
                          arena_str(a->in->arena, a->problem_zh),
                          arena_str(a->in->arena, a->problem_en), NULL, 0, why);
}

static enum verdict read_all(struct appointment *a, struct reason *why)
{
    struct intake *in = a->in;
    struct particulars p = particulars_read(in->f->words, in->arena);
    appointment_lines lines = { 0 };
    enum verdict v = find_group(a, why);

    a->approval = particulars_value(&p, PARTICULAR_APPROVAL);
    if (!a->approval.n)
        a->approval = particulars_value(&p, PARTICULAR_NUMBER);
    a->examined = span_has(in->f->words, SPAN("已核"));
    read_day(a, &p);
    appointment_words_read(in->f->words, in->arena, &lines);
    if (!lines.n && !in->f->words_uncertain)
        appointment_words_read(in->f->subject, in->arena, &lines);
    if (!lines.n)
        lack(a,
             SPAN("没有读到职务和姓名，请一行写一项，如“任命：组长 张三，"
                  "z@example.cn”“免去：副组长 李四”"),
             SPAN("one line an office, as APPOINT: leader Zhang San, "
                  "z@example.cn; DISMISS: deputy Li Si"));
    for (size_t i = 0; i < lines.n && v == VERDICT_DONE && a->group.id.n; i++)
        v = appointment_step(a, &lines.at[i], why);
    return v;
}

static enum verdict decide(struct appointment *a, struct reason *why)
{
    struct intake *in = a->in;
    enum verdict v;

    if (a->problem_zh.n)
        return refuse(a, why);
    if (!in->repeated) {
        intake_end(in, MESSAGE_APPLIED, a->group.id, "已请秘书处核对确认");
        return appointment_echo(a, why);
    }
    v = appointment_apply(a, why);
    intake_end(in, MESSAGE_APPLIED, a->group.id, "任免已登记");
    return v == VERDICT_DONE ? appointment_tell(a, why) : v;
}

enum verdict appointment_receive(struct intake *in, struct span object,
                                 struct reason *why)
{
    struct appointment a = { .in = in };
    bool may = false;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &may, why);

    (void)object;
    assert(in);
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "任免须由秘书处登记",
                                "only the secretariat records appointments",
                                why);
    if (v == VERDICT_DONE)
        v = read_all(&a, why);
    return v == VERDICT_DONE ? decide(&a, why) : v;
}

/* ---- [秘书报备] ---- */

/* 工作组秘书：赵模板，gs@…; or a line with the address alone. */
static void read_secretary(struct intake *in, struct appointment_line *ret)
{
    appointment_lines lines = { 0 };
    struct span rest = in->f->words;
    struct span line = SPAN_NONE;

    *ret =
        (struct appointment_line){ .role = ROLE_GS, .line = SPAN("秘书报备") };
    appointment_words_read(in->f->words, in->arena, &lines);
    list_each(&lines,
              l) if (l->role == ROLE_GS && !l->ends && !ret->mail.n) *ret = *l;
    while (!ret->mail.n && span_line(&rest, &line)) {
        ret->mail = person_line_mail(line);
        ret->name = person_line_read(line).name;
    }
}

static enum verdict led_group(struct appointment *a, bool *ret,
                              struct reason *why)
{
    struct intake *in = a->in;
    struct span named = reference_span(&in->what.group);
    offices held = { 0 };
    struct span id = SPAN_NONE;
    enum verdict v =
        offices_of(in->dk->store, in->who.from, in->arena, &held, why);

    *ret = false;
    if (v != VERDICT_DONE || in->who.level < AUTHORITY_L1)
        return v;
    list_each(&held, o) if (o->role == ROLE_GL &&
                            (!named.n || span_eq(named, o->group))) id =
        o->group;
    return id.n ? group_get(in->dk->store, id, in->arena, &a->group, ret, why)
                : v;
}

/* Agreed to by the secretariat, it is the leader's mail all the same. */
static enum verdict agreed_group(struct appointment *a, bool *ret,
                                 struct reason *why)
{
    bool may = false;
    enum verdict v = intake_has_role(a->in, ROLE_SEC, SPAN_NONE, &may, why);

    *ret = false;
    return v == VERDICT_DONE && may
               ? group_get(a->in->dk->store, a->in->m->object, a->in->arena,
                           &a->group, ret, why)
               : v;
}

enum verdict secretary_receive(struct intake *in, struct span object,
                               struct reason *why)
{
    struct appointment a = { .in = in, .day = civil_of(in->m->received_at) };
    struct appointment_line said;
    bool may = false;
    enum verdict v =
        in->repeated ? agreed_group(&a, &may, why) : led_group(&a, &may, why);

    (void)object;
    if (v == VERDICT_DONE && !may)
        return refuse_authority(in, "工作组秘书由组长指定并报备",
                                "only the leader names the group secretary",
                                why);
    read_secretary(in, &said);
    if (v == VERDICT_DONE)
        v = appointment_step(&a, &said, why);
    if (v != VERDICT_DONE)
        return v;
    v = decide(&a, why);
    if (v != VERDICT_DONE || in->repeated || a.problem_zh.n)
        return v;
    return appointment_passed_on(
        in, a.group.id, "秘书报备",
        SPAN("已报秘书处备案，秘书处确认后生效并另行告知"), why);
}
