#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/text.h"
#include "convoke/store/listing.h"
#include "convoke/store/project.h"
#include "convoke/store/timer.h"
#include "gateway/register_file.h"

enum { TEST_ARENA = 64 * 1024 * 1024 };

#define PEOPLE                                                                 \
    "\"people\": [ {\"name\":\"张示例\",\"mail\":\"gl@wg5.example\","       \
    "\"roles\":[{\"role\":\"GL\",\"group\":\"WG5\"}]} ]"
#define GROUPS "\"groups\": [ {\"id\":\"WG5\",\"name\":\"评估工作组\"} ]"
#define CONTACT "\"contact\":{\"name\":\"陈\",\"mail\":\"c@m01.example\"}"
#define UNIT(memberships_)                                                     \
    "\"units\": [ {\"id\":\"M01\",\"name\":\"示例科技有限公司\"," CONTACT      \
    ",\"memberships\":[" memberships_ "]} ]"
#define VOTER "{\"name\":\"一\",\"mail\":\"r1@m01.example\",\"voter\":true}"
#define OTHER "{\"name\":\"二\",\"mail\":\"r2@m01.example\",\"voter\":false}"
#define THIRD "{\"name\":\"三\",\"mail\":\"r3@m01.example\",\"voter\":false}"
#define MEMBER(people_)                                                        \
    "{\"group\":\"WG5\",\"since\":\"2025-04-01\",\"representatives\":"         \
    "[" people_ "]}"

#define LEAD "\"lead\":{\"name\":\"孙\",\"mail\":\"pl@m01.example\"}"
#define HISTORY(id, absent)                                                    \
    "\"history\":[{\"meeting\":\"" id                                          \
    "\",\"day\":\"2025-12-10\",\"absent\":[\"" absent "\"]}]"
#define PROJECT(id_, more_)                                                    \
    "\"projects\": [ {\"id\":\"" id_ "\",\"kind\":\"standard\","               \
    "\"group\":\"WG5\",\"title\":\"甲\"," LEAD                                 \
    ",\"start\":\"2024-09-30\"" more_ "} ]"

struct problem_case {
    const char *what, *text;
    const char *paths; /* blank-separated, in order */
};

