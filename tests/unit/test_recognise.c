#include "check.h"

#include "convoke/base/arena.h"
#include "convoke/base/own.h"
#include "convoke/desk/recognise.h"

static const struct recognise_context plain = {
    .service = { "gw@sec.example", 14 },
    .separator = '+',
};

struct recognise_case {
    const char *what;
    enum facts_writer writer;
    const char *to;      /* NULL: the service itself */
    const char *subject; /* as the reader folded it */
    const char *file;
    const char *token;
    enum facts_form_source form;
    bool thread, calendar;
    enum intake_kind kind, second;
    enum intake_via via;
};

#define TOKEN_WORD "7f3k9q2m7f3k9q2m7f3k9q2m7f"

static const struct recognise_case cases[] = {
    { .what = "application by keyword",
      .subject = "[入会申请] 新例智能科技有限公司",
      .kind = INTAKE_APPLICATION,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "application by English keyword",
      .subject = "[apply] example ltd",
      .kind = INTAKE_APPLICATION,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "full-width brackets and capitals",
      .subject = "【ＡＰＰＬＹ】 x",
      .kind = INTAKE_APPLICATION,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "application by address",
      .to = "gw+apply@sec.example",
      .subject = "你好",
      .kind = INTAKE_APPLICATION,
      .via = INTAKE_VIA_ADDRESS },
    { .what = "address in capitals",
      .to = "GW+Apply@SEC.example",
      .subject = "",
      .kind = INTAKE_APPLICATION,
      .via = INTAKE_VIA_ADDRESS },
    { .what = "application by the form alone",
      .subject = "我们想加入",
      .form = FACTS_FORM_DOCX,
      .kind = INTAKE_APPLICATION,
      .via = INTAKE_VIA_FORM },
    { .what = "application by file name",
      .subject = "材料",
      .file = "工作组成员申请表.pdf",
      .kind = INTAKE_APPLICATION,
      .via = INTAKE_VIA_FILE },
    { .what = "the longer word: a request to leave",
      .subject = "材料",
      .file = "退出申请表.pdf",
      .kind = INTAKE_EXIT,
      .via = INTAKE_VIA_FILE },
    { .what = "a robot that echoes everything approves nothing",
      .writer = FACTS_WRITER_AUTO_REPLY,
      .to = "gw+t." TOKEN_WORD "@sec.example",
      .subject = "[入会申请]",
      .token = TOKEN_WORD,
      .thread = true,
      .kind = INTAKE_AUTO_REPLY,
      .via = INTAKE_VIA_WRITER },
    { .what = "bounce first",
      .writer = FACTS_WRITER_BOUNCE,
      .subject = "[入会申请]",
      .kind = INTAKE_BOUNCE,
      .via = INTAKE_VIA_WRITER },
    { .what = "read receipt",
      .writer = FACTS_WRITER_RECEIPT,
      .thread = true,
      .kind = INTAKE_RECEIPT,
      .via = INTAKE_VIA_WRITER },
    { .what = "our own mail",
      .writer = FACTS_WRITER_CONVOKE,
      .token = TOKEN_WORD,
      .kind = INTAKE_LOOP,
      .via = INTAKE_VIA_WRITER },
    { .what = "a list",
      .writer = FACTS_WRITER_LIST,
      .subject = "[help]",
      .kind = INTAKE_LIST,
      .via = INTAKE_VIA_WRITER },
    { .what = "calendar answer before the token",
      .token = TOKEN_WORD,
      .calendar = true,
      .kind = INTAKE_CALENDAR,
      .via = INTAKE_VIA_THREAD },
    { .what = "a room that answers by itself answers",
      .writer = FACTS_WRITER_AUTO_REPLY,
      .subject = "accepted: 全体会议",
      .token = TOKEN_WORD,
      .calendar = true,
      .kind = INTAKE_CALENDAR,
      .via = INTAKE_VIA_THREAD },
    { .what = "so does a calendar that marks its mails as bulk",
      .writer = FACTS_WRITER_LIST,
      .token = TOKEN_WORD,
      .calendar = true,
      .kind = INTAKE_CALENDAR,
      .via = INTAKE_VIA_THREAD },
    { .what = "our invitation come back answers nothing",
      .writer = FACTS_WRITER_BOUNCE,
      .calendar = true,
      .kind = INTAKE_BOUNCE,
      .via = INTAKE_VIA_WRITER },
    { .what = "our own mail answers nothing",
      .writer = FACTS_WRITER_CONVOKE,
      .calendar = true,
      .kind = INTAKE_LOOP,
      .via = INTAKE_VIA_WRITER },
    { .what = "a calendar answer with a keyword has a second meaning",
      .token = TOKEN_WORD,
      .subject = "[请假] 全体会议",
      .calendar = true,
      .kind = INTAKE_CALENDAR,
      .second = INTAKE_LEAVE,
      .via = INTAKE_VIA_THREAD },
    { .what = "token before subject, the subject is kept",
      .to = "gw+t." TOKEN_WORD "@sec.example",
      .subject = "[贡献] x",
      .kind = INTAKE_TOKEN_REPLY,
      .second = INTAKE_CONTRIBUTION,
      .via = INTAKE_VIA_TOKEN },
    { .what = "token from the text",
      .token = TOKEN_WORD,
      .thread = true,
      .subject = "补正",
      .kind = INTAKE_TOKEN_REPLY,
      .via = INTAKE_VIA_TOKEN },
    { .what = "thread",
      .thread = true,
      .subject = "入会申请材料补正通知",
      .form = FACTS_FORM_DOCX,
      .kind = INTAKE_THREAD_REPLY,
      .second = INTAKE_APPLICATION,
      .via = INTAKE_VIA_THREAD },
    { .what = "thread with a keyword of its own",
      .thread = true,
      .subject = "[代表指派]",
      .kind = INTAKE_THREAD_REPLY,
      .second = INTAKE_REPRESENTATIVES,
      .via = INTAKE_VIA_THREAD },
    { .what = "address before subject",
      .to = "gw+leave.wg5-2026-p1@sec.example",
      .subject = "[贡献]",
      .kind = INTAKE_LEAVE,
      .second = INTAKE_CONTRIBUTION,
      .via = INTAKE_VIA_ADDRESS },
    { .what = "a group's address says no kind",
      .to = "gw+wg5@sec.example",
      .subject = "[会议方案] p1",
      .kind = INTAKE_PLAN,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "group tag before the keyword",
      .subject = "[wg5] [会议纪要]",
      .kind = INTAKE_MINUTES,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "withdraw is not withdraw",
      .subject = "[撤回申请] app-2026-001",
      .kind = INTAKE_WITHDRAW_APPLICATION,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "withdraw a contribution",
      .subject = "[撤回] c-2026-002",
      .kind = INTAKE_WITHDRAW_CONTRIBUTION,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "dispatch",
      .subject = "[分派] app-2026-001 → wg5",
      .kind = INTAKE_DISPATCH,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "another domain's plus-address",
      .to = "gw+apply@sec.example.evil.test",
      .kind = INTAKE_UNRECOGNISED },
    { .what = "another mailbox that only begins alike",
      .to = "gwx+apply@sec.example",
      .kind = INTAKE_UNRECOGNISED },
    { .what = "a token too short to be one",
      .to = "gw+t.abc@sec.example",
      .kind = INTAKE_UNRECOGNISED },
    { .what = "what the text calls a token must look like one",
      .token = "no-token",
      .subject = "[help]",
      .kind = INTAKE_HELP,
      .via = INTAKE_VIA_SUBJECT },
    { .what = "a robot has no second opinion",
      .writer = FACTS_WRITER_LIST,
      .file = "工作组成员申请表.pdf",
      .kind = INTAKE_LIST,
      .via = INTAKE_VIA_WRITER },
    { .what = "a word without brackets is a word",
      .subject = "关于入会申请的问题",
      .kind = INTAKE_UNRECOGNISED },
    { .what = "a bracket that never closes",
      .subject = "[入会申请",
      .kind = INTAKE_UNRECOGNISED },
    { .what = "nothing", .subject = "", .kind = INTAKE_UNRECOGNISED },
};

