#include "check.h"

#include <stdlib.h>

#include "convoke/base/own.h"
#include "gateway/desk/rsvp_words.h"

/* `status`: "" none, "?" a question. */
static const struct rsvp_words_case {
    const char *what, *words, *status, *reason, *delegate, *name;
} cases[] = {
    { .what = "one word", .words = "参加", .status = "ACCEPTED" },
    { .what = "with blanks in it", .words = "参　加\n", .status = "ACCEPTED" },
    { .what = "on time", .words = "准时参加。", .status = "ACCEPTED" },
    { .what = "agreed", .words = "同意参加", .status = "ACCEPTED" },
    { .what = "the button's word", .words = "接受", .status = "ACCEPTED" },
    { .what = "agreed alone", .words = "同意", .status = "ACCEPTED" },
    { .what = "after a greeting",
      .words = "您好！\n\n收到通知，我单位届时参加会议。\n此致\n敬礼",
      .status = "ACCEPTED" },
    { .what = "on the greeting's line",
      .words = "赵老师，您好，我单位李四、王五两人准时参会。",
      .status = "ACCEPTED" },
    { .what = "the meeting behind it",
      .words = "我公司将按时出席WG5第一次全体会议",
      .status = "ACCEPTED" },
    { .what = "online", .words = "参加线上会议", .status = "ACCEPTED" },
    { .what = "who comes is open",
      .words = "我单位参加，参会人员待定",
      .status = "ACCEPTED" },
    { .what = "a receipt",
      .words = "参会人员：张三、李四",
      .status = "ACCEPTED" },
    { .what = "a form's line",
      .words = "单位：示例科技\n是否参加：参加\n",
      .status = "ACCEPTED" },
    { .what = "a form's no",
      .words = "是否参加：不参加",
      .status = "DECLINED" },
    { .what = "English", .words = "ACCEPT", .status = "ACCEPTED" },
    { .what = "yes", .words = "Yes.", .status = "ACCEPTED" },
    { .what = "a sentence",
      .words = "Dear secretariat,\nwe will attend the plenary.\n",
      .status = "ACCEPTED" },

    { .what = "no", .words = "不参加", .status = "DECLINED" },
    { .what = "full width blanks", .words = "不 参 加", .status = "DECLINED" },
    { .what = "cannot", .words = "我单位无法参加。", .status = "DECLINED" },
    { .what = "cannot come in time",
      .words = "我们不能按时参加会议",
      .status = "DECLINED" },
    { .what = "a reason behind a comma",
      .words = "不参加，因为与本单位年度审计冲突",
      .status = "DECLINED",
      .reason = "与本单位年度审计冲突" },
    { .what = "a reason that speaks of coming",
      .words = "不能参加，要参加另一会议，谢谢",
      .status = "DECLINED",
      .reason = "要参加另一会议" },
    { .what = "a reason with a label",
      .words = "不出席 理由：出差在外",
      .status = "DECLINED",
      .reason = "出差在外" },
    { .what = "a reason on its own line",
      .words = "缺席\n\n原因：设备检修\n",
      .status = "DECLINED",
      .reason = "设备检修" },
    { .what = "a reason before it",
      .words = "您好，由于人员隔离，无法参加本次会议，请见谅。",
      .status = "DECLINED",
      .reason = "人员隔离" },
    { .what = "a reason in the clause",
      .words = "因出差不能参加",
      .status = "DECLINED",
      .reason = "出差" },
    { .what = "a reason behind it without a comma",
      .words = "不能参加因为出差",
      .status = "DECLINED",
      .reason = "出差" },
    { .what = "thanks are no reason",
      .words = "不参加，谢谢！",
      .status = "DECLINED" },
    { .what = "leave",
      .words = "请假，孩子生病住院",
      .status = "DECLINED",
      .reason = "孩子生病住院" },
    { .what = "English with a reason",
      .words = "DECLINE, because of an audit",
      .status = "DECLINED",
      .reason = "of an audit" },
    { .what = "cannot, in English",
      .words = "Sorry, we cannot attend.",
      .status = "DECLINED" },

    { .what = "open", .words = "待定", .status = "TENTATIVE" },
    { .what = "open as programs say", .words = "暂定", .status = "TENTATIVE" },
    { .what = "not certain to come is no no",
      .words = "不一定参加",
      .status = "TENTATIVE" },
    { .what = "will try", .words = "尽量参加", .status = "TENTATIVE" },
    { .what = "maybe", .words = "Maybe", .status = "TENTATIVE" },
    { .what = "not settled",
      .words = "我单位是谁去尚未确定，暂无法确定",
      .status = "?" },

    { .what = "a colleague is sent",
      .words = "由吴工（wu@m10.example）代为参加",
      .status = "DELEGATED",
      .delegate = "wu@m10.example",
      .name = "吴工" },
    { .what = "a colleague is sent instead",
      .words = "我不能参加，委派 吴工 wu@m10.example 参加。",
      .status = "DELEGATED",
      .delegate = "wu@m10.example",
      .name = "吴工" },
    { .what = "delegate",
      .words = "Delegate to Wu Gong <wu@m10.example>",
      .status = "DELEGATED",
      .delegate = "wu@m10.example",
      .name = "Wu Gong" },
    { .what = "sent without an address",
      .words = "委派吴工参加",
      .status = "" },
    { .what = "declined, with another's proxy",
      .words = "不能参加，委托M02代为参加",
      .status = "DECLINED",
      .reason = "委托M02代为参加" },
    { .what = "who comes is no delegate",
      .words = "由张三参加会议",
      .status = "ACCEPTED" },

    { .what = "a question", .words = "是否可以参加？", .status = "?" },
    { .what = "asked without a mark",
      .words = "请问怎么参加会议",
      .status = "?" },
    { .what = "asked beside an answer",
      .words = "我单位参加，请问几点签到",
      .status = "?" },
    { .what = "thanks", .words = "收到，谢谢！", .status = "" },
    { .what = "noted", .words = "已阅", .status = "" },
    { .what = "both left standing", .words = "参加/不参加", .status = "" },
    { .what = "a condition", .words = "如果在线上开，我们参加", .status = "" },
    { .what = "two people, two answers",
      .words = "张三参加，李四不参加",
      .status = "" },
    { .what = "two noes are no no", .words = "我们不会缺席", .status = "" },
    { .what = "about something else",
      .words = "我们参加起草的标准已提交",
      .status = "" },
    { .what = "thanks for being asked",
      .words = "感谢邀请我们参加会议",
      .status = "" },
    { .what = "of the last time", .words = "上次未参加", .status = "" },
    { .what = "not of those who stay away",
      .words = "不参加的单位有几家",
      .status = "" },
    { .what = "nothing", .words = "", .status = "" },
    { .what = "far below", .words = "一\n二\n三\n四\n参加", .status = "" },
    { .what = "no UTF-8", .words = "\xff\xe5\x8f", .status = "" },
};

static void test_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct rsvp_words_case *c = &cases[i];
        struct rsvp_words got = rsvp_words_read(span_str(c->words));
        const char *status = got.sense == RSVP_SENSE_ANSWER
                                 ? answer_status_name(got.status)
                             : got.sense == RSVP_SENSE_QUESTION ? "?"
                                                                : "";

        CHECK_SPAN(c->what, span_str(status), span_str(c->status));
        CHECK_SPAN(c->what, got.reason, span_str(c->reason));
        CHECK_SPAN(c->what, got.delegate, span_str(c->delegate));
        CHECK_SPAN(c->what, got.delegate_name, span_str(c->name));
    }
}

/* Whatever is cut off, nothing is read beyond it. */
static void test_total(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct span words = span_str(cases[i].words);
        for (size_t n = 0; n <= words.n; n++) {
            char *copy = malloc(n + 1);
            assert_non_null(copy);
            memcpy(copy, words.p, n);
            (void)rsvp_words_read(span_of(copy, n));
            free(copy);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_answers),
                                        cmocka_unit_test(test_total) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
