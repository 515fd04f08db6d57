/* What a project's lead sends: its group, its meetings, where it stands, and
 * the papers that end its period (Art. 15 to 17, 19). */
#include "project_mail.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "convoke/desk/particulars.h"
#include "convoke/desk/stage.h"
#include "convoke/desk/when.h"
#include "convoke/render/phrase.h"
#include "project_case.h"
#include "project_receipt.h"

struct delivery;

enum of_what { OF_ANY, OF_STANDARD, OF_RESEARCH };

struct act {
    enum intake_kind kind;
    const char *word; /* kind of filing, what it closes, purpose of a token */
    const char *zh, *en;
    const char *code, *others;
    const char *law_zh, *law_en;
    enum of_what of;
    bool needs_file;
    /* What it changes; *ret_go false: answered, and nothing is filed. */
    enum verdict (*prepare)(struct intake *in, struct delivery *d, bool *ret_go,
                            struct reason *why);
};

/* One mail on its way. */
struct delivery {
    const struct act *act;
    struct project p;
    struct filed filed;
    struct project_receipt receipt;
};

/* ---- what each kind changes ---- */

static struct span without_title(struct intake *in, const struct project *p)
{
    struct span s = in->f->subject;
    size_t at = p->title.n ? span_find(s, p->title) : s.n;
    size_t open = span_find(s, SPAN("《"));
    size_t close = span_find(s, SPAN("》"));

    if (at < s.n)
        return arena_printf(in->arena, SPAN_FMT " " SPAN_FMT,
                            SPAN_ARG(span_sub(s, 0, at)),
                            SPAN_ARG(span_from(s, at + p->title.n)));
    if (open < close && close < s.n)
        return arena_printf(in->arena, SPAN_FMT " " SPAN_FMT,
                            SPAN_ARG(span_sub(s, 0, open)),
                            SPAN_ARG(span_from(s, close)));
    return s;
}

static struct span first_line(struct span words)
{
    struct span line = SPAN_NONE;

    while (span_line(&words, &line) && !span_trim_wide(line).n)
        ;
    return span_trim_wide(line);
}

static bool find_stage(struct intake *in, const struct project *p,
                       size_t *ret_stage)
{
    struct particulars said = particulars_read(in->f->words, in->arena);
    struct span value = particulars_value(&said, PARTICULAR_STAGE);

    if (value.n)
        return stage_find(value, ret_stage);
    return stage_find(without_title(in, p), ret_stage) ||
           stage_line(first_line(in->f->words), ret_stage);
}

static enum verdict ask_stage(struct intake *in, const struct project *p,
                              struct reason *why)
{
    struct span zh = SPAN("没有读懂项目所处阶段，请写“阶段：…”，可用：");
    struct span en = SPAN("the stage was not understood; write \"stage: …\" "
                          "with one of: ");

    for (size_t i = 0; i < STAGE_COUNT; i++) {
        zh = arena_printf(in->arena, SPAN_FMT "%s%s", SPAN_ARG(zh),
                          i ? "、" : "", stage_zh(i));
        en = arena_printf(in->arena, SPAN_FMT "%s%s", SPAN_ARG(en),
                          i ? ", " : "", stage_en(i));
    }
    return project_ask(in, p->id, zh, en, why);
}

static enum verdict prepare_news(struct intake *in, struct delivery *d,
                                 bool *ret_go, struct reason *why)
{
    size_t stage = 0;
    bool sec = false;
    struct span old = d->p.stage;
    enum verdict v = intake_has_role(in, ROLE_SEC, SPAN_NONE, &sec, why);

    *ret_go = false;
    if (v != VERDICT_DONE)
        return v;
    if (!find_stage(in, &d->p, &stage))
        return ask_stage(in, &d->p, why);
    /* For a lead it is where the work stands; only the secretariat ends it. */
    if (sec && span_eq(span_str(stage_zh(stage)), SPAN("终止")))
        return project_terminate(in, &d->p, why);
    *ret_go = true;
    d->p.stage = span_str(stage_zh(stage));
    d->receipt.note.zh = arena_printf(
        in->arena, "项目阶段登记为“%s”%s" SPAN_FMT "%s", stage_zh(stage),
        old.n ? "（原为“" : "", SPAN_ARG(old), old.n ? "”）" : "");
    d->receipt.note.en = arena_printf(in->arena,
                                      "The project's stage is now: "
                                      "%s",
                                      stage_en(stage));
    return project_change(in, &d->p, d->p.state, "project.stage", d->p.stage,
                          why);
}

