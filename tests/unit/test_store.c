#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/store/application.h"
#include "convoke/store/audit.h"
#include "convoke/store/clock_row.h"
#include "convoke/store/excuse.h"
#include "convoke/store/exit_case.h"
#include "convoke/store/flag.h"
#include "convoke/store/listing.h"
#include "convoke/store/meeting.h"
#include "convoke/store/message.h"
#include "convoke/store/obligation_row.h"
#include "convoke/store/outbox.h"
#include "convoke/store/register.h"
#include "convoke/store/rsvp.h"
#include "convoke/store/token.h"
#include "convoke/store/workday_row.h"

struct bench {
    char path[64];
    struct store *st;
    struct arena arena;
    struct reason why;
};

#define DONE(bench_, call)                                                     \
    do {                                                                       \
        (bench_)->why.text[0] = '\0';                                          \
        if ((call) != VERDICT_DONE)                                            \
            fail_msg("%s: %s: %s", #call, (bench_)->why.site,                  \
                     (bench_)->why.text);                                      \
    } while (0)

static int setup(void **state)
{
    static struct bench b;

    b = (struct bench){ .arena = ARENA_INIT(16 * 1024 * 1024) };
    snprintf(b.path, sizeof(b.path), "/tmp/convoke-store-XXXXXX");
    close(mkstemp(b.path));
    DONE(&b, store_open(b.path, &b.st, &b.why));
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    char side[80];

    b->st = store_close(b->st);
    unlink(b->path);
    snprintf(side, sizeof(side), "%s-wal", b->path);
    unlink(side);
    arena_release(&b->arena);
    return 0;
}

static void reopen(struct bench *b)
{
    b->st = store_close(b->st);
    DONE(b, store_open(b->path, &b->st, &b->why));
}

static void test_second_opener_is_refused(void **state)
{
    struct bench *b = *state;
    struct store *second = NULL;

    DONE(b, store_begin(b->st, &b->why));
    DONE(b, store_commit(b->st, &b->why));
    CHECK_INT("locked", store_open(b->path, &second, &b->why), VERDICT_LATER);
    assert_null(second);
}

static void test_message_ends_once(void **state)
{
    struct bench *b = *state;
    struct message m;
    int64_t id = 0;
    int64_t again = 0;
    bool fresh = false;

    DONE(b, message_add(b->st, SPAN("aa"), 100, 5, &id, &fresh, &b->why));
    CHECK_TRUE("first", fresh);
    DONE(b, message_add(b->st, SPAN("aa"), 200, 5, &again, &fresh, &b->why));
    CHECK_TRUE("same octets again", !fresh && again == id);
    DONE(b, message_get(b->st, id, &b->arena, &m, &b->why));
    CHECK_INT("first receipt instant stays", m.received_at, 100);
    m.state = MESSAGE_APPLIED;
    m.kind = SPAN("application");
    m.settled_at = 300;
    DONE(b, message_settle(b->st, &m, &b->why));
    CHECK_INT("settled twice", message_settle(b->st, &m, &b->why),
              VERDICT_BROKEN);
    DONE(b, message_next_received(b->st, 0, &id, &b->why));
    CHECK_INT("none left", id, 0);
}

static void queue_one(struct bench *b, const char *key, bool *ret_new)
{
    const struct span to[] = { SPAN("a@x.example"), SPAN("b@x.example") };
    struct outbox_mail m = {
        .key = span_str(key),
        .code = SPAN("app.ack"),
        .object = SPAN("APP-2026-001"),
        .subject = SPAN("subject"),
        .message_id = span_str(key),
        .queued_at = 10,
        .bytes = SPAN("mail"),
        .size = 4,
        .recipients = to,
        .recipients_n = 2,
        .automatic = true,
    };

    DONE(b, outbox_add(b->st, &m, ret_new, &b->why));
}