static const struct problem_case cases[] = {
    { "whole", "{" GROUPS "," PEOPLE "," UNIT(MEMBER(VOTER "," OTHER)) "}",
      "" },
    { "no representative yet is a gap, not an error",
      "{" GROUPS "," UNIT(MEMBER("")) "}", "" },
    { "empty", "{}", "" },
    { "unknown key at the top", "{\"grups\": []}", "grups" },
    { "the path of a nested key",
      "{" GROUPS ",\"units\":[{\"id\":\"M01\",\"name\":\"x\",\"contact\":"
      "{\"name\":\"陈\",\"mial\":\"c@m01.example\"},\"memberships\":[]}]}",
      "units[0].contact.mial units[0].contact.mail" },
    { "wrong type", "{\"units\": {}}", "units" },
    { "an item of the wrong type", "{\"groups\": [1]}", "groups[0]" },
    { "address",
      "{\"people\":[{\"name\":\"x\",\"mail\":\"a b@c\",\"roles\":"
      "[]}]}",
      "people[0].mail" },
    { "code with a wrong check digit",
      "{\"units\":[{\"id\":\"M01\",\"name\":\"x\",\"uscc\":"
      "\"91110000000000000X\"," CONTACT ",\"memberships\":[]}]}",
      "units[0].uscc" },
    { "no such day",
      "{" GROUPS "," UNIT("{\"group\":\"WG5\",\"since\":"
                          "\"2025-02-29\",\"representatives\":"
                          "[]}") "}",
      "units[0].memberships[0].since" },
    { "three representatives",
      "{" GROUPS "," UNIT(MEMBER(VOTER "," OTHER "," THIRD)) "}",
      "units[0].memberships[0].representatives" },
    { "nobody votes", "{" GROUPS "," UNIT(MEMBER(OTHER)) "}",
      "units[0].memberships[0].representatives" },
    { "a group nobody knows", "{" UNIT(MEMBER(VOTER)) "}",
      "units[0].memberships[0].group" },
    { "a leader of nothing",
      "{\"people\":[{\"name\":\"x\",\"mail\":\"a@b.example\",\"roles\":"
      "[{\"role\":\"GL\"}]}]}",
      "people[0].roles[0].group" },
    { "no such role",
      "{\"people\":[{\"name\":\"x\",\"mail\":\"a@b.example\",\"roles\":"
      "[{\"role\":\"BOSS\"}]}]}",
      "people[0].roles[0].role" },
    { "one address, two names",
      "{" GROUPS "," PEOPLE ",\"units\":[{\"id\":\"M01\",\"name\":\"x\","
      "\"contact\":{\"name\":\"李\",\"mail\":\"GL@wg5.example\"},"
      "\"memberships\":[]}]}",
      "units[0].contact.name" },
    { "the same id twice",
      "{\"groups\":[{\"id\":\"WG5\",\"name\":\"a\"},"
      "{\"id\":\"WG5\",\"name\":\"b\"}]}",
      "groups[1].id" },
    { "a project",
      "{" GROUPS "," PROJECT("WG5-S-01", ",\"drafters\":[\"孙\",\"李\"],"
                                         "\"stage\":\"送审稿\","
                                         "\"state\":\"submitted\"") "}",
      "" },
    { "a plenary of before",
      "{" GROUPS "," UNIT(MEMBER(VOTER)) "," HISTORY("WG5-2025-P2", "M01") "}",
      "" },
    { "a plenary of a group nobody knows",
      "{" GROUPS "," UNIT(MEMBER(VOTER)) "," HISTORY("WG7-2025-P2", "M01") "}",
      "history[0].meeting" },
    { "a leaders' meeting as a plenary",
      "{" GROUPS "," UNIT(MEMBER(VOTER)) "," HISTORY("WG5-2025-L2", "M01") "}",
      "history[0].meeting" },
    { "absent, and no unit",
      "{" GROUPS "," UNIT(MEMBER(VOTER)) "," HISTORY("WG5-2025-P2", "M09") "}",
      "history[0].absent[0]" },
    { "absent twice",
      "{" GROUPS
      "," UNIT(MEMBER(VOTER)) "," HISTORY("WG5-2025-P2", "M01\",\"M01") "}",
      "history[0].absent[1]" },
    { "a project of another group", "{" GROUPS "," PROJECT("WG7-S-01", "") "}",
      "projects[0].id" },
    { "a standard under a research id",
      "{" GROUPS "," PROJECT("WG5-R-01", "") "}", "projects[0].id" },
    { "an id no mail could name", "{" GROUPS "," PROJECT("WG5-S-1", "") "}",
      "projects[0].id" },
    { "a project of no group", "{" PROJECT("WG5-S-01", "") "}",
      "projects[0].group" },
    { "a stage and a state that are none",
      "{" GROUPS "," PROJECT("WG5-S-01", ",\"stage\":\"初稿\",\"state\":"
                                         "\"done\"") "}",
      "projects[0].stage projects[0].state" },
    { "four drafters",
      "{" GROUPS "," PROJECT("WG5-S-01", ",\"drafters\":[\"a\",\"b\",\"c\","
                                         "\"d\"]") "}",
      "projects[0].drafters" },
    { "a drafter who is no text",
      "{" GROUPS "," PROJECT("WG5-S-01", ",\"drafters\":[\"a\",1]") "}",
      "projects[0].drafters[1]" },
    { "a lead who has another name elsewhere",
      "{" GROUPS ",\"people\":[{\"name\":\"周\",\"mail\":\"PL@m01.example\","
      "\"roles\":[]}]," PROJECT("WG5-S-01", "") "}",
      "projects[0].lead.name" },
    { "a project without its lead",
      "{" GROUPS ",\"projects\":[{\"id\":\"WG5-S-01\",\"kind\":\"standard\","
      "\"group\":\"WG5\",\"title\":\"甲\",\"start\":\"2026-02-30\"}]}",
      "projects[0].start projects[0].lead" },
    { "what cannot be kept yet", "{\"dues\":[{\"year\":2025}],\"meetings\":[]}",
      "dues" },
    { "controls in a name",
      "{\"groups\":[{\"id\":\"WG5\",\"name\":"
      "\"a\\r\\nBcc: x\"}]}",
      "groups[0].name" },
    { "all of them at once",
      "{\"x\":1,\"groups\":[{\"id\":\"W G\"}],\"people\":[{}]}",
      "x groups[0].id groups[0].name people[0].name people[0].mail "
      "people[0].roles" },
};