static struct facts facts_of(const struct recognise_case *c,
                             struct facts_address *to, struct facts_file *file)
{
    struct facts f = { .writer = c->writer, .form_source = c->form };

    to->mail = span_str(c->to ? c->to : "gw@sec.example");
    f.to.at = to;
    f.to.n = 1;
    file->name = span_str(c->file);
    f.files.at = file;
    f.files.n = c->file ? 1 : 0;
    f.subject = f.keyword = span_str(c->subject);
    f.token = span_str(c->token);
    return f;
}

static void test_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct recognise_case *c = &cases[i];
        struct recognise_context ctx = plain;
        struct facts_address to = { 0 };
        struct facts_file file = { 0 };
        struct facts f = facts_of(c, &to, &file);
        struct recognition r;

        ctx.thread_is_ours = c->thread;
        ctx.calendar_is_ours = c->calendar;
        r = recognise(&f, &ctx);
        CHECK_SPAN(c->what, span_str(intake_name(r.kind)),
                   span_str(intake_name(c->kind)));
        CHECK_SPAN(c->what, span_str(intake_via_name(r.via)),
                   span_str(intake_via_name(c->via)));
        CHECK_SPAN(c->what, span_str(intake_name(r.second)),
                   span_str(intake_name(c->second)));
        CHECK_SPAN(c->what, r.token,
                   c->via == INTAKE_VIA_TOKEN || c->kind == INTAKE_CALENDAR
                       ? SPAN(TOKEN_WORD)
                       : SPAN_NONE);
    }
}

