#include "check.h"

#include <stdlib.h>

#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/mail/charset.h"
#include "mail/tnef.h"
#include "tnefmade.h"

enum { ARENA = 16 << 20 };

static struct tnef read_made(const struct text *made, struct arena *a)
{
    struct tnef t = { 0 };

    CHECK_TRUE("a winmail.dat", tnef_read(text_span(made), a, &t));
    return t;
}

static void test_declined(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
    struct tnef t;

    (void)state;
    tnefmade_declined(&made);
    t = read_made(&made, &a);
    CHECK_SPAN("class", t.message_class, SPAN("IPM.Schedule.Meeting.Resp.Neg"));
    CHECK_INT("codepage", t.codepage, 936);
    CHECK_SPAN("subject", t.subject, SPAN("已拒绝: 第一次全体会议"));
    CHECK_SPAN("body", t.body, SPAN("出差，不能参加; 请李雷代\r\n"));
    CHECK_SPAN("name", t.for_name, SPAN("王小明"));
    CHECK_SPAN("in a directory", t.for_mail,
               SPAN("/O=CORP/CN=RECIPIENTS/CN=WANG"));
    CHECK_SPAN("mail", t.for_smtp, SPAN("wang@corp.example.cn"));
    CHECK_INT("id", t.object_id.n, 40 + 12 + 27);
    CHECK_INT("no other", t.clean_id.n, 0);
    CHECK_INT("answered", t.changed, 1773104400);
    CHECK_INT("sequence", t.sequence, 2);
    CHECK_INT("start", t.start, 1774314000);
    CHECK_INT("end", t.end, 1774321200);
    CHECK_TRUE("no other time", t.proposed_start == MOMENT_NONE && !t.counter);
    CHECK_INT("no file", t.files.n, 0);
}

static void test_classes(void **state)
{
    static const struct {
        const char *sent, *name;
    } cases[] = {
        { "IPM.Microsoft Schedule.MtgRespP", "IPM.Schedule.Meeting.Resp.Pos" },
        { "IPM.Microsoft Schedule.MtgRespA", "IPM.Schedule.Meeting.Resp.Tent" },
        { "Microsoft Mail v3.0 IPM.Microsoft Schedule.MtgRespN",
          "IPM.Schedule.Meeting.Resp.Neg" },
        { "IPM.Microsoft Mail.Note", "IPM.Note" },
        { "IPM.Schedule.Meeting.Resp.Pos", "IPM.Schedule.Meeting.Resp.Pos" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);

        tnefmade_begin(&made);
        tnefmade_class(&made, cases[i].sent);
        CHECK_SPAN(cases[i].sent, read_made(&made, &a).message_class,
                   span_str(cases[i].name));
    }
}

