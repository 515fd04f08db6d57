/* Dues in a store and on a desk: what holds, who owes, what is known of a unit
 * when a flag is weighed. */
#include "desk_stage.h"

#include "convoke/desk/dues_import.h"
#include "gateway/desk/dues.h"

#define HEAD "year,unit,amount,status,value_date,ref\n"

static civil_day day(int year, int month, int d)
{
    return civil_to_day((struct civil){ year, month, d });
}

static void add_member(struct stage *s, const char *id, civil_day since)
{
    struct person p = { .mail = arena_printf(&s->arena, "c@%s.example", id),
                        .name = span_str(id) };
    struct unit u = { .id = span_str(id), .name_zh = span_str(id) };
    struct membership m = { .unit = u.id,
                            .group = SPAN("WG5"),
                            .state = SPAN("active"),
                            .effective_day = since };

    STAGE_DONE(s, person_put(s->store, &p, &s->why));
    u.contact = p.id;
    STAGE_DONE(
        s, unit_put(s->store, &u, fold_name(&s->arena, u.name_zh), &s->why));
    STAGE_DONE(s, membership_add(s->store, &m, &s->why));
}

static int setup(void **state)
{
    struct stage *s =
        stage_new(stage_at("2026-01-01T00:00:00+08:00"), charter_shipped());
    struct working_group g = { .id = SPAN("WG5"), .name_zh = SPAN("评估") };

    STAGE_DONE(s, store_begin(s->store, &s->why));
    STAGE_DONE(s, group_put(s->store, &g, &s->why));
    add_member(s, "M01", day(2025, 4, 1));
    add_member(s, "M02", day(2025, 7, 1));
    add_member(s, "M03", day(2026, 3, 20));
    *state = s;
    return 0;
}

static int teardown(void **state)
{
    struct stage *s = *state;

    store_rollback(s->store);
    stage_free(s);
    return 0;
}

static struct dues_outcome import(struct stage *s, const char *as_of,
                                  const char *rows)
{
    static int n;
    struct dues_outcome out;
    struct dues_source src = {
        .text = arena_printf(&s->arena, "as_of=%s\n" HEAD "%s", as_of, rows),
        .sha256 = arena_printf(&s->arena, "%064d", ++n),
        .at = clock_now(&s->clock),
    };

    STAGE_DONE(s, dues_import_apply(&s->desk, &src, &s->arena, &out, &s->why));
    return out;
}

static struct span owing(struct stage *s, int year)
{
    dues_parties all = { 0 };

    STAGE_DONE(
        s, dues_with(&s->desk, year, DUES_UNPAID, &s->arena, &all, &s->why));
    return all.n ? dues_ids(&s->arena, &all, 9) : SPAN("nobody");
}

static void test_who_owes(void **state)
{
    struct stage *s = *state;

    import(s, "2025-12-31", "2025,M01,,unpaid,,\n2026,M01,,unpaid,,\n");
    CHECK_SPAN("admitted from 1 July on: not that year", owing(s, 2025),
               SPAN("M01"));
    CHECK_SPAN("whoever bears it, named or not", owing(s, 2026),
               SPAN("M01、M02、M03"));
    import(s, "2025-12-31", "2025,M02,,unpaid,,\n2026,M03,,waived,,\n");
    CHECK_SPAN("a bill says so", owing(s, 2025), SPAN("M01、M02"));
    CHECK_SPAN("one was waived", owing(s, 2026), SPAN("M01、M02"));
    STAGE_DONE(s, membership_end(s->store, SPAN("M01"), SPAN("WG5"), &s->why));
    CHECK_SPAN("who left owes nothing here", owing(s, 2026), SPAN("M02"));
}

static void test_the_newest_entry_holds(void **state)
{
    struct stage *s = *state;
    struct dues_entry e;
    bool found = false;
    struct dues_outcome o;

    import(s, "2025-12-30", "2025,M01,,unpaid,,\n");
    o = import(s, "2025-12-31", "2025,M01,5,paid,2025-12-30,r\n");
    CHECK_INT("changed", o.changed, 1);
    CHECK_SPAN("numbered by the year it speaks of", o.import.name,
               SPAN("DI-2025-02"));
    STAGE_DONE(s, dues_entry_of(s->store, 2025, SPAN("M01"), &s->arena, &e,
                                &found, &s->why));
    CHECK_TRUE("found", found);
    CHECK_INT("status", e.status, DUES_PAID);
    CHECK_INT("value date", e.value_day, day(2025, 12, 30));
    o = import(s, "2025-12-31", "2025,M01,5,paid,2025-12-30,r\n");
    CHECK_INT("the same again is no change", o.changed, 0);
    o = import(s, "2025-12-30", "2025,M01,,unpaid,,\n");
    CHECK_INT("an older ledger is refused", o.problems.n, 1);
    o = import(s, "2026-01-02", "2025,M01,,unpaid,,\n");
    CHECK_INT("and one of tomorrow", o.problems.n, 1);
    CHECK_SPAN("nothing came of them", owing(s, 2025), SPAN("nobody"));
}

