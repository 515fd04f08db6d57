#include "check.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "mail/words.h"

enum { ARENA = 16 * 1024 * 1024 };

static const struct {
    const char *what;
    const char *text, *words;
    bool uncertain;
} cases[] = {
    { "nothing quoted", "同意\n", "同意", false },
    { "empty", "", "", false },
    { "QQ",
      "同意。\n\n------------------ 原始邮件 ------------------\n发件人: "
      "x\n不同意",
      "同意。", false },
    { "QQ, no-break spaces",
      "好\n------------------\xc2\xa0原始邮件\xc2\xa0------------------\nx",
      "好", false },
    { "Coremail", "收到\n-----原始邮件-----\n发件人:\"x\" <a@b>\n", "收到",
      false },
    { "NetEase Mail Master",
      "同意\n\n---- 回复的原邮件 ----\n| 发件人 | x<a@b.example> |\n| 日期 | "
      "2026年 |",
      "同意", false },
    { "Mail Master in English",
      "APPROVE\n---- Replied Message ----\n| From | x |\n| Date | 1 |\n",
      "APPROVE", false },
    { "163 web",
      "同意\n\n在 2026-10-03 18:28:31，\"X\" <a@b.example> 写道：\n不同意\n",
      "同意", false },
    { "163 web, quoted with marks",
      "同意\n在 2026-10-03 18:28:31，\"X\" <a@b.example> 写道：\n> 不同意\n> "
      "y\n",
      "同意", false },
    { "Apple",
      "同意\n\n发自我的iPhone\n\n> 在 2016年12月12日，下午8:45，X <a@b> "
      "写道：\n> 请确认\n",
      "同意", false },
    { "the other opener", "好\n于 2026年1月2日 10:11，X <a@b> 写道:\n> q", "好",
      false },
    { "Outlook",
      "同意。\n\n发件人: 秘书处 <a@b>\n发送时间: 2026年9月24日 15:00\n收件人: "
      "钱\n"
      "主题: x\n\n不同意",
      "同意。", false },
    { "Outlook, bold and wide colons",
      "同意\n________________________________\n*发件人：* a\n*日期：* "
      "b\n*收件人：* c\n",
      "同意", false },
    { "Foxmail",
      "收到\n\n\n\na@b.example\n \n发件人： x\n发送时间： 2026-03-01 "
      "10:00\n收件人： y\n主题： z",
      "收到\n\n\n\na@b.example", false },
    { "new QQ",
      "没有看到附件。\n\n\n     Original\n\n\nFrom:\"x\"< a@b >\nSent "
      "Time:2026",
      "没有看到附件。", false },
    { "Original in dashes",
      "agreed\n------------------ Original ------------------\nx", "agreed",
      false },
    { "English",
      "Fine.\n\nOn Wed, 1 Apr 2026 at 10:00, X <a@b.example> wrote:\n> y\n",
      "Fine.", false },
    { "English over two lines",
      "Fine.\nOn Tue, Sep 25, 2026 at 8:59 AM, Some "
      "One\n<a@b.example>wrote:\n\n> y",
      "Fine.", false },
    { "English Outlook",
      "Fine.\n-----Original Message-----\nFrom: x\nSent: y\nTo: z\n", "Fine.",
      false },
    { "forwarded", "请处理\n---------- Forwarded message ---------\nFrom: x\n",
      "请处理", false },
    { "prose that says 写道", "日志里写道：\n服务器已重启\n",
      "日志里写道：\n服务器已重启", false },
    { "prose with a year that says 写道", "在2024年的标准中写道：\n应当加密\n",
      "在2024年的标准中写道：\n应当加密", false },
    { "prose with 发件人", "发件人：张三\n请转告他会议改期\n",
      "发件人：张三\n请转告他会议改期", false },
    { "a form is no header block",
      "单位名称: 甲\n联系人: 乙\n日期: 2026-01-01\n主题: 申请\n电子邮件: "
      "a@b.example",
      "单位名称: 甲\n联系人: 乙\n日期: 2026-01-01\n主题: 申请\n电子邮件: "
      "a@b.example",
      false },
    { "signature mark", "同意\n-- \n张三\n同意委员\n", "同意", false },
    { "mobile footers", "同意\n\n发自我的 QQ邮箱", "同意", false },
    { "sent from", "Yes\n\nSent from my iPhone\n", "Yes", false },
    { "prose that says from", "从我的角度看，同意。", "从我的角度看，同意。",
      false },
    { "legal notice",
      "同意\n\n保密声明：本邮件及附件仅供收件人使用。\n未经许可不得转发。\n",
      "同意", false },
    { "legal notice in English",
      "Yes\n\nThis e-mail and its attachments contain confidential "
      "information.\nx",
      "Yes", false },
    { "only a quote", "> 同意\n> 是\n", "", true },
    { "only a quote with its head",
      "在 2026-10-03 18:28:31，X <a@b.example> 写道：\n> 同意\n", "", true },
    { "answer below",
      "在 2026-10-03 18:28:31，X <a@b.example> 写道：\n> 同意吗\n\n不同意\n",
      "不同意", true },
    { "answer between",
      "On 1 Apr 2026, at 10:00, X <a@b.example> wrote:\n> one?\nyes\n> "
      "two?\nno\n",
      "yes\nno", true },
    { "answer above and below",
      "见下\nOn 1 Apr 2026, at 10:00, X <a@b.example> wrote:\n> one?\nyes\n",
      "见下", true },
    { "signature below a quote is no answer",
      "Yes\nOn 1 Apr 2026, at 10:00, X <a@b.example> wrote:\n> one?\n-- \nme\n",
      "Yes", false },
    { "nothing above an Outlook block",
      "发件人: 秘书处\n发送时间: 2026年\n收件人: 钱\n主题: x\n\n同意", "",
      true },
    { "our own line", "同意\n--- 请在此行以上回复 ---\n不同意", "同意", false },
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
        struct words w = words_of(span_str(cases[i].text), SIZE_MAX, &a);

        CHECK_SPAN(cases[i].what, w.text, span_str(cases[i].words));
        CHECK_INT(cases[i].what, w.uncertain, cases[i].uncertain);
    }
}