static enum when_state meeting_day(struct intake *in, civil_day *ret)
{
    struct particulars said = particulars_read(in->f->words, in->arena);
    int year = civil_from_day(civil_of(in->m->received_at)).year;
    struct span value = particulars_value(&said, PARTICULAR_TIME);
    enum when_state state = when_day(value, year, ret);

    if (state == WHEN_NOTHING)
        state = when_day(in->f->subject, year, ret);
    if (state == WHEN_NOTHING)
        state = when_day(in->f->words, year, ret);
    if (state != WHEN_NOTHING)
        return state;
    *ret = civil_of(in->m->received_at);
    return WHEN_FINE;
}

/* A meeting to come is taken note of; the last one is one that was held. */
static enum verdict prepare_meeting(struct intake *in, struct delivery *d,
                                    bool *ret_go, struct reason *why)
{
    civil_day day = 0;
    bool ahead;

    *ret_go = meeting_day(in, &day) == WHEN_FINE;
    if (!*ret_go)
        return project_ask(in, d->p.id, SPAN("所写会议日期不存在，请核对"),
                           SPAN("the day of the meeting does not exist"), why);
    ahead = day > civil_of(in->m->received_at);
    d->receipt.note.zh =
        arena_printf(in->arena, "会议日期：" SPAN_FMT "%s",
                     SPAN_ARG(phrase_day(in->arena, PHRASE_ZH, day)),
                     ahead ? "；会后请以[项目会议]报送会议情况" : "");
    d->receipt.note.en =
        arena_printf(in->arena, "Day of the meeting: " SPAN_FMT,
                     SPAN_ARG(phrase_day(in->arena, PHRASE_EN, day)));
    if (ahead || day <= d->p.meeting_day)
        return VERDICT_DONE;
    d->p.meeting_day = day;
    return project_change(in, &d->p, d->p.state, "project.met", SPAN_NONE, why);
}

static enum verdict prepare_nothing(struct intake *in, struct delivery *d,
                                    bool *ret_go, struct reason *why)
{
    (void)in;
    (void)d;
    (void)why;
    *ret_go = true;
    return VERDICT_DONE;
}

/* ---- the table ---- */

static const struct act acts[] = {
    { INTAKE_PROJECT_TEAM, "project_team", "项目组名单", "project group",
      "prj.ack", "GS", "第十六条", "Article 16", OF_ANY, false,
      prepare_nothing },
    { INTAKE_PROJECT_PLAN, "project_plan", "项目会议计划",
      "project meeting plan", "prjmeet.ack", "GS", "第十九条第1项",
      "Article 19(1)", OF_ANY, false, prepare_nothing },
    { INTAKE_PROJECT_MEETING, "project_meeting", "项目会议情况",
      "note of a project meeting", "prjmeet.ack", "GS", "第十九条",
      "Article 19", OF_ANY, false, prepare_meeting },
    { INTAKE_PROJECT_NEWS, "project_news", "项目进展", "project news",
      "prj.ack", "GS", "第十五条", "Article 15", OF_ANY, false, prepare_news },
    { INTAKE_PROJECT_APPROVAL, "project_approval", "报批材料",
      "approval papers", "prj.ack", "GS,SEC", "第十六条", "Article 16",
      OF_STANDARD, true, prepare_nothing },
    { INTAKE_RESEARCH_RESULT, "research_result", "研究成果", "research result",
      "prj.ack", "GS,SEC", "第十七条", "Article 17", OF_RESEARCH, true,
      prepare_nothing },
};

static const struct act *act_of_kind(enum intake_kind kind)
{
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        if (acts[i].kind == kind)
            return &acts[i];
    return NULL;
}

/* What is said in the subject, else what the token was given for. */
static const struct act *act_of(const struct intake *in)
{
    const struct act *act = act_of_kind(in->what.kind);

    if (!act)
        act = act_of_kind(in->what.second);
    for (size_t i = 0; i < ARRAY_LEN(acts) && !act; i++)
        if (span_eq(in->token.purpose, span_str(acts[i].word)))
            act = &acts[i];
    return act;
}

/* ---- what must be there ---- */

