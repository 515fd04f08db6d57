/* Whatever a winmail.dat says, what is made of it is one calendar object of
 * folded lines of UTF-8, or a file that stood in it. */
#include <stdint.h>
#include <stdlib.h>

#include "convoke/mail/charset.h"
#include "mail/tnef_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_one_object(struct span text)
{
    struct span line;
    int begins = 0;

    if (!span_is_utf8(text) || !span_starts(text, SPAN("BEGIN:VCALENDAR\n")) ||
        !span_ends(text, SPAN("\nEND:VCALENDAR\n")))
        abort();
    while (span_line(&text, &line)) {
        if (line.n > 75 || span_has_control(line))
            abort();
        begins += span_starts(line, SPAN("BEGIN:"));
    }
    if (begins != 2)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(8 * 1024 * 1024);
    CLEANUP(text_release) struct text text = TEXT_INIT(64 * 1024);
    struct span octets = span_of((const char *)data, size);
    struct span method;
    struct tnef t;

    if (!ready)
        charset_prepare();
    ready = true;
    if (size > 1024 * 1024 || !tnef_read(octets, &arena, &t))
        return 0;
    if (tnef_reply(&t, SPAN("from@x.example"), &text, &method) && method.n)
        must_be_one_object(text_span(&text));
    return 0;
}