static void test_outbox_never_twice(void **state)
{
    struct bench *b = *state;
    struct delivery got[8];
    struct delivery_result r = { .at = 12, .reply = SPAN("250 ok") };
    size_t n = 0;
    int64_t count = 0;
    bool fresh = false;
    bool found = false;

    queue_one(b, "k1", &fresh);
    CHECK_TRUE("new", fresh);
    queue_one(b, "k1", &fresh);
    CHECK_TRUE("the same key again changes nothing", !fresh);
    DONE(b, outbox_claim(b->st, 9, 8, &b->arena, got, &n, &b->why));
    CHECK_INT("not due", n, 0);
    DONE(b, outbox_claim(b->st, 11, 8, &b->arena, got, &n, &b->why));
    CHECK_INT("one for each recipient", n, 2);
    r.delivery = got[0].id;
    r.state = DELIVERY_SENT;
    CHECK_INT("sent without a dot is impossible",
              outbox_settle(b->st, &r, &b->why), VERDICT_BROKEN);
    DONE(b, outbox_at_dot(b->st, got[0].id, 11, &b->why));
    reopen(b);
    DONE(b, outbox_recover(b->st, &b->why));
    DONE(b, outbox_next_at_dot(b->st, 0, &b->arena, got, &found, &b->why));
    CHECK_TRUE("the one at the dot is uncertain", found);
    r.delivery = got[0].id;
    r.state = DELIVERY_UNCERTAIN;
    DONE(b, outbox_settle(b->st, &r, &b->why));
    DONE(b, outbox_claim(b->st, 12, 8, &b->arena, got, &n, &b->why));
    CHECK_INT("the claimed one is ready again, the other stays", n, 1);
    DONE(b, outbox_count_recent(b->st, SPAN("a@x.example"), 0, SPAN_NONE,
                                &count, &b->why));
    CHECK_INT("counted", count, 1);
    DONE(b, outbox_order(b->st, 1, DELIVERY_READY, 20, &count, &b->why));
    CHECK_INT("a person may resend what is uncertain, nothing else", count, 1);
}

static void test_whose_turn_it_is(void **state)
{
    static const struct {
        const char *to;
        int64_t at;
        bool yields;
    } mails[] = {
        { "s1@x.example", 10, true },  { "s2@x.example", 10, true },
        { "m1@x.example", 30, false }, { "m2@x.example", 20, false },
        { "s3@x.example", 5, true },   { "m3@x.example", 99, false },
    };
    static const char *const turns[] = { "m2@x.example", "m1@x.example",
                                         "s3@x.example", "s1@x.example",
                                         "s2@x.example" };
    struct bench *b = *state;
    struct delivery got[8];
    struct span peeked[8];
    int64_t at = 0;
    size_t n = 0;
    bool fresh = false;

    for (size_t i = 0; i < ARRAY_LEN(mails); i++) {
        const struct span to = span_str(mails[i].to);
        struct outbox_mail m = { .key = to,
                                 .code = SPAN("help.reply"),
                                 .message_id = to,
                                 .queued_at = mails[i].at,
                                 .bytes = SPAN("mail"),
                                 .size = 4,
                                 .recipients = &to,
                                 .recipients_n = 1,
                                 .yields = mails[i].yields };
        DONE(b, outbox_add(b->st, &m, &fresh, &b->why));
    }
    DONE(b, outbox_next_due(b->st, &at, &b->why));
    CHECK_INT("the first of all is due, whoever yields", at, 5);
    DONE(b, outbox_peek(b->st, 50, 8, &b->arena, peeked, &n, &b->why));
    CHECK_INT("all but what is due later", n, ARRAY_LEN(turns));
    for (size_t i = 0; i < ARRAY_LEN(turns); i++)
        CHECK_SPAN("peeked", peeked[i], span_str(turns[i]));
    for (size_t i = 0; i < ARRAY_LEN(turns); i++) {
        DONE(b, outbox_claim(b->st, 50, 1, &b->arena, got, &n, &b->why));
        CHECK_INT("one", n, 1);
        CHECK_SPAN("claimed", got[0].recipient, span_str(turns[i]));
    }
    DONE(b, outbox_next_due(b->st, &at, &b->why));
    CHECK_INT("what is left", at, 99);
}

