/* Nothing lost, nothing twice, whatever the server does. */
#include "imap_stage.h"

/* A fork of a sanitized process costs a hundred times more. */
#ifdef CONVOKE_SANITIZED
enum { FORK_STRIDE = 29 };
#else
enum { FORK_STRIDE = 1 };
#endif

static void check_all_there(struct stage *s, const char *what)
{
    for (size_t i = 0; i < ARRAY_LEN(three); i++) {
        CHECK_TRUE(what, has(&s->st, three[i].bytes));
        CHECK_TRUE(what, s->w.folder[0].at[i].flagged);
    }
    CHECK_INT(what, s->st.n, 3);
    CHECK_INT(what, s->st.cursor[0].next, 9);
    CHECK_INT(what, s->st.cursor[1].next, 6);
    CHECK_INT(what, s->st.left_n, 0);
    CHECK_TRUE(what, !s->w.bad);
}

static void test_whole_session(void **state)
{
    struct stage s;
    int64_t received = 0;

    (void)state;
    stage_set(&s);
    CHECK_INT("all of it", visit(&s, SIZE_MAX, END_NONE), VERDICT_DONE);
    check_all_there(&s, "all of it");
    CHECK_INT("the same octets in two folders", s.st.repeated, 1);
    CHECK_INT("told once each", s.st.messages, 4);
    moment_parse(SPAN("2026-03-02T09:15:00+08:00"), &received);
    CHECK_INT("INTERNALDATE", s.st.received, received);
    CHECK_TRUE("read without a trace", !strstr(s.w.script, "BODY[]"));
    CHECK_TRUE("by UID", !strstr(s.w.script, "EXPUNGE"));
    CHECK_TRUE("who we are before SELECT",
               strstr(s.w.script, " ID (") < strstr(s.w.script, "SELECT"));
    s.w.script[0] = '\0';
    CHECK_INT("nothing new", visit(&s, SIZE_MAX, END_NONE), VERDICT_DONE);
    CHECK_TRUE("nothing asked", !strstr(s.w.script, "FETCH"));
}

/* As the fetch process is one of its own: what it has made durable is there
 * after its death, whatever nonsense has killed the library in it. */
static bool visit_apart(struct stage *s, size_t most, enum ending ending,
                        size_t *deaths)
{
    pid_t child = fork();
    int status = 0;

    assert_true(child >= 0);
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);

        dup2(null, STDERR_FILENO);
        signal(SIGSEGV, SIG_DFL);
        _exit(visit(s, most, ending) != VERDICT_DONE);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    *deaths += !WIFEXITED(status) || WEXITSTATUS(status) > 1;
    s->st.ended_n = 0;
    s->st.drafting = false;
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

/* The server is cut off, falls silent or talks nonsense after each octet of
 * all it says; the next session, undisturbed, finds the rest. */
static void cut_everywhere(enum ending ending, unsigned seed, size_t *cuts)
{
    struct stage *s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE,
                           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    size_t octets, deaths = 0;
    int64_t longest = 0;

    assert_true(s != MAP_FAILED);
    stage_set(s);
    assert_int_equal(visit(s, SIZE_MAX, END_NONE), VERDICT_DONE);
    octets = s->w.sent;
    for (size_t at = 0; at < octets;
         at += ending == END_GARBAGE ? FORK_STRIDE : 1) {
        char what[40];
        int64_t began = clock_ticks();
        bool failed;

        snprintf(what, sizeof(what), "ending %d at octet %zu", (int)ending, at);
        stage_set(s);
        s->w.seed = (unsigned)at + seed;
        if (ending == END_STALL)
            s->set.verb_ms = s->set.piece_ms = 2;
        failed = ending == END_GARBAGE ? visit_apart(s, at, ending, &deaths)
                                       : visit(s, at, ending) != VERDICT_DONE;
        CHECK_TRUE(what, failed || ending == END_GARBAGE || at + 1 >= octets);
        if (clock_ticks() - began > longest)
            longest = clock_ticks() - began;
        s->set.verb_ms = s->set.piece_ms = 0;
        CHECK_INT(what, visit(s, SIZE_MAX, END_NONE), VERDICT_DONE);
        check_all_there(s, what);
        ++*cuts;
    }
    print_message("ending %d: %zu octets, the longest took %lld ms, %zu "
                  "processes died\n",
                  (int)ending, octets, (long long)longest, deaths);
    munmap(s, sizeof(*s));
    CHECK_TRUE("no hang", longest < 5000);
}

