/* One mail's calendar object: whose people it names, whose token it carries,
 * who is invited afterwards. */
#include "desk_stage.h"

#include "convoke/store/token.h"
#include "gateway/desk/invitation.h"
#include "gateway/desk/meeting_view.h"

#define WHEN "2026-02-10T10:00"
#define START "2026-03-31T09:00"

static struct stage *open_stage(struct meeting *ret)
{
    struct stage *s = stage_new(stage_at(WHEN), charter_shipped());

    stage_group(s);
    *ret = (struct meeting){ .id = SPAN("WG5-2026-P1"),
                             .group = SPAN("WG5"),
                             .state = MEETING_NOTIFIED,
                             .start_at = stage_at(START),
                             .end_at = stage_at(START) + 8 * 3600,
                             .place = SPAN("北京"),
                             .since = stage_at(WHEN),
                             .moved_at = MOMENT_NONE,
                             .filed_at = MOMENT_NONE,
                             .notified_at = stage_at(WHEN),
                             .ended_at = MOMENT_NONE };
    STAGE_DONE(s, store_begin(s->store, &s->why));
    STAGE_DONE(s, meeting_add(s->store, ret, &s->why));
    return s;
}

static void shut_stage(struct stage *s)
{
    STAGE_DONE(s, store_commit(s->store, &s->why));
    stage_free(s);
}

/* A mail to c@m01 and r1@m01 for the unit. */
static struct notice unit_notice(struct stage *s, const struct meeting *m,
                                 enum invite_method method)
{
    struct notice n;
    struct unit u;
    bool found = false;

    notice_init(&n, &s->arena, "notice.issue", m->id);
    n.group = m->group;
    STAGE_DONE(s,
               unit_get(s->store, SPAN("M01"), &s->arena, &u, &found, &s->why));
    STAGE_DONE(s, notice_to_unit(&s->desk, &n, &u, false, &s->why));
    invitation_attach(&n, m, method);
    return n;
}

static struct invitation_mail make(struct stage *s, const struct notice *n,
                                   size_t target)
{
    struct invitation_mail im = { .arena = &s->arena,
                                  .message_id = SPAN("id@tc.example") };

    STAGE_DONE(
        s, invitation_make(&s->desk, n, &n->targets.at[target], &im, &s->why));
    return im;
}

/* Its lines as they were before they were folded. */
static struct span unfolded(struct stage *s, struct span bytes)
{
    char *to = arena_alloc(&s->arena, bytes.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < bytes.n; i++) {
        if (span_starts(span_from(bytes, i), SPAN("\r\n "))) {
            i += 2;
            continue;
        }
        to[n++] = bytes.p[i];
    }
    return span_of(to, n);
}

static size_t count(struct span in, const char *what)
{
    size_t n = 0;

    for (size_t at; (at = span_find(in, span_str(what))) < in.n; n++)
        in = span_from(in, at + 1);
    return n;
}

static struct invitation row_of(struct stage *s, const char *person,
                                bool *ret_found)
{
    struct invitation i = { .ended = false };

    STAGE_DONE(s,
               invitation_get(s->store, SPAN("WG5-2026-P1"), span_str(person),
                              &s->arena, &i, ret_found, &s->why));
    return i;
}

static void test_uid_names_the_meeting(void **state)
{
    static const struct {
        const char *uid, *meeting;
    } cases[] = {
        { "WG5-2026-P1@tc.example", "WG5-2026-P1" },
        { " WG5-2026-P1@TC.Example\r\n", "WG5-2026-P1" },
        { "WG5-2026-P1-plan@tc.example", "WG5-2026-P1-plan" },
        { "WG5-2026-P1@other.example", "" },
        { "WG5-2026-P1@tc.example.org", "" },
        { "WG5-2026-P1", "" },
        { "@tc.example", "" },
        { "", "" },
    };
    struct meeting m;
    struct stage *s = open_stage(&m);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].uid,
                   invitation_meeting(&s->desk, span_str(cases[i].uid)),
                   span_str(cases[i].meeting));
    CHECK_SPAN(
        "there and back",
        invitation_meeting(&s->desk, invitation_uid(&s->desk, &s->arena, m.id)),
        m.id);
    CHECK_SPAN("object", invitation_object(&s->arena, m.id, SPAN("M01")),
               SPAN("WG5-2026-P1/M01"));
    shut_stage(s);
}

