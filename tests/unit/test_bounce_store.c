/* Reports and silent addresses as they are kept (store/bounce.h). */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/store/bounce.h"

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
    snprintf(b.path, sizeof(b.path), "/tmp/convoke-bounce-XXXXXX");
    close(mkstemp(b.path));
    DONE(&b, store_open(b.path, &b.st, &b.why));
    DONE(&b, store_begin(b.st, &b.why));
    *state = &b;
    return 0;
}

static int teardown(void **state)
{
    struct bench *b = *state;
    char wal[80];

    store_rollback(b->st);
    store_close(b->st);
    arena_release(&b->arena);
    unlink(b->path);
    snprintf(wal, sizeof(wal), "%s-wal", b->path);
    unlink(wal);
    return 0;
}

static const struct span to[] = { SPAN("Only@x.example"), SPAN("b@x.example") };

static void queue(struct bench *b, const char *key, bool answer)
{
    struct outbox_mail m = {
        .key = span_str(key),
        .code = SPAN("notice.issue"),
        .object = SPAN("WG5-2026-P1"),
        .message_id = span_str(key),
        .queued_at = 10,
        .bytes = SPAN("mail"),
        .size = 4,
        .recipients = to,
        .recipients_n = 2,
        .automatic = answer,
    };
    bool fresh = false;

    DONE(b, outbox_add(b->st, &m, &fresh, &b->why));
}

/* Everything that is due leaves at 20. */
static void send_all(struct bench *b)
{
    struct delivery got[8];
    size_t n = 0;

    DONE(b, outbox_claim(b->st, 15, 8, &b->arena, got, &n, &b->why));
    for (size_t i = 0; i < n; i++) {
        struct delivery_result r = { .delivery = got[i].id,
                                     .state = DELIVERY_SENT,
                                     .at = 20,
                                     .reply = SPAN("250 ok") };
        DONE(b, outbox_at_dot(b->st, got[i].id, 15, &b->why));
        DONE(b, outbox_settle(b->st, &r, &b->why));
    }
}

static bool find(struct bench *b, const char *id, const char *mail,
                 struct bounced *ret)
{
    bool found = false;

    DONE(b, bounce_find(b->st, span_str(id), span_str(mail), &b->arena, ret,
                        &found, &b->why));
    return found;
}

static void test_found_by_both(void **state)
{
    struct bench *b = *state;
    struct bounced m = { 0 };

    queue(b, "1@tc.example", false);
    queue(b, "2@tc.example", false);
    send_all(b);
    CHECK_TRUE("id and recipient",
               find(b, "1@tc.example", "only@X.example", &m));
    CHECK_SPAN("as it was written", m.recipient, SPAN("Only@x.example"));
    CHECK_INT("sent", m.state, DELIVERY_SENT);
    CHECK_INT("when", m.settled_at, 20);
    CHECK_SPAN("answer", m.reply, SPAN("250 ok"));
    CHECK_TRUE("no such id", !find(b, "3@tc.example", "only@x.example", &m));
    CHECK_TRUE("not to him", !find(b, "1@tc.example", "c@x.example", &m));
}

static struct bounce_row row_of(const struct bounced *m, const char *class)
{
    return (struct bounce_row){ .delivery = m->delivery,
                                .at = 30,
                                .status = SPAN("5.1.1"),
                                .said = SPAN("no"),
                                .class = span_str(class),
                                .accepted_at = m->settled_at,
                                .accepted_reply = m->reply };
}

static void add(struct bench *b, struct bounce_row *row, bool want)
{
    bool fresh = !want;

    DONE(b, bounce_add(b->st, row, &fresh, &b->why));
    CHECK_INT("fresh", fresh, want);
    CHECK_TRUE("its id", row->id > 0);
}