static void test_cut_points(void **state)
{
    size_t cuts = 0;

    (void)state;
    cut_everywhere(END_CLOSE, 1, &cuts);
    cut_everywhere(END_STALL, 1, &cuts);
    cut_everywhere(END_GARBAGE, 1, &cuts);
    cut_everywhere(END_GARBAGE, 7, &cuts);
    print_message("%zu cut points\n", cuts);
    CHECK_TRUE("at least 5,000", cuts >= 5000 || FORK_STRIDE > 1);
}

/* ---- one promise each ---- */

static void visit_well(struct stage *s, const char *what)
{
    CHECK_INT(what, visit(s, SIZE_MAX, END_NONE), VERDICT_DONE);
    CHECK_TRUE(what, !s->w.bad);
}

static void test_numbered_anew(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    visit_well(&s, "before");
    s.w.folder[0].validity = 18;
    s.w.folder[0].at[0].uid = 1;
    s.w.folder[0].at[1].uid = 2;
    s.w.folder[0].at[2] = (struct mail){ .uid = 3, .bytes = "new\r\n" };
    s.w.folder[0].uid_next = 4;
    visit_well(&s, "after");
    CHECK_INT("the new one", s.st.n, 4);
    CHECK_INT("the new number", s.st.cursor[0].validity, 18);
    CHECK_INT("its cursor", s.st.cursor[0].next, 4);
}

static void test_expunged_meanwhile(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.w.folder[0].at[1].vanish_at = 3; /* after its first piece */
    visit_well(&s, "expunged between two pieces");
    CHECK_INT("the others", s.st.n, 2);
    CHECK_TRUE("no half of it", !has(&s.st, three[1].bytes));
    CHECK_INT("nothing left", s.st.left_n, 0);
    CHECK_INT("behind it", s.st.cursor[0].next, 9);
}

static void test_refused_message(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.w.folder[0].at[0].refusals = 2;
    visit_well(&s, "twice refused");
    check_all_there(&s, "twice refused");
    stage_set(&s);
    s.w.folder[0].at[0].refusals = 1000;
    visit_well(&s, "for ever refused");
    CHECK_INT("the others", s.st.n, 2);
    CHECK_INT("left", s.st.left_uid, 3);
    CHECK_INT("once", s.st.left_n, 1);
    CHECK_TRUE("why", strstr(s.st.left, "not this one") != NULL);
    CHECK_TRUE("not flagged", !s.w.folder[0].at[0].flagged);
}

/* Only its head is asked for, it keeps its marks, and the others are whole. */
static void test_too_large(void **state)
{
    struct stage s;
    char kept[OCTETS];

    (void)state;
    stage_set(&s);
    s.set.most = 100;
    s.set.piece = 32; /* the header's end is in the first */
    visit_well(&s, "told to be too large");
    snprintf(kept, sizeof(kept), "OVER %zu %.32s", strlen(three[1].bytes),
             three[1].bytes);
    CHECK_INT("the others, and a remnant", s.st.n, 3);
    CHECK_TRUE("its size and first octets", has(&s.st, kept));
    CHECK_INT("which", s.st.over_uid, 7);
    CHECK_INT("nothing untold", s.st.left_n, 0);
    CHECK_INT("behind it", s.st.cursor[0].next, 9);
    CHECK_INT("told with the others", s.st.messages, 4);
    CHECK_TRUE("not flagged", !s.w.folder[0].at[1].flagged);
    CHECK_TRUE("the others are", s.w.folder[0].at[2].flagged);
    CHECK_TRUE("one piece of it", !strstr(s.w.script, "[]<32."));
    visit_well(&s, "again");
    CHECK_INT("once", s.st.over_n, 1);
    s.w.folder[0].validity++;
    visit_well(&s, "numbered anew");
    CHECK_INT("found again", s.st.over_n, 2);
    CHECK_INT("and is the same", s.st.n, 3);
}