static void test_only_its_own_people(void **state)
{
    struct meeting m;
    struct stage *s = open_stage(&m);
    struct notice n = unit_notice(s, &m, INVITE_REQUEST);
    struct invitation_mail im;
    struct span text;
    bool found = false;

    (void)state;
    STAGE_DONE(s, notice_to_role(&s->desk, &n, ROLE_SEC, false, &s->why));
    im = make(s, &n, 0);
    text = unfolded(s, im.calendar.bytes);
    CHECK_SPAN("method", im.calendar.method, SPAN("REQUEST"));
    CHECK_INT("people", count(text, "\r\nATTENDEE"), 2);
    CHECK_TRUE("contact", span_has(text, SPAN("mailto:c@M01.example\r\n")));
    CHECK_TRUE("representative",
               span_has(text, SPAN("mailto:r1@M01.example\r\n")));
    CHECK_INT("asked to come", count(text, "ROLE=REQ-PARTICIPANT"), 2);
    CHECK_TRUE("organizer", span_has(text, arena_printf(&s->arena,
                                                        "mailto:gw+t." SPAN_FMT
                                                        "@tc.example\r\n",
                                                        SPAN_ARG(im.word))));
    CHECK_TRUE("alarm", span_has(text, SPAN("TRIGGER:-P1D\r\n")));
    CHECK_SPAN("kept for the unit", row_of(s, "r1@m01.example", &found).party,
               SPAN("M01"));
    CHECK_TRUE("kept", found);
    CHECK_SPAN("in lower case", row_of(s, "R1@m01.example", &found).person,
               SPAN("r1@m01.example"));
    text = unfolded(s, make(s, &n, 1).calendar.bytes);
    CHECK_INT("the secretariat may come", count(text, "ROLE=OPT-PARTICIPANT"),
              1);
    CHECK_INT("alone", count(text, "\r\nATTENDEE"), 1);
    CHECK_SPAN("of no unit", row_of(s, "sec@tc.example", &found).party,
               SPAN("sec@tc.example"));
    shut_stage(s);
}

static void test_one_token_for_life(void **state)
{
    struct meeting m;
    struct stage *s = open_stage(&m);
    struct notice n = unit_notice(s, &m, INVITE_REQUEST);
    struct span first = make(s, &n, 0).word;
    struct meeting other = m;
    struct token t;
    bool found = false;

    (void)state;
    CHECK_INT("a word", first.n, TOKEN_WORD);
    STAGE_DONE(s, token_find(s->store, first, &s->arena, &t, &found, &s->why));
    CHECK_TRUE("kept", found && !t.single);
    CHECK_SPAN("purpose", t.purpose, SPAN("rsvp"));
    CHECK_SPAN("object", t.object, SPAN("WG5-2026-P1/M01"));
    CHECK_SPAN("mail", t.message_id, SPAN("id@tc.example"));
    CHECK_TRUE("until long after",
               t.expires_at > m.start_at + 2LL * 365 * CIVIL_DAY);
    m.sequence = 1;
    CHECK_SPAN("moved", make(s, &n, 0).word, first);
    n.calendar_method = INVITE_CANCEL;
    CHECK_SPAN("cancelled", make(s, &n, 0).word, first);
    /* Whoever is the contact then. */
    n.targets.at[0].to.mail = SPAN("new@m01.example");
    CHECK_SPAN("another contact", make(s, &n, 0).word, first);
    n.targets.at[0].party = SPAN("M02");
    CHECK_TRUE("another unit", !span_eq(make(s, &n, 0).word, first));
    n.targets.at[0].party = SPAN("M01");
    other.id = SPAN("WG5-2026-P2");
    n.calendar = &other;
    CHECK_TRUE("another meeting", !span_eq(make(s, &n, 0).word, first));
    shut_stage(s);
}

static void test_cancel_ends_who_was_invited(void **state)
{
    struct meeting m;
    struct stage *s = open_stage(&m);
    struct notice n = unit_notice(s, &m, INVITE_REQUEST);
    struct span text;
    bool found = false;

    (void)state;
    make(s, &n, 0);
    m.sequence = 3;
    n.calendar_method = INVITE_CANCEL;
    n.calendar_comment = SPAN("场地维修");
    n.targets.at[0].cc.at[0].mail = SPAN("stranger@m01.example");
    text = unfolded(s, make(s, &n, 0).calendar.bytes);
    CHECK_TRUE("method", span_has(text, SPAN("\r\nMETHOD:CANCEL\r\n")));
    CHECK_TRUE("why", span_has(text, SPAN("\r\nCOMMENT:场地维修\r\n")));
    CHECK_INT("it takes place without him", count(text, "STATUS"), 0);
    CHECK_INT("no alarm", count(text, "VALARM"), 0);
    CHECK_TRUE("ended", row_of(s, "c@m01.example", &found).ended);
    CHECK_INT("by", row_of(s, "c@m01.example", &found).sequence, 3);
    CHECK_TRUE("not his mail", !row_of(s, "r1@m01.example", &found).ended);
    row_of(s, "stranger@m01.example", &found);
    CHECK_TRUE("never invited", !found);
    m.state = MEETING_CANCELLED;
    text = unfolded(s, make(s, &n, 0).calendar.bytes);
    CHECK_INT("called off", count(text, "STATUS:CANCELLED"), 1);
    shut_stage(s);
}