static void test_known_quote(void **state)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    struct words w = words_of(SPAN("同意\n不同意"), 7, &a);

    (void)state;
    CHECK_SPAN("cut where the program says", w.text, SPAN("同意"));
    CHECK_INT("and certain", w.uncertain, 0);
    w = words_of(SPAN("不同意"), 0, &a);
    CHECK_SPAN("nothing above", w.text, SPAN_NONE);
    CHECK_INT("uncertain", w.uncertain, 1);
}

/* ---- what others call the right answer ---- */

static void without_returns(struct text *t)
{
    size_t n = 0;

    for (size_t i = 0; i < t->n; i++)
        if (t->p[i] != '\r')
            t->p[n++] = t->p[i];
    t->n = n;
}

static bool read_text(const char *name, struct text *to)
{
    char path[1000];

    snprintf(path, sizeof(path), CONVOKE_SHARED "/corpora/reply-strip/%s",
             name);
    if (file_read(path, to, /* why= */ NULL) != VERDICT_DONE)
        return false;
    without_returns(to);
    return true;
}

static bool agrees(const char *name)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(ARENA);
    CLEANUP(text_release) struct text before = TEXT_INIT(1 << 20);
    CLEANUP(text_release) struct text after = TEXT_INIT(1 << 20);
    char trimmed[300];
    struct words w;

    snprintf(trimmed, sizeof(trimmed), "trimmed__%s", name + 9);
    if (!read_text(name, &before) || !read_text(trimmed, &after))
        return true;
    w = words_of(text_span(&before), SIZE_MAX, &a);
    if (span_eq(span_trim(w.text), span_trim(text_span(&after))))
        return true;
    print_message("  miss %s: \"" SPAN_FMT "\"\n", name + 9, SPAN_ARG(w.text));
    return false;
}

static bool has_pair(const char *name)
{
    char path[1000];

    snprintf(path, sizeof(path),
             CONVOKE_SHARED "/corpora/reply-strip/trimmed__%s", name + 9);
    return access(path, R_OK) == 0;
}

static void test_corpus(void **state)
{
    DIR *folder = opendir(CONVOKE_SHARED "/corpora/reply-strip");
    int all = 0;
    int good = 0;

    (void)state;
    if (!folder) {
        print_message("skipped: no messages in " CONVOKE_SHARED "\n");
        return;
    }
    for (struct dirent *e; (e = readdir(folder));) {
        if (strncmp(e->d_name, "trimmer__", 9) != 0 || !has_pair(e->d_name))
            continue;
        all++;
        good += agrees(e->d_name);
    }
    closedir(folder);
    print_message("reply-strip: %d of %d as stated\n", good, all);
    CHECK_TRUE("nearly all", good * 100 >= all * 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_known_quote),
        cmocka_unit_test(test_corpus),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
