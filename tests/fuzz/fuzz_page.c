/* Any octets as notice markup: laid out as text of at most 78 columns without
 * controls, and as html whose tags are closed. */
#include <stdint.h>
#include <stdlib.h>

#include "../../gateway/render/escape.h"
#include "../../gateway/render/page.h"
#include "convoke/base/own.h"
#include "convoke/base/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_lines(struct span text)
{
    struct span line = SPAN_NONE;

    while (span_line(&text, &line))
        if (table_width(line) > 78)
            abort();
}

static size_t count(struct span s, struct span what)
{
    size_t n = 0;
    size_t at;

    while ((at = span_find(s, what)) < s.n) {
        n++;
        s = span_from(s, at + what.n);
    }
    return n;
}

static void check_tags(struct span html)
{
    static const struct {
        struct span open, close;
    } pairs[] = {
        { { "<table", 6 }, { "</table>", 8 } },
        { { "<tr>", 4 }, { "</tr>", 5 } },
        { { "<td", 3 }, { "</td>", 5 } },
        { { "<a ", 3 }, { "</a>", 4 } },
        { { "<span", 5 }, { "</span>", 7 } },
    };

    for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
        if (count(html, pairs[i].open) != count(html, pairs[i].close))
            abort();
}

/* The octets are one value after a literal lead, and are markup themselves. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_release) struct arena a = ARENA_INIT((size_t)256 << 20);
    CLEANUP(text_release) struct text markup = TEXT_INIT(TEXT_MAX_NOTICE);
    CLEANUP(text_release) struct text text = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(text_release) struct text html = TEXT_INIT(TEXT_MAX_LETTER);
    struct span bytes = span_of((const char *)data, size);
    struct page page = { 0 };
    struct reason why = { 0 };

    if (size > 4 * 1024)
        return -1;
    text_add_str(&markup, "| ");
    escape_markup(&markup, bytes);
    text_add_str(&markup, " | x\n\n");
    if (span_is_utf8(bytes) && !span_has(bytes, SPAN("\x02")) &&
        !span_has(bytes, SPAN("\x03")))
        text_add(&markup, bytes);
    if (page_add(&page, &a, text_span(&markup), false, "m", &why) !=
        VERDICT_DONE)
        return 0;
    page_text(&page, &text);
    page_html(&page, &html);
    if (!text.over)
        check_lines(text_span(&text));
    if (!html.over)
        check_tags(text_span(&html));
    return 0;
}