static void test_a_delegate_stays_one(void **state)
{
    static const struct facts_address wu = { SPAN("吴某"),
                                             SPAN("wu@m01.example") };
    struct meeting m;
    struct stage *s = open_stage(&m);
    struct notice n;
    struct span text;
    bool found = false;

    (void)state;
    notice_init(&n, &s->arena, "notice.issue", m.id);
    n.group = m.group;
    invitation_to_delegate(&n, &m, &wu, SPAN("M01"), SPAN("R1@m01.example"));
    text = unfolded(s, make(s, &n, 0).calendar.bytes);
    CHECK_TRUE(
        "for him",
        span_has(text, SPAN("DELEGATED-FROM=\"mailto:R1@m01.example\"")));
    CHECK_SPAN("kept", row_of(s, "wu@m01.example", &found).delegated_from,
               SPAN("r1@m01.example"));
    CHECK_SPAN("for the unit", row_of(s, "wu@m01.example", &found).party,
               SPAN("M01"));
    /* Any later object still says whom he comes for. */
    n = unit_notice(s, &m, INVITE_REQUEST);
    STAGE_DONE(s, invitation_add_invited(&s->desk, &m, &n, &s->why));
    CHECK_INT("in his unit's mail", n.targets.n, 1);
    text = unfolded(s, make(s, &n, 0).calendar.bytes);
    CHECK_INT("people", count(text, "\r\nATTENDEE"), 3);
    CHECK_INT("one delegate", count(text, "DELEGATED-FROM"), 1);
    CHECK_SPAN("kept again", row_of(s, "wu@m01.example", &found).delegated_from,
               SPAN("r1@m01.example"));
    shut_stage(s);
}

static void test_a_proposal_is_declined_to_its_sender(void **state)
{
    static const char *const persons[] = { "R1@m01.EXAMPLE",
                                           "alias@m01.example" };
    struct meeting m;
    struct stage *s = open_stage(&m);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(persons); i++) {
        struct notice n = unit_notice(s, &m, INVITE_REQUEST);
        struct span text;
        bool found = true;
        invitation_decline(&n, &m, span_str(persons[i]), SPAN("已定"));
        text = unfolded(s, make(s, &n, 0).calendar.bytes);
        CHECK_TRUE(persons[i],
                   span_has(text, SPAN("\r\nMETHOD:DECLINECOUNTER\r\n")));
        CHECK_INT(persons[i], count(text, "\r\nATTENDEE"), 1);
        CHECK_TRUE(persons[i],
                   span_find_nocase(text, span_str(persons[i])) < text.n);
        CHECK_TRUE(persons[i], span_has(text, SPAN("\r\nCOMMENT:已定\r\n")));
        row_of(s, "r1@m01.example", &found);
        CHECK_TRUE(persons[i], !found);
    }
    shut_stage(s);
}

static void test_no_object_for_what_has_begun(void **state)
{
    struct meeting m;
    struct stage *s = open_stage(&m);
    struct notice n = unit_notice(s, &m, INVITE_CANCEL);
    struct invitation_mail im;

    (void)state;
    s->clock = clock_fixed(m.start_at - 1);
    CHECK_TRUE("a second before", make(s, &n, 0).calendar.bytes.n > 0);
    s->clock = clock_fixed(m.start_at);
    im = make(s, &n, 0);
    CHECK_INT("begun", im.calendar.bytes.n, 0);
    CHECK_INT("no token", im.word.n, 0);
    shut_stage(s);
}

/* What cannot be written as it is meant never leaves; the notice does. */
static void test_a_notice_leaves_without_an_unfit_object(void **state)
{
    struct meeting m;
    struct stage *s = open_stage(&m);
    struct notice n;
    struct invitation_mail im;
    bool found = false;

    (void)state;
    m.end_at = m.start_at;
    n = unit_notice(s, &m, INVITE_REQUEST);
    im = make(s, &n, 0);
    CHECK_INT("no object", im.calendar.bytes.n, 0);
    CHECK_INT("a token for the answer in words", im.word.n, TOKEN_WORD);
    row_of(s, "c@m01.example", &found);
    CHECK_TRUE("invited by words", found);
    shut_stage(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_uid_names_the_meeting),
        cmocka_unit_test(test_only_its_own_people),
        cmocka_unit_test(test_one_token_for_life),
        cmocka_unit_test(test_cancel_ends_who_was_invited),
        cmocka_unit_test(test_a_delegate_stays_one),
        cmocka_unit_test(test_a_proposal_is_declined_to_its_sender),
        cmocka_unit_test(test_no_object_for_what_has_begun),
        cmocka_unit_test(test_a_notice_leaves_without_an_unfit_object),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