static void test_each_class_once(void **state)
{
    struct bench *b = *state;
    struct bounced m = { 0 };
    struct bounce_row soft;
    struct bounce_row hard;

    queue(b, "1@tc.example", false);
    send_all(b);
    (void)find(b, "1@tc.example", "b@x.example", &m);
    soft = row_of(&m, "soft");
    hard = row_of(&m, "hard");
    add(b, &soft, true);
    add(b, &hard, true);
    CHECK_TRUE("two rows", soft.id != hard.id);
    add(b, &hard, false);
    /* Sent once more, it may come back once more. */
    hard.accepted_at = 40;
    add(b, &hard, true);
}

static void test_refused_keeps_its_instant(void **state)
{
    struct bench *b = *state;
    struct bounced m = { 0 };
    struct delivery_result r = { .state = DELIVERY_REFUSED, .at = 20 };

    queue(b, "1@tc.example", false);
    send_all(b);
    (void)find(b, "1@tc.example", "b@x.example", &m);
    r.delivery = m.delivery;
    DONE(b, outbox_settle(b->st, &r, &b->why));
    (void)find(b, "1@tc.example", "b@x.example", &m);
    CHECK_INT("refused", m.state, DELIVERY_REFUSED);
    CHECK_INT("accepted then", m.settled_at, 20);
    r.state = DELIVERY_SENT;
    CHECK_INT("what came back was not sent", outbox_settle(b->st, &r, NULL),
              VERDICT_BROKEN);
}

static void silence(struct bench *b, const char *mail, bool want)
{
    struct suppression s = { .mail = span_str(mail), .since = 30 };
    bool fresh = !want;

    DONE(b, suppression_add(b->st, &s, &fresh, &b->why));
    CHECK_INT("silenced now", fresh, want);
}

static enum delivery_state state_for(struct bench *b, const char *id,
                                     const char *mail)
{
    struct bounced m = { .state = DELIVERY_STATE_COUNT };

    CHECK_TRUE(id, find(b, id, mail, &m));
    return m.state;
}

static enum delivery_state state_of(struct bench *b, const char *id)
{
    return state_for(b, id, "only@x.example");
}

static void test_silence(void **state)
{
    struct bench *b = *state;
    suppressions all = { 0 };
    bool found = false;
    int64_t n = 0;

    queue(b, "before@tc.example", false);
    silence(b, "ONLY@x.example", true);
    silence(b, "only@x.example", false);
    queue(b, "after@tc.example", false);
    queue(b, "answer@tc.example", true);
    CHECK_INT("queued before", state_of(b, "before@tc.example"), DELIVERY_HELD);
    CHECK_INT("queued after", state_of(b, "after@tc.example"), DELIVERY_HELD);
    CHECK_INT("who wrote is answered", state_of(b, "answer@tc.example"),
              DELIVERY_READY);
    DONE(b, suppressions_living(b->st, &b->arena, &all, &b->why));
    CHECK_INT("one address", all.n, 1);
    silence(b, "b@x.example", true);
    queue(b, "copied@tc.example", true);
    CHECK_INT("who is in copy did not write",
              state_for(b, "copied@tc.example", "b@x.example"), DELIVERY_HELD);
    CHECK_INT("two wait", all.at[0].held, 2);
    DONE(b,
         suppression_lift(b->st, SPAN("Only@X.example"), 50, &found, &b->why));
    CHECK_TRUE("it was silent", found);
    DONE(b,
         suppression_lift(b->st, SPAN("only@x.example"), 50, &found, &b->why));
    CHECK_TRUE("it is no more", !found);
    CHECK_INT("a person decides", state_of(b, "after@tc.example"),
              DELIVERY_HELD);
    queue(b, "later@tc.example", false);
    CHECK_INT("alive", state_of(b, "later@tc.example"), DELIVERY_READY);
    DONE(b,
         suppression_drop_held(b->st, SPAN("only@x.example"), 60, &n, &b->why));
    CHECK_INT("dropped", n, 2);
    CHECK_INT("only what waited", state_of(b, "later@tc.example"),
              DELIVERY_READY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_found_by_both, setup, teardown),
        cmocka_unit_test_setup_teardown(test_each_class_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused_keeps_its_instant, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_silence, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
