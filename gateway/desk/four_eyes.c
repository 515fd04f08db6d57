#include "four_eyes.h"

#include <assert.h>

/* Whoever writes from there may be any of those who share it, so also the one
 * who took the step before. */
static bool is_shared(const struct desk *dk, struct span mail)
{
    const struct desk_settings *set = dk->set;

    return set->secretariat_n > 1 && span_eq_nocase(mail, set->secretariat[0]);
}

const char *four_eyes_fault(const struct desk *dk, struct span before,
                            struct span now, const char **ret_en)
{
    assert(dk && ret_en);
    if (!dk->set->four_eyes)
        return NULL;
    if (span_is_empty(before)) {
        *ret_en = "nobody has taken the step before this one";
        return "尚无经办人办理上一步，不能确认";
    }
    if (is_shared(dk, now)) {
        *ret_en = "this needs a second operator, from his own registered "
                  "address: the duty mailbox is shared and does not show who "
                  "writes";
        return "须由另一位经办人用本人登记邮箱确认：值班信箱为多人共用，"
               "不能据以区分经办人";
    }
    if (!span_eq_nocase(before, now))
        return NULL;
    *ret_en = "the step before was yours: another operator of the secretariat "
              "has to confirm";
    return "上一步由您办理，须由秘书处另一位经办人确认";
}
