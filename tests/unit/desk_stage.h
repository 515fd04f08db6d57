/* desk_stage.h — a desk of the tests' own: a real store, the shipped charter
 * and templates, a clock that is set, a post that keeps what would leave.
 *
 * The acceptance year of one group as the engine sees it: what people do is a
 * table of acts with their instants, what the clock does is the program's. */
#ifndef CONVOKE_TESTS_DESK_STAGE_H
#define CONVOKE_TESTS_DESK_STAGE_H

#include "check.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/fold.h"
#include "convoke/base/moment.h"
#include "convoke/desk/ledger.h"
#include "convoke/render/slots.h"
#include "convoke/store/meeting.h"
#include "convoke/store/message.h"
#include "convoke/store/outbox.h"
#include "convoke/store/project.h"
#include "convoke/store/rsvp.h"
#include "convoke/store/task.h"
#include "convoke/store/timer.h"
#include "gateway/charter.h"

enum { STAGE_ARENA = 256 * 1024 * 1024, STAGE_MAILS = 20000 };
enum { STAGE_MESSAGE = 1 }; /* that answers are said to have come in */

struct stage_mail {
    int64_t at;
    char code[32], object[48], to[48], step[64]; /* step: the discriminator */
};

struct act;

struct stage {
    char path[64];
    const struct act *seen; /* to be done after the tick */
    struct arena arena;
    struct store *store;
    struct catalog *catalog;
    struct charter charter;
    struct clock clock;
    struct desk_settings set;
    struct desk_post post;
    struct desk desk;
    struct reason why;
    struct stage_mail mails[STAGE_MAILS];
    size_t mails_n;
};

#define STAGE_DONE(stage_, call)                                               \
    do {                                                                       \
        if ((call) != VERDICT_DONE)                                            \
            fail_msg("%s: %s: %s", #call, (stage_)->why.site,                  \
                     (stage_)->why.text);                                      \
    } while (0)

static inline int64_t stage_at(const char *text)
{
    int64_t t = 0;

    CHECK_TRUE(text, moment_parse(span_str(text), &t));
    return t;
}

static inline void stage_copy(char *to, size_t room, struct span s)
{
    snprintf(to, room, SPAN_FMT, SPAN_ARG(s));
}

/* Into the outbox, as the real one does, so that a key enters once. */
static inline enum verdict stage_put(struct desk_post *post,
                                     const struct notice_mail *mail,
                                     struct reason *why)
{
    struct stage *s =
        (struct stage *)((char *)post - offsetof(struct stage, post));
    struct outbox_mail row = {
        .key = mail->key,
        .code = mail->code,
        .object = mail->object,
        .subject = mail->letter.subject,
        .message_id = mail->letter.message_id,
        .queued_at = clock_now(&s->clock),
        .bytes = SPAN("x"),
        .size = 1,
        .recipients = mail->recipients,
        .recipients_n = mail->recipients_n,
    };
    bool fresh = false;
    enum verdict v = outbox_add(s->store, &row, &fresh, why);
    struct stage_mail *m = &s->mails[s->mails_n];
    struct span key = mail->key;

    if (v != VERDICT_DONE || !fresh)
        return v;
    if (s->mails_n == STAGE_MAILS)
        fail_msg("more than %d mails", STAGE_MAILS);
    s->mails_n++;
    m->at = row.queued_at;
    stage_copy(m->code, sizeof(m->code), mail->code);
    stage_copy(m->object, sizeof(m->object), mail->object);
    stage_copy(m->to, sizeof(m->to), mail->recipients[0]);
    for (int i = 0; i < 3; i++)
        key = span_from(key, span_find_char(key, ':') + 1);
    stage_copy(m->step, sizeof(m->step), key);
    return VERDICT_DONE;
}