static enum verdict ask_kind(struct intake *in, const struct delivery *d,
                             struct reason *why)
{
    if (d->p.research)
        return project_ask(in, d->p.id, SPAN("研究项目请以[研究成果]报送成果"),
                           SPAN("send a research project's result with "
                                "[RESEARCH-RESULT]"),
                           why);
    return project_ask(in, d->p.id, SPAN("标准项目请以[报批材料]报送报批材料"),
                       SPAN("send a standard's approval papers with "
                            "[PROJECT-APPROVAL]"),
                       why);
}

static enum verdict ask_file(struct intake *in, const struct delivery *d,
                             struct reason *why)
{
    return project_ask(in, d->p.id,
                       arena_printf(in->arena, "来函没有%s，请%s后重发",
                                    d->act->needs_file ? "附文件" : "内容",
                                    d->act->needs_file ? "附上" : "写明或附上"),
                       arena_printf(in->arena,
                                    "nothing was attached: please send the %s",
                                    d->act->en),
                       why);
}

static bool fits(const struct delivery *d)
{
    return d->act->of == OF_ANY || (d->act->of == OF_RESEARCH) == d->p.research;
}

/* A thank-you to a reminder is for a person. */
static bool only_thanks(const struct intake *in)
{
    return in->what.kind <= INTAKE_THREAD_REPLY &&
           !act_of_kind(in->what.second) && filed_documents(in->f) == 0;
}

static enum verdict check(struct intake *in, const struct delivery *d,
                          bool *ret_go, struct reason *why)
{
    const struct facts_file *bad = filed_forbidden(in->f);
    bool documents = filed_documents(in->f) > 0;

    *ret_go = false;
    if (bad)
        return project_ask_other_file(in, d->p.id, bad, why);
    if (!fits(d))
        return ask_kind(in, d, why);
    if (d->p.state == PROJECT_TERMINATED)
        return project_ask(in, d->p.id, SPAN("该项目已终止"),
                           SPAN("the project was terminated"), why);
    if (!documents && (d->act->needs_file || !span_trim_wide(in->f->words).n))
        return ask_file(in, d, why);
    *ret_go = true;
    return VERDICT_DONE;
}

/* ---- taking it in ---- */

/* The duty is answered before the project is done, or it would be void. */
static enum verdict end_project(struct intake *in, struct delivery *d,
                                struct reason *why)
{
    if (d->act->of == OF_ANY || d->p.state != PROJECT_IN_PROGRESS)
        return VERDICT_DONE;
    return project_change(in, &d->p,
                          d->filed.filing.late_days > 0 ? PROJECT_SUBMITTED_LATE
                                                        : PROJECT_SUBMITTED,
                          "project.submitted", SPAN_NONE, why);
}

static enum verdict take(struct intake *in, struct delivery *d,
                         struct reason *why)
{
    struct ledger_evidence e = { .word = d->act->word,
                                 .object = d->p.id,
                                 .at = in->m->received_at,
                                 .source = intake_evidence(in) };
    enum verdict v = filed_take(in, d->act->word, d->p.id, &d->filed, why);

    if (v == VERDICT_DONE)
        v = ledger_answer(in->dk, &e, why);
    if (v == VERDICT_DONE)
        v = end_project(in, d, why);
    if (v != VERDICT_DONE)
        return v;
    d->receipt.filed = &d->filed;
    intake_end(in, MESSAGE_APPLIED, d->p.id,
               arena_printf(in->arena, "%s已登记", d->act->zh).p);
    return project_receipt_send(in, &d->receipt, d->act->others, why);
}

enum verdict project_mail(struct intake *in, struct span object,
                          struct reason *why)
{
    struct delivery d = { .act = act_of(in) };
    bool go = false;
    enum verdict v;

    (void)object;
    assert(d.act);
    if (only_thanks(in))
        return hold_for_person(in, "对提醒的回复，没有附件，需人工阅处",
                               "an answer to a reminder without a file", why);
    v = project_open(in, 0, &d.p, &go, why);
    if (v == VERDICT_DONE && go)
        v = check(in, &d, &go, why);
    if (v != VERDICT_DONE || !go)
        return v;
    d.receipt = (struct project_receipt){ .code = d.act->code,
                                          .p = &d.p,
                                          .what_zh = span_str(d.act->zh),
                                          .what_en = span_str(d.act->en),
                                          .law_zh = d.act->law_zh,
                                          .law_en = d.act->law_en };
    v = d.act->prepare(in, &d, &go, why);
    return v == VERDICT_DONE && go ? take(in, &d, why) : v;
}
