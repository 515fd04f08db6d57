/* Whatever an answer to a digest says: what is understood has all it needs,
 * and says the same when it is written out and read again. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/base/own.h"
#include "convoke/base/text.h"
#include "gateway/desk/digest_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_out(const struct digest_order *o, struct text *to)
{
    const struct digest_word *w = digest_word(o->verb);
    char day[CIVIL_TEXT];

    text_add_str(to, w->zh);
    list_each(&o->numbers, n) text_addf(to, " %d", *n);
    if (w->date)
        text_addf(to, " %s", civil_print(o->date, day));
    if (w->reason)
        text_addf(to, " 理由：" SPAN_FMT, SPAN_ARG(o->reason));
    text_add_char(to, '\n');
}

static void check_same(const struct digest_order *a,
                       const struct digest_order *b)
{
    bool date = digest_word(a->verb)->date;

    if (b->problem_zh || a->verb != b->verb || a->numbers.n != b->numbers.n ||
        (date && a->date != b->date))
        abort();
    for (size_t i = 0; i < a->numbers.n; i++)
        if (a->numbers.at[i] != b->numbers.at[i] || a->numbers.at[i] < 1)
            abort();
}

/* Commands hidden in a reason are commands; such a one is not written out. */
static bool is_plain(const struct digest_order *o, struct arena *a)
{
    CLEANUP(text_release) struct text again = TEXT_INIT(TEXT_MAX_NOTICE);

    if (o->reason.n > 200 || !span_is_utf8(o->reason))
        return false;
    text_addf(&again, "已阅 1；" SPAN_FMT, SPAN_ARG(o->reason));
    return digest_reply_read(text_span(&again), a).n == 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT(64 * 1024 * 1024);
    digest_orders found =
        digest_reply_read(span_of((const char *)data, size), &a);

    list_each(&found, o)
    {
        CLEANUP(text_release) struct text line = TEXT_INIT(TEXT_MAX_NOTICE);
        digest_orders again;

        if (o->problem_zh)
            continue;
        if (o->numbers.n == 0 || (digest_word(o->verb)->reason && !o->reason.n))
            abort();
        if (digest_word(o->verb)->reason && !is_plain(o, &a))
            continue;
        write_out(o, &line);
        again = digest_reply_read(text_span(&line), &a);
        if (again.n != 1)
            abort();
        check_same(o, &again.at[0]);
    }
    return 0;
}