static inline void stage_open(struct stage *s)
{
    static const struct span secretariat[] = { SPAN("sec@tc.example") };

    STAGE_DONE(s, store_open(s->path, &s->store, &s->why));
    s->set = (struct desk_settings){
        .committee_zh = SPAN("网安标委"),
        .committee_en = SPAN("TC260"),
        .help_zh = SPAN("秘书处"),
        .help_en = SPAN("secretariat"),
        .domain = SPAN("tc.example"),
        .service = SPAN("gw@tc.example"),
        .separator = '+',
        .secretariat = secretariat,
        .secretariat_n = 1,
        .replies_per_day = 20,
        .duties = s->charter.duties,
        .duties_n = s->charter.n,
        .sched_hour = 9 * 3600,
        .digest_hour = 8 * 3600 + 1800,
        .workday_end = 17 * 3600 + 1800,
    };
    s->post.put = stage_put;
    s->desk = (struct desk){ .store = s->store,
                             .catalog = s->catalog,
                             .clock = &s->clock,
                             .set = &s->set,
                             .post = &s->post,
                             .polled_at = MOMENT_NONE };
    STAGE_DONE(s, desk_open(&s->desk, &s->arena, &s->why));
}

static inline void stage_shut(struct stage *s)
{
    s->store = store_close(s->store);
}

static inline void stage_charter(struct stage *s, struct span conf)
{
    CLEANUP(text_release) struct text told = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct complaints c = { .arena = &s->arena };

    if (charter_parse("charter.conf", conf, &c, &s->charter) == VERDICT_DONE)
        return;
    complaints_print(&c, false, &told);
    fail_msg("%s", text_str(&told));
}