static void test_what_was_not_tried(void **state)
{
    struct bench *b = *state;
    struct delivery got[8];
    struct delivery_result r = { .state = DELIVERY_RETRY,
                                 .at = 12,
                                 .next_at = 20,
                                 .reply = SPAN("rcpt: later") };
    size_t n = 0;
    bool fresh = false;

    queue_one(b, "k1", &fresh);
    for (int64_t attempt = 1; attempt <= 2; attempt++) {
        DONE(b, outbox_claim(b->st, 30, 1, &b->arena, got, &n, &b->why));
        CHECK_INT("counted", got[0].attempts, attempt);
        DONE(b, outbox_put_back(b->st, got[0].id, &b->why));
        CHECK_INT("only once", outbox_put_back(b->st, got[0].id, &b->why),
                  VERDICT_BROKEN);
        DONE(b, outbox_get(b->st, got[0].id, &b->arena, got, &b->why));
        CHECK_INT("not counted", got[0].attempts, attempt - 1);
        CHECK_INT("as it was", got[0].state,
                  attempt == 1 ? DELIVERY_READY : DELIVERY_RETRY);
        DONE(b, outbox_claim(b->st, 30, 2, &b->arena, got, &n, &b->why));
        CHECK_INT("its turn is still due", n, 3 - attempt);
        r.delivery = got[0].id;
        DONE(b, outbox_settle(b->st, &r, &b->why));
    }
}

static void test_token_once(void **state)
{
    struct bench *b = *state;
    struct token t = { .purpose = SPAN("app.review"),
                       .object = SPAN("APP-2026-001/WG5"),
                       .actor = SPAN("gl@x.example"),
                       .single = true,
                       .expires_at = 1000 };
    struct token got;
    bool found = false;
    bool closed = false;

    DONE(b, token_add(b->st, SPAN("0123456789abcdefghjkmnpqrs"), &t, &b->why));
    DONE(b, token_find(b->st, SPAN("O123456789ABCDEFGHJKMNPQRS"), &b->arena,
                       &got, &found, &b->why));
    CHECK_TRUE("case and look-alikes fold", found && !got.closed);
    DONE(b, token_close(b->st, got.hash, 5, SPAN("used"), &closed, &b->why));
    CHECK_TRUE("once", closed);
    DONE(b, token_close(b->st, got.hash, 6, SPAN("used"), &closed, &b->why));
    CHECK_TRUE("never twice", !closed);
    DONE(b, token_find(b->st, SPAN("short"), &b->arena, &got, &found, &b->why));
    CHECK_TRUE("no such word", !found);
}

static void test_audit_chain(void **state)
{
    struct bench *b = *state;
    struct audit_entry e = { .at = 5,
                             .entity = SPAN("application"),
                             .entity_id = SPAN("APP-2026-001"),
                             .to = SPAN("incomplete"),
                             .event = SPAN("app.received") };
    int64_t rows = 0;

    for (int i = 0; i < 5; i++)
        DONE(b, audit_add(b->st, &e, &b->why));
    DONE(b, audit_verify(b->st, &rows, &b->why));
    CHECK_INT("whole", rows, 5);
}

static void test_units_and_representatives(void **state)
{
    struct bench *b = *state;
    struct working_group g = { .id = SPAN("WG5"),
                               .name_zh = SPAN("安全评估"),
                               .takes_applications = true };
    struct person p = { .mail = SPAN("C@m01.example"), .name = SPAN("甲") };
    struct unit u = { .id = SPAN("M01"), .name_zh = SPAN("示例公司") };
    struct unit got;
    struct representation r = { .voter = true };
    representations list;
    struct membership m = { .unit = SPAN("M01"),
                            .group = SPAN("WG5"),
                            .state = SPAN("active"),
                            .effective_day = 20000 };
    bool found = false;
    struct span id;
    unit_list his = { 0 };

    DONE(b, group_put(b->st, &g, &b->why));
    DONE(b, person_put(b->st, &p, &b->why));
    u.contact = p.id;
    DONE(b, unit_put(b->st, &u, u.name_zh, &b->why));
    DONE(b, unit_of_address(b->st, SPAN("c@M01.example"), &b->arena, &got,
                            &found, &b->why));
    CHECK_TRUE("addresses compare without case", found);
    CHECK_SPAN("unit", got.id, SPAN("M01"));
    DONE(b, units_of_address(b->st, SPAN("c@M01.example"), &b->arena, &his,
                             &b->why));
    CHECK_INT("all of his units", his.n, 1);
    DONE(b, units_of_address(b->st, SPAN("x@m01.example"), &b->arena, &his,
                             &b->why));
    CHECK_INT("nobody's", his.n, 0);
    DONE(b, unit_of_domain(b->st, SPAN("m01.example"), &b->arena, &got, &found,
                           &b->why));
    CHECK_TRUE("by domain", found);
    DONE(b, membership_add(b->st, &m, &b->why));
    CHECK_INT("one living membership", membership_add(b->st, &m, &b->why),
              VERDICT_BROKEN);
    r.person = p;
    DONE(b, representation_add(b->st, u.id, g.id, &r, 20000, &b->why));
    DONE(b, representations_of(b->st, u.id, g.id, &b->arena, &list, &b->why));
    CHECK_INT("one", list.n, 1);
    DONE(b, unit_new_id(b->st, &b->arena, &id, &b->why));
    CHECK_SPAN("next free", id, SPAN("M02"));
}

