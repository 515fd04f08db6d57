#include "prompt.h"

#include "convoke/base/own.h"

bool prompt_is(struct span text)
{
    static const char *const signs[] = {
        "点击",  "单击", "输入",  "请填",   "选择",
        "click", "tap",  "enter", "choose", "select",
    };

    for (size_t i = 0; i < ARRAY_LEN(signs); i++)
        if (span_find_nocase(text, span_str(signs[i])) < text.n)
            return true;
    return false;
}
