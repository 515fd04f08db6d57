#include "uupart.h"

#include <assert.h>

#include "convoke/mail/prescan.h"

/* `begin` and three or four octal digits: the name behind them. */
static bool is_begin(struct span line, struct span *ret_name)
{
    size_t digits = 0;

    if (!span_starts(line, SPAN("begin ")))
        return false;
    line = span_from(line, 6);
    while (digits < line.n && line.p[digits] >= '0' && line.p[digits] <= '7')
        digits++;
    if (digits < 3 || digits > 4 || digits + 1 >= line.n ||
        line.p[digits] != ' ')
        return false;
    *ret_name = span_trim(span_from(line, digits));
    return ret_name->n > 0;
}

/* The first line of data has a length that its letters bear out: prose that
 * begins with "begin 100 new" has not. */
static bool is_data(struct span line)
{
    size_t octets = line.n ? (size_t)((line.p[0] - ' ') & 0x3f) : 0;

    return line.n > 0 && line.p[0] >= ' ' && line.p[0] <= '`' &&
           line.n - 1 >= octets && line.n - 1 <= octets / 3 * 4 + 6;
}

/* The file that begins first in `text`; false when there is none. */
static bool find_file(struct span text, struct span *ret_name,
                      struct span *ret_file)
{
    size_t from = 0;

    while (from < text.n) {
        size_t at = from + span_find(span_from(text, from), SPAN("begin "));
        struct span rest = span_from(text, at);
        struct span line;
        size_t end;
        from = at + 6;
        if (at > 0 && at < text.n && text.p[at - 1] != '\n')
            continue;
        if (!span_line(&rest, &line) || !is_begin(line, ret_name) ||
            !span_line(&rest, &line) || !is_data(line))
            continue;
        rest = span_from(text, at);
        end = span_find(rest, SPAN("\nend"));
        *ret_file = span_sub(rest, 0, end < rest.n ? end + 4 : end);
        return true;
    }
    return false;
}

void uupart_list(struct letter *l)
{
    struct letter_part *text = l->parts.at;
    struct span rest;
    struct span name;
    struct span file;

    assert(l->parts.n > 0);
    if (l->parts.n != 1 || text->kind != LETTER_LEAF ||
        text->encoding != TRANSFER_IDENTITY ||
        !span_eq(text->media_type, SPAN("text/plain")))
        return;
    rest = text->body;
    while (l->parts.n < PRESCAN_MAX_PARTS && find_file(rest, &name, &file)) {
        struct letter_part part = {
            .parent = 0, .message = -1, .depth = 1, .leaf = l->leaves++
        };
        part.encoding = TRANSFER_UUENCODE;
        part.media_type = SPAN("application/octet-stream");
        part.disposition.main = SPAN("attachment");
        part.header = span_sub(file, 0, 0);
        part.body = file;
        part.name_sent = header_decode(name, SPAN_NONE, l->arena, NULL);
        part.name = header_file_name(part.name_sent, l->arena);
        if (l->parts.n == 1)
            l->parts.at[0].body.n = (size_t)(file.p - l->parts.at[0].body.p);
        *list_push(&l->parts, l->arena) = part;
        rest = span_from(rest, (size_t)(file.p - rest.p) + file.n);
        letter_note(l, "uuencode.found");
    }
}