/* Values of all types before one that is wanted: none shifts it. */
static void test_every_type_is_stepped_over(void **state)
{
    static const struct {
        const char *what;
        unsigned type;
        struct span value; /* as it stands behind the head */
    } cases[] = {
        { "short", 0x2, SPAN("\1\0\0\0") },
        { "long", 0x3, SPAN("\1\0\0\0") },
        { "float", 0x4, SPAN("\1\0\0\0") },
        { "double", 0x5, SPAN("\1\0\0\0\0\0\0\0") },
        { "currency", 0x6, SPAN("\1\0\0\0\0\0\0\0") },
        { "application time", 0x7, SPAN("\1\0\0\0\0\0\0\0") },
        { "error", 0xa, SPAN("\1\0\0\0") },
        { "boolean", 0xb, SPAN("\1\0\0\0") },
        { "object", 0xd, SPAN("\1\0\0\0\5\0\0\0abcde\0\0\0") },
        { "longer", 0x14, SPAN("\1\0\0\0\0\0\0\0") },
        { "narrow", 0x1e, SPAN("\1\0\0\0\2\0\0\0a\0\0\0") },
        { "wide", 0x1f, SPAN("\1\0\0\0\4\0\0\0a\0\0\0") },
        { "time", 0x40, SPAN("\1\0\0\0\0\0\0\0") },
        { "guid", 0x48, SPAN("0123456789abcdef") },
        { "octets", 0x102, SPAN("\1\0\0\0\1\0\0\0a\0\0\0") },
        { "shorts", 0x1002, SPAN("\2\0\0\0\1\0\0\0\2\0\0\0") },
        { "longs", 0x1003, SPAN("\2\0\0\0\1\0\0\0\2\0\0\0") },
        { "times", 0x1040, SPAN("\1\0\0\0\1\0\0\0\0\0\0\0") },
        { "texts", 0x101e,
          SPAN("\2\0\0\0\2\0\0\0a\0\0\0\5\0\0\0bbbb\0\0\0\0") },
        { "none of several", 0x1102, SPAN("\0\0\0\0") },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
        CLEANUP(text_release) struct text p = TEXT_INIT(TNEFMADE_MAX);

        tnefmade_head(&p, cases[i].type, 0x1234);
        text_add(&p, cases[i].value);
        /* The same again under a name of letters. */
        tnefmade_head(&p, cases[i].type, 0x8002);
        text_add(&p, SPAN("0123456789abcdef\1\0\0\0\6\0\0\0n\0m\0\0\0\0\0"));
        text_add(&p, cases[i].value);
        tnefmade_narrow(&p, 0x1000, "here");
        tnefmade_begin(&made);
        tnefmade_properties(&made, 0x00069003, 3, text_span(&p));
        CHECK_SPAN(cases[i].what, read_made(&made, &a).body, SPAN("here"));
    }
}

/* A number from a set that is not ours, and a type that is not meant. */
static void test_strangers(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
    CLEANUP(text_release) struct text p = TEXT_INIT(TNEFMADE_MAX);
    struct tnef t;

    (void)state;
    tnefmade_named(&p, 0x3, "0123456789abcdef", 0x8201);
    tnefmade_number(&p, 7, 4);
    tnefmade_head(&p, 0x3, 0x0001);
    tnefmade_number(&p, 7, 4);
    tnefmade_named(&p, 0x102, TNEFMADE_APPOINTMENT, 0x820d);
    tnefmade_value(&p, SPAN("12345678"));
    tnefmade_named(&p, 0x40, TNEFMADE_APPOINTMENT, 0x820e);
    tnefmade_number(&p, UINT64_C(0x0cb34557a3dd4000), 8); /* "none" */
    tnefmade_begin(&made);
    tnefmade_properties(&made, 0x00069003, 4, text_span(&p));
    t = read_made(&made, &a);
    CHECK_INT("another set's", t.sequence, 0);
    CHECK_TRUE("no set's", t.changed == MOMENT_NONE);
    CHECK_TRUE("no time", t.start == MOMENT_NONE);
    CHECK_TRUE("the time that says none", t.end == MOMENT_NONE);
}

static void test_codepages(void **state)
{
    static const struct {
        const char *what;
        struct span codepage;
        const char *sent, *text;
    } cases[] = {
        { "936", SPAN("\xa8\x03\0\0\0\0\0\0"), "\xba\xc3", "好" },
        { "950", SPAN("\xb6\x03\0\0\0\0\0\0"), "\xa6\x6e", "好" },
        { "65001", SPAN("\xe9\xfd\0\0\0\0\0\0"), "好", "好" },
        { "none told", SPAN_NONE, "\xba\xc3\xb5\xc4", "好的" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
        CLEANUP(text_release) struct text p = TEXT_INIT(TNEFMADE_MAX);

        tnefmade_begin(&made);
        if (cases[i].codepage.n)
            tnefmade_attribute(&made, 0x00069007, cases[i].codepage);
        tnefmade_narrow(&p, 0x1000, cases[i].sent);
        tnefmade_properties(&made, 0x00069003, 1, text_span(&p));
        CHECK_SPAN(cases[i].what, read_made(&made, &a).body,
                   span_str(cases[i].text));
    }
}

static void test_files(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);
    CLEANUP(text_release) struct text p = TEXT_INIT(TNEFMADE_MAX);
    struct tnef t;

    (void)state;
    tnefmade_wide(&p, 0x3707, "会议邀请.ics");
    tnefmade_begin(&made);
    tnefmade_attribute(&made, 0x0006800f, SPAN("nobody's"));
    tnefmade_attribute(&made, 0x00069002, SPAN("\1\0"));
    tnefmade_attribute(&made, 0x00018010, SPAN("a.txt\0"));
    tnefmade_attribute(&made, 0x0006800f, SPAN("one"));
    tnefmade_attribute(&made, 0x00069002, SPAN("\1\0"));
    tnefmade_attribute(&made, 0x00018010, SPAN("INVITE~1.ICS\0"));
    tnefmade_attribute(&made, 0x0006800f, SPAN("two\0more"));
    tnefmade_properties(&made, 0x00069005, 1, text_span(&p));
    t = read_made(&made, &a);
    CHECK_INT("files", t.files.n, 2);
    CHECK_SPAN("name", t.files.at[0].name, SPAN("a.txt"));
    CHECK_SPAN("octets", t.files.at[0].bytes, SPAN("one"));
    CHECK_SPAN("the long name", t.files.at[1].name, SPAN("会议邀请.ics"));
    CHECK_SPAN("all octets", t.files.at[1].bytes, SPAN("two\0more"));
}

