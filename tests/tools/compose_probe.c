/* compose_probe — composes mails from values on standard input.
 *
 * In, again and again: thirteen fields, each a length (u32, little endian) and
 * its octets: from name, from address, to name, to address, subject, file name,
 * notice, in-reply-to, text, html, calendar object, its method, its file's
 * name. Out: "=" or "!" (refused), a length, and the mail or the reason. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "convoke/mail/compose.h"

enum {
    FROM_NAME,
    FROM_MAIL,
    TO_NAME,
    TO_MAIL,
    SUBJECT,
    FILE_NAME,
    NOTICE,
    IN_REPLY_TO,
    BODY_TEXT,
    BODY_HTML,
    CALENDAR,
    CALENDAR_METHOD,
    CALENDAR_NAME,
    FIELDS
};

static bool into_text(void *to, struct span piece)
{
    return text_add(to, piece);
}

static bool read_field(struct text *to)
{
    char buf[4096];
    uint32_t n;

    text_reset(to);
    if (fread(&n, sizeof(n), 1, stdin) != 1)
        return false;
    while (n) {
        size_t piece = n < sizeof(buf) ? n : sizeof(buf);

        if (fread(buf, 1, piece, stdin) != piece ||
            !text_add(to, span_of(buf, piece)))
            exit(65);
        n -= (uint32_t)piece;
    }
    return true;
}

static void answer(char mark, struct span octets)
{
    uint32_t n = (uint32_t)octets.n;

    putchar(mark);
    fwrite(&n, sizeof(n), 1, stdout);
    fwrite(octets.p, 1, octets.n, stdout);
    fflush(stdout);
}

static void compose(const struct text *field, struct text *mail)
{
    const struct facts_address to = { text_span(&field[TO_NAME]),
                                      text_span(&field[TO_MAIL]) };
    const struct letter_file file = { .name = text_span(&field[FILE_NAME]),
                                      .bytes = SPAN("PK octets") };
    const struct letter_spec spec = {
        .from = { text_span(&field[FROM_NAME]), text_span(&field[FROM_MAIL]) },
        .to = &to,
        .to_n = 1,
        .subject = text_span(&field[SUBJECT]),
        .date = 1773763170,
        .message_id = SPAN("k1@std.example.cn"),
        .in_reply_to = text_span(&field[IN_REPLY_TO]),
        .notice = text_span(&field[NOTICE]),
        .text = text_span(&field[BODY_TEXT]),
        .html = text_span(&field[BODY_HTML]),
        .calendar = { text_span(&field[CALENDAR]),
                      text_span(&field[CALENDAR_METHOD]),
                      text_span(&field[CALENDAR_NAME]) },
        .files = &file,
        .files_n = 1,
    };
    struct reason why = { .text = "" };

    text_reset(mail);
    if (letter_compose(&spec, into_text, mail, &why) == VERDICT_DONE)
        answer('=', text_span(mail));
    else
        answer('!', span_str(why.text));
}

int main(void)
{
    struct text field[FIELDS];
    struct text mail = TEXT_INIT(TEXT_MAX_LETTER);

    for (int i = 0; i < FIELDS; i++)
        field[i] = TEXT_INIT(TEXT_MAX_NOTICE);
    for (;;) {
        for (int i = 0; i < FIELDS; i++)
            if (!read_field(&field[i])) {
                for (int k = 0; k < FIELDS; k++)
                    text_release(&field[k]);
                text_release(&mail);
                return 0;
            }
        compose(field, &mail);
    }
}