static void test_references(void **state)
{
    struct facts_address to = { .mail = SPAN(
                                    "gw+contrib.wg5-2026-p1@sec.example") };
    struct facts f = {
        .to = { &to, 1, 1 },
        .subject = SPAN("[贡献] WG5-2026-P2 关于WG5-S-04"),
        .words = SPAN("替代 C-2026-004，见APP-2026-001"),
        .text = SPAN("> APP-2026-009 C-2026-001 WG6"),
    };
    struct recognition r = recognise(&f, &plain);

    (void)state;
    CHECK_SPAN("the address goes first", reference_span(&r.meeting),
               SPAN("WG5-2026-P1"));
    CHECK_SPAN("subject", reference_span(&r.project), SPAN("WG5-S-04"));
    CHECK_SPAN("own words before the quoted", reference_span(&r.contribution),
               SPAN("C-2026-004"));
    CHECK_SPAN("application", reference_span(&r.application),
               SPAN("APP-2026-001"));
    CHECK_SPAN("quoted text last", reference_span(&r.group), SPAN("WG6"));
}

static void test_other_separator(void **state)
{
    struct recognise_context ctx = plain;
    struct facts_address to = { .mail = SPAN("gw-apply@sec.example") };
    struct facts f = { .to = { &to, 1, 1 } };

    (void)state;
    CHECK_INT("+ is configured", recognise(&f, &plain).kind,
              INTAKE_UNRECOGNISED);
    ctx.separator = '-';
    CHECK_INT("- is configured", recognise(&f, &ctx).kind, INTAKE_APPLICATION);
}

static void test_grammar(void **state)
{
    (void)state;
    for (enum intake_kind k = 0; k < INTAKE_KIND_COUNT; k++) {
        const struct intake_row *row = intake_row(k);

        CHECK_INT(row->name, row->kind, k);
        CHECK_TRUE(row->name, row->level >= 0 && row->level <= 3 && row->who);
        for (enum intake_kind other = 0; other < k; other++)
            CHECK_TRUE(row->name, strcmp(row->name, intake_name(other)) != 0);
        for (int english = 0; english < 2; english++) {
            struct span words = span_str(english ? row->en : row->zh);
            struct span word;

            while (span_cut(&words, '|', &word))
                CHECK_INT(row->name, intake_of_keyword(word), k);
        }
    }
}

static void test_random(void **state)
{
    static const char *const parts[] = {
        "[",  "]",  "入会申请", "help",         "APP-", "2026", "-001", "\xff",
        "【", "】", "gw+t.",    "@sec.example", "\xe5", " ",    "apply"
    };
    unsigned seed = 5;

    (void)state;
    for (int round = 0; round < 4000; round++) {
        char s[160];
        size_t n = 0;
        struct facts_address to;
        struct facts_file file;
        struct facts f = { 0 };
        struct recognition r;

        while (n < 120) {
            const char *p;

            seed = seed * 1664525u + 1013904223u;
            p = parts[(seed >> 8) % ARRAY_LEN(parts)];
            memcpy(s + n, p, strlen(p));
            n += strlen(p);
        }
        to = (struct facts_address){ .mail = span_of(s, n) };
        file = (struct facts_file){ .name = span_of(s, n) };
        f.to.at = &to;
        f.files.at = &file;
        f.to.n = f.files.n = 1;
        f.subject = f.keyword = f.text = f.token = span_of(s, n);
        r = recognise(&f, &plain);
        CHECK_TRUE("a kind", r.kind < INTAKE_KIND_COUNT);
        CHECK_TRUE("a second kind", r.second < INTAKE_KIND_COUNT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_references),
        cmocka_unit_test(test_other_separator),
        cmocka_unit_test(test_grammar),
        cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