static struct store *open_store(char *folder)
{
    char path[64];
    struct store *st = NULL;
    struct reason why;

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/convoke.db", folder);
    assert_int_equal(store_open(path, &st, &why), VERDICT_DONE);
    return st;
}

static void close_store(struct store *st, const char *folder)
{
    static const char *const names[] = { "convoke.db", "convoke.db-wal",
                                         "convoke.db-shm" };
    char path[64];

    store_close(st);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
}

static void test_each_fault_names_its_path(void **state)
{
    char folder[] = "/tmp/convoke-register-XXXXXX";
    struct store *st = open_store(folder);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct arena arena = ARENA_INIT(TEST_ARENA);
        struct complaints c = { .arena = &arena };
        struct register_problems p = { .arena = &arena };
        struct register_data data = { 0 };
        struct text paths = TEXT_INIT(TEXT_MAX_HEADER);
        struct reason why;
        CHECK_INT(cases[i].what,
                  register_read("r", span_str(cases[i].text), &c, &p, &data),
                  VERDICT_DONE);
        if (p.list.n == 0)
            CHECK_INT(cases[i].what, register_check(st, &data, &p, &why),
                      VERDICT_DONE);
        list_each(&p.list, one) text_addf(
            &paths, "%s" SPAN_FMT, paths.n ? " " : "", SPAN_ARG(one->path));
        CHECK_SPAN(cases[i].what, text_span(&paths), span_str(cases[i].paths));
        text_release(&paths);
        arena_release(&arena);
    }
    close_store(st, folder);
}

static size_t apply(struct store *st, struct arena *arena, const char *text,
                    size_t *ret_fresh)
{
    struct complaints c = { .arena = arena };
    struct register_problems p = { .arena = arena };
    struct register_data data = { 0 };
    register_lines lines = { 0 };
    struct reason why;

    assert_int_equal(register_read("r", span_str(text), &c, &p, &data), 0);
    assert_int_equal(register_check(st, &data, &p, &why), 0);
    assert_int_equal(p.list.n, 0);
    assert_int_equal(store_begin(st, &why), 0);
    assert_int_equal(register_apply(st, &data, arena, &lines, &why), 0);
    assert_int_equal(store_commit(st, &why), 0);
    *ret_fresh = 0;
    list_each(&lines, l) *ret_fresh += l->fresh;
    return lines.n;
}

static void test_importing_twice_changes_nothing(void **state)
{
    static const char text[] =
        "{" GROUPS "," PEOPLE
        "," UNIT(MEMBER(VOTER "," OTHER)) "," PROJECT("WG5-S-01", "") "}";
    char folder[] = "/tmp/convoke-register-XXXXXX";
    struct store *st = open_store(folder);
    struct arena arena = ARENA_INIT(TEST_ARENA);
    struct text first = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct text second = TEXT_INIT(TEXT_MAX_OUTPUT);
    struct reason why;
    size_t fresh;

    (void)state;
    for (int i = 0; i < 2; i++) {
        CHECK_INT("items", apply(st, &arena, text, &fresh), 9);
        CHECK_INT("new the first time only", fresh, i ? 0 : 9);
        for (size_t k = 0; k < listings_n; k++) {
            struct table *t = NULL;
            assert_int_equal(listing_run(st, &listings[k], SPAN_NONE, &t, &why),
                             0);
            table_print(t, TABLE_JSON, false, 0, i ? &second : &first);
            table_free(t);
        }
    }
    CHECK_SPAN("same state", text_span(&second), text_span(&first));
    CHECK_TRUE("the leader is there",
               span_has(text_span(&first), SPAN("\"roles\":\"GL WG5\"")));
    CHECK_TRUE(
        "and the members",
        span_has(text_span(&first), SPAN("\"effective\":\"2025-04-01\"")));
    text_release(&first);
    text_release(&second);
    arena_release(&arena);
    close_store(st, folder);
}