static void test_larger_than_told(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.st.most = 100;
    s.set.most = 100;
    s.w.folder[0].at[1].size = 10;
    visit_well(&s, "told to be small");
    CHECK_INT("the others, and a remnant", s.st.n, 3);
    CHECK_INT("above the limit", s.st.over_size, 101);
    CHECK_TRUE("not flagged", !s.w.folder[0].at[1].flagged);
}

/* Refused or gone, it is no other than a small one. */
static void test_too_large_and_trouble(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.set.most = 100;
    s.w.folder[0].at[1].refusals = 2;
    visit_well(&s, "twice refused");
    CHECK_INT("its remnant", s.st.over_n, 1);
    stage_set(&s);
    s.set.most = 100;
    s.w.folder[0].at[1].refusals = 1000;
    visit_well(&s, "for ever refused");
    CHECK_INT("none", s.st.over_n, 0);
    CHECK_INT("left", s.st.left_uid, 7);
    stage_set(&s);
    s.set.most = 100;
    s.w.folder[0].at[1].vanish_at = 2;
    visit_well(&s, "gone meanwhile");
    CHECK_INT("nothing", s.st.over_n + s.st.left_n, 0);
    stage_set(&s);
    s.set.most = 18; /* all but the first */
    s.st.full = VERDICT_LATER;
    s.w.folder[0].at[0].gone = true;
    CHECK_INT("no room", visit(&s, SIZE_MAX, END_NONE), VERDICT_LATER);
    CHECK_INT("not behind it", s.st.cursor[0].next, 0);
    s.st.full = VERDICT_DONE;
    visit_well(&s, "room again");
    CHECK_INT("then they are there", s.st.over_n, 3);
}

static void test_sizes_that_lie(void **state)
{
    static const uint32_t sizes[] = { 1, 63, 64, 128, 500 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct stage s;

        stage_set(&s);
        for (size_t m = 0; m < 3; m++)
            s.w.folder[0].at[m].size = sizes[i];
        visit_well(&s, "a size that lies");
        check_all_there(&s, "a size that lies");
    }
}

static void test_uid_next_not_told(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.w.hides_uid_next = true;
    visit_well(&s, "no UIDNEXT");
    check_all_there(&s, "no UIDNEXT");
    visit_well(&s, "and again");
    CHECK_INT("nothing twice", s.st.messages, 4);
}

static void test_far_apart(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.w.folder[0].at[2].uid = 4000000000U;
    s.w.folder[0].uid_next = 4000000001U;
    visit_well(&s, "UIDs far apart");
    CHECK_INT("all", s.st.n, 3);
    CHECK_INT("cursor", s.st.cursor[0].next, 4000000001U);
}

static void test_no_room(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.st.full = VERDICT_LATER;
    CHECK_INT("a full disk", visit(&s, SIZE_MAX, END_NONE), VERDICT_LATER);
    CHECK_INT("nothing moved", s.st.cursor[0].next, 0);
    CHECK_TRUE("nothing flagged", !s.w.folder[0].at[0].flagged);
    CHECK_INT("nothing left", s.st.left_n, 0);
    s.st.full = VERDICT_DONE;
    visit_well(&s, "room again");
    check_all_there(&s, "room again");
}

static void test_after(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.set.after = IMAP_AFTER_MOVE;
    visit_well(&s, "moved");
    CHECK_TRUE("there", strstr(s.w.script, "UID MOVE 3,7,8 \"&XfJZBHQG-\""));
    stage_set(&s);
    s.set.after = IMAP_AFTER_MOVE;
    s.w.capability = "AUTH=PLAIN ID";
    visit_well(&s, "a server that cannot move");
    CHECK_TRUE("flags", strstr(s.w.script, "UID STORE 3,7,8 +FLAGS.SILENT"));
    stage_set(&s);
    s.set.after = IMAP_AFTER_NOTHING;
    visit_well(&s, "nothing");
    CHECK_TRUE("reads only", strstr(s.w.script, "EXAMINE") &&
                                 !strstr(s.w.script, "SELECT") &&
                                 !strstr(s.w.script, "STORE"));
}