static void test_application_round_trip(void **state)
{
    struct bench *b = *state;
    struct application a = { .id = SPAN("APP-2026-001"),
                             .name = SPAN("新例智能"),
                             .folded_name = SPAN("新例智能"),
                             .applicant = SPAN("c@m12.example"),
                             .paper_at = MOMENT_NONE,
                             .version = 1 };
    struct application got;
    application_fields fields = { 0 };
    bool found = false;

    DONE(b, application_add(b->st, &a, &b->why));
    DONE(b,
         application_match(b->st, SPAN("91110108MA0000000A"), SPAN("新例智能"),
                           &b->arena, &got, &found, &b->why));
    CHECK_TRUE("by name while the code is unknown", found);
    CHECK_TRUE("no paper yet", got.paper_at == MOMENT_NONE);
    *list_push(&fields, &b->arena) =
        (struct application_field){ SPAN("groups"), SPAN("WG5") };
    *list_push(&fields, &b->arena) =
        (struct application_field){ SPAN("groups"), SPAN("WG7") };
    DONE(b, application_fields_put(b->st, a.id, &fields, &b->why));
    fields.n = 1;
    DONE(b, application_fields_put(b->st, a.id, &fields, &b->why));
    DONE(b, application_fields_get(b->st, a.id, &b->arena, &fields, &b->why));
    CHECK_INT("a key's values are replaced together", fields.n, 1);
    a.state = APPLICATION_WITHDRAWN;
    DONE(b, application_set(b->st, &a, &b->why));
    DONE(b, application_of(b->st, SPAN("C@m12.example"), &b->arena, &got,
                           &found, &b->why));
    CHECK_TRUE("withdrawn ones are not open", !found);
    a.state = APPLICATION_DECIDED;
    DONE(b, application_set(b->st, &a, &b->why));
    DONE(b,
         application_of(b->st, a.applicant, &b->arena, &got, &found, &b->why));
    CHECK_TRUE("decided with nothing left to do is not open", !found);
}

static void test_obligations_live_once(void **state)
{
    struct bench *b = *state;
    struct obligation_row row = { .duty = SPAN("app.dispatch"),
                                  .object = SPAN("APP-2026-001"),
                                  .next_at = 50,
                                  .last_sent_at = MOMENT_NONE,
                                  .closed_at = MOMENT_NONE };
    struct obligation_row got;
    bool fresh = false;
    bool found = false;

    DONE(b, obligation_add(b->st, &row, &fresh, &b->why));
    CHECK_TRUE("new", fresh);
    DONE(b, obligation_add(b->st, &row, &fresh, &b->why));
    CHECK_TRUE("lives already", !fresh);
    DONE(b, obligation_next(b->st, 49, &b->arena, &got, &found, &b->why));
    CHECK_TRUE("not due", !found);
    DONE(b, obligation_next(b->st, 50, &b->arena, &got, &found, &b->why));
    CHECK_TRUE("due", found);
    got.state = OBLIGATION_IS_MET;
    DONE(b, obligation_set(b->st, &got, &b->why));
    DONE(b, obligation_next(b->st, 99, &b->arena, &got, &found, &b->why));
    CHECK_TRUE("closed", !found);
    DONE(b, obligation_add(b->st, &row, &fresh, &b->why));
    CHECK_TRUE("a new period may begin", fresh);
}

static void test_every_listing_runs(void **state)
{
    struct bench *b = *state;
    bool fresh;

    queue_one(b, "k9", &fresh);
    for (size_t i = 0; i < listings_n; i++) {
        CLEANUP(table_drop) struct table *t = NULL;
        DONE(b, listing_run(b->st, &listings[i], SPAN_NONE, &t, &b->why));
        t = table_free(t);
        DONE(b, listing_run(b->st, &listings[i], SPAN("APP-2026-001"), &t,
                            &b->why));
    }
    CLEANUP(table_drop) struct table *counts = NULL;
    DONE(b, listing_counts(b->st, &counts, &b->why));
    CHECK_INT("two deliveries are ready", table_rows(counts), 1);
    DONE(b, store_verify(b->st, &b->why));
}

