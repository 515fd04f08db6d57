#include "check.h"

#include "convoke/base/own.h"
#include "mail/smtp_pace.h"

static void test_who_asks_to_slow_down(void **state)
{
    static const struct {
        int code;
        const char *text;
        bool slow, another;
    } cases[] = {
        /* QQ and its business mail */
        { 550, "Ip frequency limited. http://service.mail.qq.com/x", true,
          false },
        { 550, "Domain frequency limited", true, false },
        { 550, "Sender frequency limited", true, false },
        { 550, "Connection frequency limited", true, false },
        { 550, "Mailbox unavailable or access denied", true, false },
        { 550, "Mailbox not found", false, false },
        { 550, "Mail content denied", false, false },
        { 550, "Suspected spam ip", false, false },
        /* NetEase */
        { 421, "HL:ICC 163 smtp8,192.0.2.1,1,10000", true, false },
        { 421, "HL:IFC 163 smtp8", true, false },
        { 554, "HL:ICC", true, false },
        { 451, "MI:SFQ 163 smtp10", true, false },
        { 450, "MI:DMC 163 smtp10", false, true },
        { 451, "MI:DMC 163 smtp10", false, true },
        { 450, "RP:DRC 163 smtp10", false, true },
        { 451, "DT:SPM ,please try again", false, false },
        { 550, "User not found: b@163.com", false, false },
        { 554, "DT:SPM 163 smtp", false, false },
        /* Others */
        { 421, "4.7.0 closing", true, false },
        { 450, "4.7.1 Error: too many mails from 192.0.2.1", true, false },
        { 421, "4.7.28 unusual rate", true, false },
        { 550, "发送过于频繁，请稍后再试", true, false },
        { 450, "4.2.0 Greylisted, see http://postgrey.example/", false, false },
        { 452, "4.2.2 mailbox full", false, false },
        { 250, "ok, no rate limit", false, false },
        { 550, "", false, false },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_INT(cases[i].text, smtp_pace_asks(cases[i].code, cases[i].text),
                  cases[i].slow);
        CHECK_INT(cases[i].text,
                  smtp_pace_wants_another(cases[i].code, cases[i].text),
                  cases[i].another);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_asks_to_slow_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