static void test_many_files(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);

    (void)state;
    tnefmade_begin(&made);
    for (int i = 0; i < 10 * TNEF_MAX_FILES; i++)
        tnefmade_attribute(&made, 0x00069002, SPAN("\1\0"));
    CHECK_INT("no more than that", read_made(&made, &a).files.n,
              TNEF_MAX_FILES);
}

static void test_not_at_all(void **state)
{
    static const struct span cases[] = { SPAN(""), SPAN("\x78\x9f\x3e"),
                                         SPAN("BEGIN:VCALENDAR") };
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct tnef t = { .sequence = 77 };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_TRUE("none", !tnef_read(cases[i], &a, &t));
    CHECK_INT("untouched", t.sequence, 77);
}

/* Cut anywhere, and with every octet turned round: read as far as it goes. */
static void test_damage(void **state)
{
    CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);

    (void)state;
    tnefmade_declined(&made);
    for (size_t n = 6; n <= made.n; n++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        char *copy = arena_str(&a, text_span(&made));
        struct tnef t;

        CHECK_TRUE("cut", tnef_read(span_of(copy, n), &a, &t));
        CHECK_INT("never more", t.files.n, 0);
        for (int bit = 0; bit < 8 && n > 6; bit++) {
            copy[n - 1] ^= (char)(1 << bit);
            CHECK_TRUE("turned", tnef_read(span_of(copy, made.n), &a, &t));
            copy[n - 1] ^= (char)(1 << bit);
        }
    }
}

/* Numbers that promise more than there is cost nothing. */
static void test_promises(void **state)
{
    static const struct span cases[] = {
        SPAN("\xff\xff\xff\xff"),
        SPAN("\xff\xff\xff\xff\x02\x11\x34\x12\xff\xff\xff\xff\0\0\0\0"),
        SPAN("\1\0\0\0\x02\x11\x34\x12\xff\xff\xff\xff\0\0\0\0"),
        SPAN("\1\0\0\0\x1e\0\x34\x12\1\0\0\0\xff\xff\xff\xff"),
        SPAN("\1\0\0\0\x1e\0\x34\x12\1\0\0\0\xff\xff\xff\x7f"),
    };
    long before = check_cpu_ms();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(1 << 20);
        CLEANUP(text_release) struct text made = TEXT_INIT(TNEFMADE_MAX);

        tnefmade_begin(&made);
        tnefmade_attribute(&made, 0x00069003, cases[i]);
        tnefmade_attribute(&made, 0x0002800c, SPAN("behind it\0"));
        CHECK_SPAN("the next one is read", read_made(&made, &a).body,
                   SPAN("behind it"));
    }
    CHECK_TRUE("soon", check_cpu_ms() - before < 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_declined),
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_every_type_is_stepped_over),
        cmocka_unit_test(test_strangers),
        cmocka_unit_test(test_codepages),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_many_files),
        cmocka_unit_test(test_not_at_all),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_promises),
    };

    charset_prepare();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