static void test_marks_undo_alone(void **state)
{
    struct bench *b = *state;
    int64_t n = 0;

    DONE(b, store_begin(b->st, &b->why));
    DONE(b, store_number(b->st, SPAN("x"), &n, &b->why));
    DONE(b, store_mark(b->st, &b->why));
    DONE(b, store_number(b->st, SPAN("x"), &n, &b->why));
    DONE(b, store_mark_undo(b->st, &b->why));
    DONE(b, store_commit(b->st, &b->why));
    DONE(b, store_number(b->st, SPAN("x"), &n, &b->why));
    CHECK_INT("one kept, one undone, this one", n, 2);
}

static void test_workdays(void **state)
{
    struct bench *b = *state;
    struct workday_rows rows = { 0 };
    struct workday_rows left = { 0 };
    civil_day new_year = civil_to_day((struct civil){ 2026, 12, 31 });

    DONE(b, workday_put(b->st, (struct workday){ 20500, true }, SPAN("班"),
                        &b->why));
    DONE(b, workday_put(b->st, (struct workday){ 20400, false }, SPAN("休"),
                        &b->why));
    DONE(b, workday_put(b->st, (struct workday){ new_year, false },
                        SPAN("元旦"), &b->why));
    DONE(b, workday_rows_load(b->st, &b->arena, &rows, &b->why));
    CHECK_INT("three", rows.at.n, 3);
    CHECK_INT("ascending", rows.at.at[0].day, 20400);
    CHECK_TRUE("works", rows.at.at[1].works);
    CHECK_SPAN("name", rows.at.at[1].name, SPAN("班"));
    CHECK_INT("both lie in 2025 or 2026", civil_from_day(20500).year, 2026);
    DONE(b, workday_clear(b->st, 2025, &b->why));
    DONE(b, workday_clear(b->st, 2026, &b->why));
    DONE(b, workday_rows_load(b->st, &b->arena, &left, &b->why));
    CHECK_INT("New Year's Eve is of the next notice", left.at.n, 1);
    CHECK_INT("which", left.at.at[0].day, new_year);
    DONE(b, workday_clear(b->st, 2027, &b->why));
    left = (struct workday_rows){ 0 };
    DONE(b, workday_rows_load(b->st, &b->arena, &left, &b->why));
    CHECK_INT("whose import replaces it", left.at.n, 0);
}

static void test_one_clock_row(void **state)
{
    struct bench *b = *state;
    struct clock_row row = { 100, 7, true, SPAN("one") };
    bool found = true;

    DONE(b, clock_row_get(b->st, &b->arena, &row, &found, &b->why));
    CHECK_TRUE("none at first", !found && row.wall_at == 100);
    DONE(b, clock_row_put(b->st, &row, &b->why));
    row = (struct clock_row){ 50, 9, false, SPAN("two") };
    DONE(b, clock_row_put(b->st, &row, &b->why));
    reopen(b);
    row = (struct clock_row){ .firm = true };
    DONE(b, clock_row_get(b->st, &b->arena, &row, &found, &b->why));
    CHECK_TRUE("kept", found && !row.firm);
    CHECK_INT("the last, also when it lies before", row.wall_at, 50);
    CHECK_INT("boot clock", row.boot_ms, 9);
    CHECK_SPAN("run", row.boot, SPAN("two"));
}

/* A meeting and a message that rows may speak of. */
static int64_t set_scene(struct bench *b)
{
    struct working_group g = { .id = SPAN("WG5"), .name_zh = SPAN("评估") };
    struct meeting m = { .id = SPAN("WG5-2026-P1"),
                         .group = SPAN("WG5"),
                         .start_at = 2000,
                         .end_at = 3000,
                         .moved_at = MOMENT_NONE,
                         .filed_at = MOMENT_NONE,
                         .notified_at = MOMENT_NONE,
                         .ended_at = MOMENT_NONE };
    int64_t id = 0;
    bool fresh = false;

    DONE(b, group_put(b->st, &g, &b->why));
    DONE(b, meeting_add(b->st, &m, &b->why));
    DONE(b, message_add(b->st, SPAN("aa"), 100, 5, &id, &fresh, &b->why));
    return id;
}