static void test_looking(void **state)
{
    struct stage s;
    uint32_t n = 99;

    (void)state;
    stage_set(&s);
    s.set.after = IMAP_AFTER_NOTHING;
    CHECK_INT("in", enter(&s, SIZE_MAX, END_NONE), VERDICT_DONE);
    CHECK_INT("there", imap_look(s.imap, "INBOX", &n, &s.why), VERDICT_DONE);
    CHECK_INT("mails", n, ARRAY_LEN(three));
    CHECK_INT("refused", imap_look(s.imap, "没有", &n, &s.why), VERDICT_NEVER);
    CHECK_INT("and on", imap_look(s.imap, "垃圾", &n, &s.why), VERDICT_DONE);
    CHECK_INT("one mail", n, 1);
    leave(&s);
    CHECK_TRUE("only looked", strstr(s.w.script, "EXAMINE") && !s.w.bad &&
                                  !strstr(s.w.script, "SELECT") &&
                                  !strstr(s.w.script, "STORE") &&
                                  !strstr(s.w.script, "FETCH"));
}

static const struct login_case {
    const char *what;
    enum imap_auth auth;
    const char *password, *capability, *secret;
    enum verdict v;
    const char *said; /* stands in what was said, or in the reason */
} login_cases[] = {
    { "PLAIN", IMAP_AUTH_PLAIN, "AHdnNQBzZWNyZXQ=", NULL, "secret",
      VERDICT_DONE, "AUTHENTICATE PLAIN\r\nAHdnNQBzZWNyZXQ=\r\n" },
    { "LOGIN quotes", IMAP_AUTH_LOGIN, "\"wg5\" \"a\\\"b\\\\c d\"", NULL,
      "a\"b\\c d", VERDICT_DONE, "LOGIN \"wg5\" \"a\\\"b\\\\c d\"\r\n" },
    { "XOAUTH2", IMAP_AUTH_XOAUTH2, "dXNlcj13ZzUBYXV0aD1CZWFyZXIgdG9rZW4BAQ==",
      NULL, "token", VERDICT_DONE, "AUTHENTICATE XOAUTH2\r\n" },
    { "XOAUTH2 refused with a challenge", IMAP_AUTH_XOAUTH2, "challenge", NULL,
      "token", VERDICT_NEVER,
      "the token is wrong or has expired, or the user is wrong: "
      "NO [AUTHENTICATIONFAILED] wrong" },
    { "a wrong password", IMAP_AUTH_PLAIN, "other", NULL, "secret",
      VERDICT_NEVER,
      "user or password are wrong: NO [AUTHENTICATIONFAILED] wrong" },
    { "not offered", IMAP_AUTH_PLAIN, "other", "IDLE ID", "secret",
      VERDICT_LATER, "does not offer PLAIN" },
    { "LOGIN forbidden", IMAP_AUTH_LOGIN, "secret", "LOGINDISABLED", "secret",
      VERDICT_LATER, "does not offer LOGIN" },
    { "a line end in the password", IMAP_AUTH_LOGIN, "secret", NULL,
      "secret\r\n9 DELETE INBOX", VERDICT_NEVER, "cannot be sent" },
};

static void test_logins(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(login_cases); i++) {
        const struct login_case *c = &login_cases[i];
        struct stage s;

        stage_set(&s);
        s.set.auth = c->auth;
        s.w.password = c->password;
        s.w.capability = c->capability;
        s.secret = c->secret;
        CHECK_INT(c->what, enter(&s, SIZE_MAX, END_NONE), c->v);
        leave(&s);
        CHECK_TRUE(c->what,
                   strstr(s.w.script, c->said) || strstr(s.why.text, c->said));
        CHECK_TRUE(c->what, !s.w.bad && !strstr(s.w.script, "DELETE"));
        if (c->v == VERDICT_LATER)
            CHECK_TRUE(c->what, !strstr(s.w.script, c->secret));
    }
}