static void send(struct stage *s, const char *code, const char *object,
                 const char *to, enum delivery_state end)
{
    static int n;
    struct span recipient = span_str(to);
    struct outbox_mail m = { .key = arena_printf(&s->arena, "k%d", ++n),
                             .code = span_str(code),
                             .object = span_str(object),
                             .subject = SPAN("x"),
                             .message_id = arena_printf(&s->arena, "i%d", n),
                             .queued_at = clock_now(&s->clock),
                             .bytes = SPAN("x"),
                             .size = 1,
                             .recipients = &recipient,
                             .recipients_n = 1 };
    struct delivery got[1];
    size_t got_n = 0;
    bool fresh = false;
    struct delivery_result r = { .state = end, .at = m.queued_at };

    STAGE_DONE(s, outbox_add(s->store, &m, &fresh, &s->why));
    STAGE_DONE(s, outbox_claim(s->store, m.queued_at, 1, &s->arena, got, &got_n,
                               &s->why));
    CHECK_INT(code, got_n, 1);
    r.delivery = got[0].id;
    STAGE_DONE(s, outbox_at_dot(s->store, r.delivery, r.at, &s->why));
    STAGE_DONE(s, outbox_settle(s->store, &r, &s->why));
}

static struct dues_facts facts(struct stage *s, int year, bool *ret_found)
{
    struct dues_facts f = { .due = 0 };

    STAGE_DONE(
        s, dues_facts_of(&s->desk, year, SPAN("M01"), &f, ret_found, &s->why));
    return f;
}

static bool is_lost(struct stage *s, int year)
{
    dues_parties all = { 0 };
    bool lost = false;

    STAGE_DONE(
        s, dues_with(&s->desk, year, DUES_UNPAID, &s->arena, &all, &s->why));
    CHECK_SPAN("M01 owes", all.at[0].unit.id, SPAN("M01"));
    STAGE_DONE(s, dues_bill_lost(&s->desk, &all.at[0], &lost, &s->why));
    return lost;
}

/* X26 */
static void test_a_bill_that_nobody_got(void **state)
{
    struct stage *s = *state;

    import(s, "2025-12-31", "2025,M01,,unpaid,,\n");
    CHECK_TRUE("nothing was sent yet", !is_lost(s, 2025));
    send(s, "dues.rem", "DUES-2025/pre", "c@M01.example", DELIVERY_REFUSED);
    CHECK_TRUE("it was refused", is_lost(s, 2025));
    send(s, "dues.arrears", "DUES-2025/post", "c@M01.example", DELIVERY_SENT);
    CHECK_TRUE("a later one arrived", !is_lost(s, 2025));
}

static void test_what_a_flag_would_rest_on(void **state)
{
    struct stage *s = *state;
    struct dues_facts f;
    bool found = true;

    (void)facts(s, 2025, &found);
    CHECK_TRUE("never billed", !found);
    import(s, "2025-12-31", "2025,M01,,unpaid,,\n");
    s->clock = clock_fixed(stage_at("2026-07-02T10:00:00+08:00"));
    import(s, "2026-07-01", "2026,M02,,unpaid,,\n");
    f = facts(s, 2025, &found);
    CHECK_INT("nothing arrived", dues_find(&f), DUES_CLEAR_BILL_LOST);
    send(s, "dues.arrears", "DUES-2025/post", "c@M01.example",
         DELIVERY_REFUSED);
    send(s, "dues.arrears", "DUES-2026/post", "c@M01.example", DELIVERY_SENT);
    send(s, "dues.arrears", "DUES-2025/post", "c@M02.example", DELIVERY_SENT);
    f = facts(s, 2025, &found);
    CHECK_INT("refused, of another year, another unit's", dues_find(&f),
              DUES_CLEAR_BILL_LOST);
    send(s, "dues.arrears", "DUES-2025/post", "c@m01.example", DELIVERY_SENT);
    f = facts(s, 2025, &found);
    CHECK_INT("no last warning yet", dues_find(&f), DUES_CLEAR_NOT_WARNED);
    send(s, "dues.final", "DUES-2025/final", "c@M01.example", DELIVERY_REFUSED);
    f = facts(s, 2025, &found);
    CHECK_INT("it came back", dues_find(&f), DUES_CLEAR_NOT_WARNED);
    send(s, "dues.final", "DUES-2025/final", "c@M01.example", DELIVERY_SENT);
    f = facts(s, 2025, &found);
    CHECK_INT("all of it", dues_find(&f), DUES_FLAG);
    import(s, "2026-07-02", "2025,M01,,paid,2026-06-30,\n");
    f = facts(s, 2025, &found);
    CHECK_INT("paid in time after all", dues_find(&f), DUES_CLEAR_PAID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_who_owes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_newest_entry_holds, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_a_bill_that_nobody_got, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_what_a_flag_would_rest_on, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