static void test_answers_are_kept_each_once(void **state)
{
    struct bench *b = *state;
    struct rsvp r = { .meeting = SPAN("WG5-2026-P1"),
                      .party = SPAN("M01"),
                      .person = SPAN("r1@m01.example"),
                      .status = SPAN("ACCEPTED"),
                      .stamp = 90,
                      .at = 100,
                      .message = set_scene(b),
                      .way = SPAN("calendar") };
    rsvps all = { 0 };
    bool fresh = false;

    DONE(b, rsvp_add(b->st, &r, &fresh, &b->why));
    CHECK_TRUE("the first time", fresh);
    r.person = SPAN("R1@M01.example");
    DONE(b, rsvp_add(b->st, &r, &fresh, &b->why));
    CHECK_TRUE("the same again, whatever the case", !fresh);
    r.status = SPAN("DECLINED");
    DONE(b, rsvp_add(b->st, &r, &fresh, &b->why));
    CHECK_TRUE("another answer", fresh);
    DONE(b, rsvps_of(b->st, r.meeting, SPAN_NONE, &b->arena, &all, &b->why));
    CHECK_INT("both are kept", all.n, 2);
    CHECK_SPAN("in order", all.at[1].status, SPAN("DECLINED"));
    DONE(b, rsvps_of(b->st, r.meeting, SPAN("M02"), &b->arena, &all, &b->why));
    CHECK_INT("of another unit", all.n, 0);
}

static void test_invitations_and_excuses(void **state)
{
    struct bench *b = *state;
    struct invitation i = { .meeting = SPAN("WG5-2026-P1"),
                            .person = SPAN("R1@m01.example"),
                            .party = SPAN("M01"),
                            .at = 5 };
    struct excuse e = { .meeting = i.meeting,
                        .unit = SPAN("M01"),
                        .person = i.person,
                        .reason = SPAN("年度审计"),
                        .at = 100,
                        .message = set_scene(b),
                        .decided_at = MOMENT_NONE };
    invitations all = { 0 };
    excuses stated = { 0 };
    bool found = false;

    DONE(b, invitation_put(b->st, &i, &b->why));
    DONE(b, invitation_get(b->st, i.meeting, SPAN("r1@m01.example"), &b->arena,
                           &i, &found, &b->why));
    CHECK_TRUE("invited, whatever the case", found && !i.ended);
    i.ended = true;
    DONE(b, invitation_put(b->st, &i, &b->why));
    DONE(b, invitations_to(b->st, i.person, &b->arena, &all, &b->why));
    CHECK_INT("no longer", all.n, 0);
    DONE(b, invitations_of(b->st, i.meeting, &b->arena, &all, &b->why));
    CHECK_TRUE("but known", all.n == 1 && all.at[0].ended);

    DONE(b, excuse_add(b->st, &e, &e.id, &b->why));
    e.state = EXCUSE_REJECTED;
    e.decided_at = 200;
    e.decision = SPAN("理由不成立");
    DONE(b, excuse_decide(b->st, &e, &b->why));
    DONE(b, excuses_of(b->st, e.meeting, e.unit, &b->arena, &stated, &b->why));
    CHECK_INT("one reason", stated.n, 1);
    DONE(b, excuse_get(b->st, e.id, &b->arena, &e, &found, &b->why));
    CHECK_TRUE("rejected", found && e.state == EXCUSE_REJECTED);
    CHECK_SPAN("why", e.decision, SPAN("理由不成立"));
}

/* The message of the scene, with a unit in it. */
static int64_t set_unit(struct bench *b)
{
    struct person c = { .mail = SPAN("c@m01.example"), .name = SPAN("联系") };
    struct unit u = { .id = SPAN("M01"), .name_zh = SPAN("示例科技") };

    DONE(b, person_put(b->st, &c, &b->why));
    u.contact = c.id;
    DONE(b, unit_put(b->st, &u, u.name_zh, &b->why));
    return set_scene(b);
}

static struct flag sample_flag(void)
{
    return (struct flag){ .object = SPAN("M01/ABS/WG5-2026-P1"),
                          .unit = SPAN("M01"),
                          .group = SPAN("WG5"),
                          .ground = FLAG_ABSENCE,
                          .cause = SPAN("WG5-2026-P1"),
                          .count = 2,
                          .raised_at = 100,
                          .told_at = MOMENT_NONE,
                          .stepped_at = 100,
                          .until = MOMENT_NONE };
}