static void test_waiting(void **state)
{
    static const struct {
        const char *what;
        bool before, in, word, grown;
        int64_t ms;
        enum imap_news news;
    } cases[] = {
        { "nothing happens", .ms = 20, .news = IMAP_NEWS_TIME },
        { "mail in IDLE", .in = true, .ms = 9000, .news = IMAP_NEWS_MAIL },
        { "mail before IDLE stands", .before = true, .ms = 9000,
          .news = IMAP_NEWS_MAIL },
        { "mail since the last look", .grown = true, .ms = 9000,
          .news = IMAP_NEWS_MAIL },
        { "a word of the core's", .word = true, .ms = 9000,
          .news = IMAP_NEWS_WORD },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct stage s;
        int word[2];

        assert_int_equal(pipe(word), 0);
        stage_set(&s);
        s.w.waiting = (struct mail){ .uid = 20, .bytes = "awaited\r\n" };
        assert_int_equal(enter(&s, SIZE_MAX, END_NONE), VERDICT_DONE);
        assert_int_equal(fetch(&s, 0), VERDICT_DONE);
        s.w.news_before_idle = cases[i].before;
        s.w.news_in_idle = cases[i].in;
        if (cases[i].grown)
            s.w.folder[0].uid_next = 30;
        if (cases[i].word)
            assert_int_equal(write(word[1], "x", 1), 1);
        CHECK_INT(
            cases[i].what,
            imap_wait(s.imap, &s.st.cursor[0], cases[i].ms, word[0], &s.why),
            cases[i].news);
        CHECK_INT(cases[i].what, fetch(&s, 0), VERDICT_DONE);
        CHECK_TRUE(cases[i].what, has(&s.st, "awaited\r\n") ==
                                      (cases[i].before || cases[i].in));
        CHECK_TRUE(cases[i].what, !s.w.bad);
        leave(&s);
        close(word[0]);
        close(word[1]);
    }
}

static void test_silent_idle(void **state)
{
    struct stage s;

    (void)state;
    stage_set(&s);
    s.set.verb_ms = 50;
    assert_int_equal(enter(&s, SIZE_MAX, END_NONE), VERDICT_DONE);
    assert_int_equal(fetch(&s, 0), VERDICT_DONE);
    s.w.deaf_in_idle = true;
    CHECK_INT("a server that has died in IDLE",
              imap_wait(s.imap, &s.st.cursor[0], 20, -1, &s.why),
              IMAP_NEWS_LOST);
    CHECK_TRUE("closed", !imap_is_open(s.imap));
    leave(&s);
}

static void test_backoff(void **state)
{
    static const struct {
        unsigned failures;
        int64_t least;
    } cases[] = { { 0, 5000 },   { 1, 5000 },   { 2, 10000 },  { 3, 20000 },
                  { 8, 640000 }, { 9, 900000 }, { 99, 900000 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_INT("at least", imap_backoff(cases[i].failures, 0),
                  cases[i].least);
        CHECK_TRUE("spread", imap_backoff(cases[i].failures, UINT32_MAX) <=
                                 cases[i].least * 6 / 5);
    }
}

static void test_folder_names(void **state)
{
    static const struct {
        const char *name, *wire; /* NULL: none */
    } cases[] = {
        { "INBOX", "INBOX" },
        { "Sent & received", "Sent &- received" },
        { "已发送", "&XfJT0ZAB-" },
        { "垃圾邮件", "&V4NXPpCuTvY-" },
        { "a/已b", "a/&XfI-b" },
        { "😀", "&2D3eAA-" },
        { "", NULL },
        { "a\r\nb", NULL },
        { "a\"b", NULL },
        { "\xff", NULL },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char wire[2 * IMAP_FOLDER] = "";

        CHECK_TRUE(cases[i].name,
                   imap_folder_wire(cases[i].name, wire, sizeof(wire)) ==
                       (cases[i].wire != NULL));
        if (cases[i].wire)
            CHECK_SPAN(cases[i].name, span_str(wire), span_str(cases[i].wire));
    }
    CHECK_TRUE("no room", !imap_folder_wire("INBOX", (char[5]){ 0 }, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_session),
        cmocka_unit_test(test_numbered_anew),
        cmocka_unit_test(test_expunged_meanwhile),
        cmocka_unit_test(test_refused_message),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_larger_than_told),
        cmocka_unit_test(test_too_large_and_trouble),
        cmocka_unit_test(test_sizes_that_lie),
        cmocka_unit_test(test_uid_next_not_told),
        cmocka_unit_test(test_far_apart),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_after),
        cmocka_unit_test(test_looking),
        cmocka_unit_test(test_logins),
        cmocka_unit_test(test_waiting),
        cmocka_unit_test(test_silent_idle),
        cmocka_unit_test(test_backoff),
        cmocka_unit_test(test_folder_names),
        cmocka_unit_test(test_cut_points),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
