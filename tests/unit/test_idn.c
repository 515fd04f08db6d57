#include "check.h"

#include "convoke/base/own.h"
#include "convoke/mail/idn.h"

static void test_domains_become_ascii(void **state)
{
    static const struct {
        const char *what;
        struct span in, out;
    } cases[] = {
        { "例子.cn", SPAN("c@例子.cn"), SPAN("c@xn--fsqu00a.cn") },
        { "标准.中国", SPAN("c@标准.中国"), SPAN("c@xn--q8q655c.xn--fiqs8s") },
        { "网络安全标准化技术委员会.中国",
          SPAN("c@网络安全标准化技术委员会.中国"),
          SPAN("c@xn--6oqy9ccik0c96bx4pk5cw1tlikv6b627idfb.xn--fiqs8s") },
        { "bücher.example", SPAN("c@bücher.example"),
          SPAN("c@xn--bcher-kva.example") },
        { "мосгос.рф", SPAN("c@мосгос.рф"), SPAN("c@xn--c1argbnc.xn--p1ai") },
        { "ελλάδα.gr", SPAN("c@ελλάδα.gr"), SPAN("c@xn--hxakic4aa.gr") },
        { "한국.kr", SPAN("c@한국.kr"), SPAN("c@xn--3e0b707e.kr") },
        { "日本語ドメイン.jp", SPAN("c@日本語ドメイン.jp"),
          SPAN("c@xn--eckwd4c7c5976acvb2w6i.jp") },
        { "他们为什么不说中文.example", SPAN("c@他们为什么不说中文.example"),
          SPAN("c@xn--ihqwcrb4cv8a8dqg056pqjye.example") },
        { "αβγ-abc-漢字12.example", SPAN("c@αβγ-abc-漢字12.example"),
          SPAN("c@xn---abc-12-0lfjk5197viwxb.example") },
        { "ü.ü", SPAN("c@ü.ü"), SPAN("c@xn--tda.xn--tda") },
        { "россия-2026.рф", SPAN("c@россия-2026.рф"),
          SPAN("c@xn---2026-hxe5bpka9m.xn--p1ai") },
        { "ideographic full stop", SPAN("c@例子。cn"),
          SPAN("c@xn--fsqu00a.cn") },
        { "capitals", SPAN("c@BÜCHER.example"),
          SPAN("c@xn--bcher-kva.example") },
        { "a local part is left alone", SPAN("张三@例子.cn"),
          SPAN("张三@xn--fsqu00a.cn") },
        { "ASCII stays", SPAN("C@m12.example"), SPAN("C@m12.example") },
        { "already done", SPAN("c@xn--fsqu00a.cn"), SPAN("c@xn--fsqu00a.cn") },
        { "not allowed", SPAN("c@例 子.cn"), SPAN("c@例 子.cn") },
        { "not UTF-8", SPAN("c@\xc0\xd6.cn"), SPAN("c@\xc0\xd6.cn") },
        { "an empty label", SPAN("c@例..cn"), SPAN("c@例..cn") },
        { "a full stop behind", SPAN("c@例.cn."), SPAN("c@例.cn.") },
        { "signs", SPAN("c@例☃.cn"), SPAN("c@例☃.cn") },
        { "wide forms", SPAN("c@ｅｘａｍｐｌｅ．cn"), SPAN("c@example.cn") },
        { "no width", SPAN("c@例\xe2\x80\x8b子.cn"), SPAN("c@xn--fsqu00a.cn") },
        { "a label too long",
          SPAN("c@一七三上下不与专且世丘丙业丛东丝丢两严丧个中丰串临丸丹为主丽"
               "举久么义之乌乍乎乏.cn"),
          SPAN("c@一七三上下不与专且世丘丙业丛东丝丢两严丧个中丰串临丸丹为主丽"
               "举久么义之乌乍乎乏.cn") },
        { "no domain", SPAN("例子"), SPAN("例子") },
        { "nothing", SPAN(""), SPAN("") },
    };
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(64 * 1024);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        CHECK_SPAN(cases[i].what, idn_mail(cases[i].in, &arena), cases[i].out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_domains_become_ascii),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