static void test_one_living_flag_of_a_ground(void **state)
{
    struct bench *b = *state;
    struct flag f = sample_flag();
    struct flag second = f;
    struct flag_query q = { .unit = f.unit, .living = true };
    flags all = { 0 };
    bool found = false;

    set_unit(b);
    DONE(b, flag_add(b->st, &f, &b->why));
    second.object = SPAN("M01/ABS/WG5-2026-P2");
    CHECK_TRUE("no second one",
               flag_add(b->st, &second, &b->why) != VERDICT_DONE);
    DONE(b, flag_get(b->st, f.object, &b->arena, &second, &found, &b->why));
    CHECK_TRUE("as it was put", found && second.count == 2 &&
                                    second.until == MOMENT_NONE &&
                                    second.ground == FLAG_ABSENCE);
    f.state = FLAG_DISMISSED;
    f.until = 500;
    DONE(b, flag_set(b->st, &f, &b->why));
    DONE(b, flags_of(b->st, &q, &b->arena, &all, &b->why));
    CHECK_INT("none lives", all.n, 0);
    q.living = false;
    DONE(b, flags_of(b->st, &q, &b->arena, &all, &b->why));
    CHECK_TRUE("kept", all.n == 1 && all.at[0].until == 500 &&
                           all.at[0].state == FLAG_DISMISSED);
    second.object = SPAN("M01/ABS/WG5-2026-P2");
    DONE(b, flag_add(b->st, &second, &b->why));
}

static void test_evidence_only_grows(void **state)
{
    struct bench *b = *state;
    struct flag f = sample_flag();
    struct flag_evidence e = { .at = 1, .text = SPAN("证据") };
    struct flag_evidence last;
    bool found = true;

    set_unit(b);
    DONE(b, flag_add(b->st, &f, &b->why));
    e.flag = f.id;
    DONE(b, flag_evidence_last(b->st, f.id, &b->arena, &last, &found, &b->why));
    CHECK_TRUE("none yet", !found);
    DONE(b, flag_evidence_add(b->st, &e, &b->why));
    CHECK_INT("first", e.version, 1);
    e.pdf = span_of("%PDF\0x", 6);
    DONE(b, flag_evidence_add(b->st, &e, &b->why));
    DONE(b, flag_evidence_last(b->st, f.id, &b->arena, &last, &found, &b->why));
    CHECK_INT("second", last.version, 2);
    CHECK_SPAN("all octets", last.pdf, span_of("%PDF\0x", 6));
    CHECK_SPAN("its words", last.text, SPAN("证据"));
}

static void test_exit_round_trip(void **state)
{
    struct bench *b = *state;
    struct exit_case e = { .unit = SPAN("M01"),
                           .groups = SPAN("WG5"),
                           .ground = EXIT_VOLUNTARY,
                           .message = set_unit(b),
                           .begun_at = 7,
                           .decided_at = MOMENT_NONE,
                           .done_at = MOMENT_NONE };
    exit_cases all = { 0 };
    bool found = false;

    DONE(b, exit_case_add(b->st, &e, &b->why));
    e.state = EXIT_DONE;
    e.decided_at = 8;
    e.decided_by = SPAN("op1@tc.example");
    e.done_at = 9;
    DONE(b, exit_case_set(b->st, &e, &b->why));
    DONE(b, exit_case_get(b->st, e.id, &b->arena, &e, &found, &b->why));
    CHECK_TRUE("as it was put", found && e.done_at == 9 && e.decided_at == 8);
    DONE(b, exit_cases_of(b->st, SPAN("M01"), /* living= */ true, &b->arena,
                          &all, &b->why));
    CHECK_INT("none lives", all.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_second_opener_is_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_message_ends_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_whose_turn_it_is, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_was_not_tried, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_outbox_never_twice, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_token_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_audit_chain, setup, teardown),
        cmocka_unit_test_setup_teardown(test_units_and_representatives, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_application_round_trip, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_obligations_live_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_every_listing_runs, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_marks_undo_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_workdays, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_clock_row, setup, teardown),
        cmocka_unit_test_setup_teardown(test_answers_are_kept_each_once, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_invitations_and_excuses, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_one_living_flag_of_a_ground, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_evidence_only_grows, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_exit_round_trip, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
