#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "gateway/lane.h"

/* ---- the head ---- */

static const struct {
    const char *what, *head, *mails; /* with a blank behind each */
} heads[] = {
    { "plain", "From: a@x.example\n\n", "a@x.example " },
    { "named", "Subject: b@y.example\r\nfrom: \"A\" <a@x.example>\r\n\r\n",
      "a@x.example " },
    { "folded", "From: =?utf-8?B?5Y?=\r\n <a@x.example>\r\nTo: b@y.example\r\n",
      "a@x.example " },
    { "several", "From: a@x.example, B <b@y.example>\n\n",
      "a@x.example b@y.example " },
    { "in its name another", "From: \"b@y.example\" <a@x.example>\n\n",
      "b@y.example a@x.example " },
    { "the first counts", "From: a@x.example\nFrom: b@y.example\n\n",
      "a@x.example " },
    { "in the body", "Subject: x\r\n\r\nFrom: a@x.example\n", "" },
    { "none", "Subject: x\n", "" },
    { "mbox's line", "From a@x.example\nSubject: x\n\n", "" },
    { "empty", "", "" },
    { "cut", "From: A <a@x.exam", "a@x.exam " },
    { "only the sign", "From: @\n\n", "@ " },
    { "signs", "From: @@@\n\n", "@ @ @ " },
};

static void test_heads(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
        CLEANUP(text_release) struct text got = TEXT_INIT(1000);
        struct span field = lane_from(span_str(heads[i].head));
        struct span mail;

        while (lane_address(&field, &mail)) {
            text_add(&got, mail);
            text_add_str(&got, " ");
        }
        CHECK_SPAN(heads[i].what, text_span(&got), span_str(heads[i].mails));
    }
}

/* ---- the order ---- */

static struct lane_peek peek(bool known, uint64_t who, int64_t received)
{
    struct lane_peek p = { .known = known, .who = who, .received = received };

    snprintf(p.sha, sizeof(p.sha), "%064llx",
             (unsigned long long)(who * 1000000 + (uint64_t)received));
    return p;
}

static void test_known_first_each_in_his_order(void **state)
{
    static struct lane_peek all[1000];
    int64_t last[4] = { 0 };
    size_t n = 0;

    (void)state;
    for (int64_t i = 0; i < 500; i++)
        all[n++] = peek(false, 3, 10 + i);
    for (int64_t i = 0; i < 100; i++)
        all[n++] = peek(true, 1, 20 + i);
    all[n++] = peek(true, 2, 900);
    lane_sort(all, n);
    for (size_t i = 0; i < n; i++) {
        CHECK_TRUE("known before strangers", all[i].known == (i < 101));
        CHECK_TRUE("each in his order", all[i].received > last[all[i].who]);
        last[all[i].who] = all[i].received;
        if (all[i].who == 2)
            CHECK_INT("nobody waits for all of another's", (int64_t)i,
                      LANE_TURN);
    }
}

/* ---- looking ---- */

static int looked;

static enum verdict knows(void *of, struct span mail, bool *ret,
                          struct reason *why)
{
    (void)of;
    (void)why;
    looked++;
    *ret = span_eq_nocase(mail, SPAN("Member@x.example"));
    return VERDICT_DONE;
}

static void put(struct spool *sp, const char *from, int i)
{
    char raw[200];
    char sha[HASH_HEX];
    struct reason why;

    snprintf(raw, sizeof(raw), "From: %s\r\nSubject: %d\r\n\r\nx\r\n", from, i);
    CHECK_INT("put", spool_put(sp, span_str(raw), 1000 + i, sha, &why),
              VERDICT_DONE);
}

static struct span from_of(struct spool *sp, const char *sha, char buf[200])
{
    CLEANUP(file_drop) int fd = -1;
    ssize_t n;

    CHECK_INT("open", spool_fd(sp, sha, &fd, NULL), VERDICT_DONE);
    n = read(fd, buf, 199);
    return lane_from(span_of(buf, n > 0 ? (size_t)n : 0));
}

static void test_a_member_goes_first_in_a_flood_only(void **state)
{
    static const struct lane_book book = { knows, NULL };
    static const struct spool_settings anywhere = { .any_disk = true };
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 24);
    CLEANUP(spool_drop) struct spool *sp = NULL;
    struct lanes lanes = { .n = 0 };
    char folder[] = "/tmp/test_lane.XXXXXX";
    char buf[200];
    spool_entries found = { 0 };
    struct reason why;

    (void)state;
    assert_non_null(mkdtemp(folder));
    CHECK_INT("open", spool_open(folder, &anywhere, &sp, &why), VERDICT_DONE);
    for (int i = 0; i < LANE_BACKLOG; i++)
        put(sp, i == 100 ? "M <member@x.example>" : "s@y.example", i);
    CHECK_INT("list", spool_list_new(sp, &arena, &found, &why), VERDICT_DONE);
    CHECK_INT("order", lanes_order(&lanes, sp, &book, &found, &why),
              VERDICT_DONE);
    CHECK_INT("few: by receipt", found.at[0].received, 1000);
    CHECK_INT("and nothing was looked at", looked, 0);
    put(sp, "z@z.example", 5000);
    CHECK_INT("list", spool_list_new(sp, &arena, &found, &why), VERDICT_DONE);
    CHECK_INT("order", lanes_order(&lanes, sp, &book, &found, &why),
              VERDICT_DONE);
    CHECK_INT("each once", looked, LANE_BACKLOG + 1);
    CHECK_SPAN("the member", from_of(sp, found.at[0].sha, buf),
               SPAN(" M <member@x.example>"));
    CHECK_INT("the strangers in turns", found.at[LANE_TURN + 1].received, 6000);
    CHECK_INT("again", lanes_order(&lanes, sp, &book, &found, &why),
              VERDICT_DONE);
    CHECK_INT("never twice", looked, LANE_BACKLOG + 1);
    lanes_release(&lanes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_known_first_each_in_his_order),
        cmocka_unit_test(test_a_member_goes_first_in_a_flood_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