/* A fresh state; on memory where there is such a place. */
static inline struct stage *stage_new(int64_t now, struct span conf)
{
    CLEANUP(text_release) struct text errors = TEXT_INIT(TEXT_MAX_NOTICE);
    struct stage *s = calloc(1, sizeof(*s));

    assert_non_null(s);
    s->arena = ARENA_INIT(STAGE_ARENA);
    s->clock = clock_fixed(now);
    snprintf(s->path, sizeof(s->path), "%s/convoke-stage-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    close(mkstemp(s->path));
    stage_charter(s, conf);
    if (catalog_open(CONVOKE_SOURCE "/templates", NULL, slots_common,
                     slots_of_notices, slots_of_notices_n, &s->catalog,
                     &errors) != VERDICT_DONE)
        fail_msg("%s", text_str(&errors));
    stage_open(s);
    /* Nobody writes here: every leader would be found idle. */
    STAGE_DONE(s,
               timer_drop(s->store, SPAN("leader.idle"), SPAN_NONE, &s->why));
    return s;
}

static inline void stage_free(struct stage *s)
{
    static const char *const sides[] = { "", "-wal", "-shm" };
    char path[80];

    stage_shut(s);
    catalog_close(s->catalog);
    arena_release(&s->arena);
    for (size_t i = 0; i < ARRAY_LEN(sides); i++) {
        snprintf(path, sizeof(path), "%s%s", s->path, sides[i]);
        unlink(path);
    }
    free(s);
}

/* The process ends and starts again. */
static inline void stage_restart(struct stage *s)
{
    stage_shut(s);
    stage_open(s);
}

static inline int64_t stage_person(struct stage *s, const char *name,
                                   const char *mail)
{
    struct person p = { .name = span_str(name), .mail = span_str(mail) };

    STAGE_DONE(s, person_put(s->store, &p, &s->why));
    return p.id;
}

static inline void stage_office(struct stage *s, enum role role,
                                const char *name, const char *mail)
{
    STAGE_DONE(s, office_begin(s->store, stage_person(s, name, mail), role,
                               SPAN("WG5"), clock_now(&s->clock), &s->why));
}

static inline void stage_unit(struct stage *s, const char *id)
{
    char mail[2][40];
    struct unit u = { .id = span_str(id), .name_zh = span_str(id) };
    struct membership m = { .unit = u.id,
                            .group = SPAN("WG5"),
                            .state = SPAN("active") };
    struct representation r = { .voter = true };

    snprintf(mail[0], sizeof(mail[0]), "c@%s.example", id);
    snprintf(mail[1], sizeof(mail[1]), "r1@%s.example", id);
    u.contact = stage_person(s, id, mail[0]);
    r.person.id = stage_person(s, id, mail[1]);
    STAGE_DONE(s, unit_put(s->store, &u, u.name_zh, &s->why));
    STAGE_DONE(s, membership_add(s->store, &m, &s->why));
    STAGE_DONE(s, representation_add(s->store, u.id, m.group, &r, 0, &s->why));
}

static inline void stage_project(struct stage *s, const char *id,
                                 const char *start)
{
    char mail[40];
    struct project p = { .id = span_str(id),
                         .group = SPAN("WG5"),
                         .title = SPAN("示例标准"),
                         .research = span_has(span_str(id), SPAN("-R-")),
                         .since = clock_now(&s->clock) };

    snprintf(mail, sizeof(mail), "pl@%s.example", id);
    CHECK_TRUE(start, civil_parse(span_str(start), &p.start_day));
    p.lead = stage_person(s, id, mail);
    STAGE_DONE(s, project_put(s->store, &p, &s->why));
    STAGE_DONE(s, ledger_sync(&s->desk, p.id, &s->why));
}

/* The group of the acceptance year (requirements.md 9.1). */
static inline void stage_group(struct stage *s)
{
    struct working_group g = { .id = SPAN("WG5"),
                               .name_zh = SPAN("网络安全评估工作组"),
                               .name_en = SPAN("evaluation"),
                               .since = clock_now(&s->clock) };

    int64_t message = 0;
    bool fresh = false;

    STAGE_DONE(s, store_begin(s->store, &s->why));
    STAGE_DONE(s, message_add(s->store, SPAN("0"), clock_now(&s->clock), 1,
                              &message, &fresh, &s->why));
    CHECK_INT("the first message", message, STAGE_MESSAGE);
    STAGE_DONE(s, group_put(s->store, &g, &s->why));
    stage_office(s, ROLE_GL, "张示例", "GL@wg5.example");
    stage_office(s, ROLE_DGL, "李样本", "DGL1@wg5.example");
    stage_office(s, ROLE_DGL, "王范例", "DGL2@wg5.example");
    stage_office(s, ROLE_GS, "赵模板", "GS@wg5.example");
    stage_office(s, ROLE_LIA, "钱联络", "LIA@tc.example");
    for (int i = 1; i <= 11; i++) {
        char id[8];
        snprintf(id, sizeof(id), "M%02d", i);
        stage_unit(s, arena_str(&s->arena, span_str(id)));
    }
    stage_project(s, "WG5-S-01", "2024-09-30");
    stage_project(s, "WG5-S-02", "2024-08-31");
    stage_project(s, "WG5-R-03", "2025-04-20");
    stage_project(s, "WG5-S-04", "2025-12-01");
    STAGE_DONE(s, store_commit(s->store, &s->why));
}

/* Everything that is due at the clock's instant, a commit each. */
static inline void stage_tick(struct stage *s)
{
    bool more = true;

    s->desk.polled_at = clock_now(&s->clock);
    for (int i = 0; more; i++) {
        if (i == 100000)
            fail_msg("the tick never ends");
        STAGE_DONE(s, store_begin(s->store, &s->why));
        STAGE_DONE(s, desk_tick(&s->desk, &more, &s->why));
        STAGE_DONE(s, store_commit(s->store, &s->why));
    }
}

static inline int64_t stage_due(struct stage *s)
{
    int64_t due = INT64_MAX;

    STAGE_DONE(s, desk_next_due(&s->desk, &due, &s->why));
    return due;
}

/* ---- what people do in that year (9.4), as the ledger is told of it ---- */

enum act_kind {
    ACT_ANSWER,  /* word, object, party */
    ACT_MEETING, /* a meeting is planned: object, when */
    ACT_RELEASE, /* a notice leaves: object; party: projects of the agenda */
    ACT_MOVE,
    ACT_CANCEL,
    ACT_DONE, /* a project's papers: word, object */
    ACT_JOIN, /* a unit */
    ACT_EXIT,
    ACT_PROJECT, /* registered: object, when */
    ACT_SEEN,    /* the secretariat has seen what was missed: object */
    ACT_RSVP,    /* an invitation is answered: word, object, party */
};

struct act {
    const char *at;
    enum act_kind kind;
    const char *word, *object, *party; /* word: an instant for MEETING, MOVE */
};

#include "desk_year.h"

static inline struct meeting stage_meeting(struct stage *s, const char *id)
{
    struct meeting m;
    bool found = false;

    STAGE_DONE(
        s, meeting_get(s->store, span_str(id), &s->arena, &m, &found, &s->why));
    CHECK_TRUE(id, found);
    return m;
}

static inline void stage_watch(struct stage *s, const struct meeting *m)
{
    struct timer t = { SPAN("meeting"), m->id, m->start_at };

    STAGE_DONE(s, meeting_set(s->store, m, &s->why));
    if (m->state == MEETING_CANCELLED)
        STAGE_DONE(s, timer_drop(s->store, t.what, t.object, &s->why));
    else
        STAGE_DONE(s, timer_set(s->store, &t, &s->why));
    STAGE_DONE(s, ledger_sync(&s->desk, m->id, &s->why));
}

static inline void stage_plan(struct stage *s, const struct act *a)
{
    struct meeting m = { .id = span_str(a->object),
                         .group = SPAN("WG5"),
                         .leaders = span_has(span_str(a->object), SPAN("-L")),
                         .start_at = stage_at(a->word),
                         .end_at = stage_at(a->word) + 8 * 3600,
                         .since = stage_at(a->at),
                         .moved_at = MOMENT_NONE,
                         .filed_at = MOMENT_NONE,
                         .notified_at = MOMENT_NONE,
                         .ended_at = MOMENT_NONE };

    STAGE_DONE(s, meeting_add(s->store, &m, &s->why));
    stage_watch(s, &m);
}

static inline void stage_answer(struct stage *s, const struct act *a)
{
    struct ledger_evidence e = { .word = a->word,
                                 .object = span_str(a->object),
                                 .party = span_str(a->party),
                                 .at = stage_at(a->at),
                                 .source = SPAN("message:1") };

    STAGE_DONE(s, ledger_answer(&s->desk, &e, &s->why));
}

/* By its contact, to the invitation that is current then. */
static inline void stage_rsvp(struct stage *s, const struct act *a)
{
    struct meeting m = stage_meeting(s, a->object);
    struct rsvp r = { .meeting = m.id,
                      .party = span_str(a->party),
                      .status = span_str(a->word),
                      .sequence = m.sequence,
                      .stamp = stage_at(a->at),
                      .at = stage_at(a->at),
                      .message = STAGE_MESSAGE,
                      .way = SPAN("calendar") };
    bool fresh = false;

    r.person = arena_printf(&s->arena, "c@%s.example", a->party);
    STAGE_DONE(s, rsvp_add(s->store, &r, &fresh, &s->why));
}

static inline void stage_release(struct stage *s, const struct act *a)
{
    struct meeting m = stage_meeting(s, a->object);
    struct act answer = { a->at, ACT_ANSWER, "release", a->object, NULL };
    struct span rest = span_str(a->party);
    struct span project;
    agenda_items items = { 0 };

    while (span_cut(&rest, ' ', &project))
        *list_push(&items, &s->arena) =
            (struct agenda_item){ .title = project, .project = project };
    m.state = MEETING_NOTIFIED;
    m.notified_at = stage_at(a->at);
    STAGE_DONE(s, agenda_put(s->store, m.id, &items, &s->why));
    stage_watch(s, &m);
    stage_answer(s, &answer);
}

static inline void stage_change(struct stage *s, const struct act *a)
{
    struct meeting m = stage_meeting(s, a->object);

    if (a->kind == ACT_CANCEL) {
        m.state = MEETING_CANCELLED;
        m.ended_at = stage_at(a->at);
    } else {
        m.start_at = stage_at(a->word);
        m.end_at = m.start_at + 8 * 3600;
        m.moved_at = stage_at(a->at);
        m.sequence++;
    }
    stage_watch(s, &m);
}

static inline void stage_done(struct stage *s, const struct act *a)
{
    struct project p;
    bool found = false;

    STAGE_DONE(s, project_get(s->store, span_str(a->object), &s->arena, &p,
                              &found, &s->why));
    p.state = PROJECT_SUBMITTED;
    STAGE_DONE(s, project_put(s->store, &p, &s->why));
    stage_answer(s, a);
}

static inline void stage_seen(struct stage *s, const struct act *a)
{
    struct obligation_row row;
    const struct duty *d = NULL;

    STAGE_DONE(s, ledger_asking(&s->desk, a->word, span_str(a->object),
                                &s->arena, &d, &row, &s->why));
    CHECK_TRUE(a->object, d != NULL);
    STAGE_DONE(s, store_begin(s->store, &s->why));
    STAGE_DONE(s,
               ledger_acknowledge(&s->desk, &row, SPAN("message:1"), &s->why));
    STAGE_DONE(s, store_commit(s->store, &s->why));
    s->seen = NULL;
}

static inline void stage_act(struct stage *s, const struct act *a)
{
    STAGE_DONE(s, store_begin(s->store, &s->why));
    switch (a->kind) {
    case ACT_ANSWER:
        stage_answer(s, a);
        break;
    case ACT_MEETING:
        stage_plan(s, a);
        break;
    case ACT_RELEASE:
        stage_release(s, a);
        break;
    case ACT_MOVE:
    case ACT_CANCEL:
        stage_change(s, a);
        break;
    case ACT_DONE:
        stage_done(s, a);
        break;
    case ACT_JOIN:
        stage_unit(s, a->object);
        break;
    case ACT_EXIT:
        STAGE_DONE(s, membership_end(s->store, span_str(a->object), SPAN("WG5"),
                                     &s->why));
        break;
    case ACT_PROJECT:
        stage_project(s, a->object, a->word);
        break;
    case ACT_RSVP:
        stage_rsvp(s, a);
        break;
    case ACT_SEEN:
        /* Only what the program has found missed can be seen. */
        s->seen = a;
        break;
    }
    STAGE_DONE(s, store_commit(s->store, &s->why));
}

/* How the year is played. */
struct staging {
    int64_t down_from, down_to; /* the process does not run; 0: it does */
    bool twice;                 /* every tick is done twice */
    bool restarts;              /* before every step */
    int64_t from, until;        /* 0: the whole year */
};

static inline bool stage_is_down(const struct staging *how, int64_t t)
{
    return t >= how->down_from && t < how->down_to;
}

/* Mails of the same minute before what is due then; while the process is down
 * both wait, and the mails keep their instants. */
static inline void stage_play(struct stage *s, const struct staging *how,
                              size_t *next_act)
{
    int64_t end = how->until ? how->until : stage_at("2026-12-31T23:59");

    for (;;) {
        const struct act *a = &stage_year[*next_act];
        int64_t due = stage_due(s);
        int64_t t = a->at && stage_at(a->at) < due ? stage_at(a->at) : due;

        if (stage_is_down(how, t))
            t = how->down_to;
        if (t > end)
            return;
        if (t > clock_now(&s->clock))
            s->clock = clock_fixed(t);
        if (how->restarts)
            stage_restart(s);
        for (; a->at && stage_at(a->at) <= t; a = &stage_year[++*next_act])
            stage_act(s, a);
        stage_tick(s);
        if (how->twice)
            stage_tick(s);
        if (s->seen)
            stage_seen(s, s->seen);
    }
}

#endif