/* A second file that does not speak of them leaves stage, state and the last
 * meeting as they were; its duties are looked at again. */
static void test_a_project_keeps_what_the_file_leaves_out(void **state)
{
    static const char full[] =
        "{" GROUPS "," PROJECT("WG5-S-01", ",\"stage\":\"送审稿\",\"state\":"
                                           "\"submitted\",\"drafters\":"
                                           "[\"李\"]") "}";
    static const char bare[] = "{" PROJECT("WG5-S-01", "") "}";
    char folder[] = "/tmp/convoke-register-XXXXXX";
    struct store *st = open_store(folder);
    struct arena arena = ARENA_INIT(TEST_ARENA);
    struct project p;
    struct timer t;
    struct reason why;
    bool found = false;
    size_t fresh;

    (void)state;
    apply(st, &arena, full, &fresh);
    assert_int_equal(
        project_get(st, SPAN("WG5-S-01"), &arena, &p, &found, &why), 0);
    p.meeting_day = 20000;
    assert_int_equal(project_put(st, &p, &why), 0);
    apply(st, &arena, bare, &fresh);
    assert_int_equal(
        project_get(st, SPAN("WG5-S-01"), &arena, &p, &found, &why), 0);
    CHECK_TRUE("there", found);
    CHECK_SPAN("stage", p.stage, SPAN("送审稿"));
    CHECK_INT("state", p.state, PROJECT_SUBMITTED);
    CHECK_INT("meeting", p.meeting_day, 20000);
    CHECK_SPAN("lead", p.lead_mail, SPAN("pl@m01.example"));
    CHECK_SPAN("no drafter any more", p.drafters[0], SPAN_NONE);
    assert_int_equal(timer_drop(st, SPAN("calendar"), SPAN_NONE, &why), 0);
    assert_int_equal(timer_drop(st, SPAN("digest"), SPAN_NONE, &why), 0);
    assert_int_equal(timer_drop(st, SPAN("gap"), SPAN_NONE, &why), 0);
    assert_int_equal(timer_drop(st, SPAN("leader.idle"), SPAN_NONE, &why), 0);
    assert_int_equal(timer_next(st, 0, &arena, &t, &found, &why), 0);
    CHECK_TRUE("a timer", found);
    CHECK_SPAN("what", t.what, SPAN("sync"));
    CHECK_SPAN("object", t.object, SPAN("WG5-S-01"));
    arena_release(&arena);
    close_store(st, folder);
}

static void test_what_is_no_json_has_a_place(void **state)
{
    static const struct {
        const char *text;
        int line, column;
    } bad[] = {
        { "{\n  \"groups\": [ ,\n", 2, 15 },
        { "{\"groups\": [], \"groups\": []}", 1, 23 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct arena arena = ARENA_INIT(TEST_ARENA);
        struct complaints c = { .arena = &arena };
        struct register_problems p = { .arena = &arena };
        struct register_data data = { 0 };
        int line;
        int column;
        CHECK_INT(bad[i].text,
                  register_read("r", span_str(bad[i].text), &c, &p, &data),
                  VERDICT_NEVER);
        CHECK_INT(bad[i].text, c.list.n, 1);
        complaint_position(c.list.at[0].place, &line, &column);
        CHECK_INT(bad[i].text, line, bad[i].line);
        CHECK_INT(bad[i].text, column, bad[i].column);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_fault_names_its_path),
        cmocka_unit_test(test_importing_twice_changes_nothing),
        cmocka_unit_test(test_a_project_keeps_what_the_file_leaves_out),
        cmocka_unit_test(test_what_is_no_json_has_a_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
