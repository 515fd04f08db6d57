#include "tnef_reply.h"

#include <assert.h>

#include "convoke/base/civil.h"
#include "convoke/base/moment.h"
#include "convoke/base/own.h"
#include "convoke/mail/charset.h"
#include "convoke/mail/compose.h"

enum {
    LINE = 75, /* octets of a content line before it is folded */
    COMMENT_MOST = 4000,
    VALUE_MOST = 400,
};

/* ---- which meeting ---- */

/* GlobalObjectId: 16 octets that say so, 4 of an occurrence's date, 8 of time,
 * 8 of nothing, the length of what follows, and that. [MS-OXOCAL] 2.2.1.27 */
enum { ID_DATE = 16, ID_DATE_END = 20, ID_DATA = 40 };

static const struct span id_mark = SPAN("\x04\x00\x00\x00\x82\x00\xe0\x00"
                                        "\x74\xc5\xb7\x10\x1a\x82\xe0\x08");
/* Before a UID that is not Outlook's own. */
static const struct span foreign = SPAN("vCal-Uid\x01\x00\x00\x00");

static bool is_object_id(struct span id)
{
    return id.n >= ID_DATA && id.n <= VALUE_MOST && span_starts(id, id_mark);
}

static struct span object_id(const struct tnef *t)
{
    if (is_object_id(t->clean_id))
        return t->clean_id;
    return is_object_id(t->object_id) ? t->object_id : SPAN_NONE;
}

/* ---- content lines ---- */

static void put_folded(struct text *to, struct span line)
{
    size_t most = LINE;

    while (line.n > most) {
        struct span piece = span_fit(line, most);

        text_add(to, piece);
        text_add(to, SPAN("\n "));
        line = span_from(line, piece.n);
        most = LINE - 1;
    }
    text_add(to, line);
    text_add(to, SPAN("\n"));
}

/* A TEXT value's octets; controls but the line end go. */
static void add_escaped(struct text *line, struct span value)
{
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];

        if (c == '\n')
            text_add(line, SPAN("\\n"));
        else if (c == '\\' || c == ';' || c == ',')
            text_addf(line, "\\%c", c);
        else if ((unsigned char)c >= 0x20 && c != 0x7f)
            text_add_char(line, c);
    }
}

static void put_text(struct text *to, const char *name, struct span value,
                     size_t most)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(COMMENT_MOST * 2 + 64);

    value = span_trim(span_fit(value, most));
    if (!value.n || !span_is_utf8(value))
        return;
    text_add_str(&line, name);
    text_add(&line, SPAN(":"));
    add_escaped(&line, value);
    put_folded(to, text_span(&line));
}

static void put_moment(struct text *to, const char *name, int64_t moment)
{
    struct civil day;
    int second;

    if (moment == MOMENT_NONE)
        return;
    day = civil_from_day((civil_day)(moment / CIVIL_DAY));
    second = (int)(moment % CIVIL_DAY);
    text_addf(to, "%s:%04d%02d%02dT%02d%02d%02dZ\n", name, day.year, day.month,
              day.day, second / 3600, second / 60 % 60, second % 60);
}

static void put_uid(struct text *to, struct span id)
{
    struct span data = span_from(id, ID_DATA);
    CLEANUP(text_release) struct text hex = TEXT_INIT(VALUE_MOST * 2);

    if (span_starts(data, foreign)) {
        data = span_from(data, foreign.n);
        put_text(to, "UID", span_sub(data, 0, span_find_char(data, '\0')),
                 VALUE_MOST);
        return;
    }
    for (size_t i = 0; i < id.n; i++) {
        bool date = i >= ID_DATE && i < ID_DATE_END;

        text_addf(&hex, "%02X", date ? 0 : (unsigned char)id.p[i]);
    }
    put_text(to, "UID", text_span(&hex), VALUE_MOST * 2);
}

/* One occurrence of a series has its date in its id. */
static void put_occurrence(struct text *to, struct span id)
{
    unsigned at[ID_DATE_END - ID_DATE];

    if (!is_object_id(id))
        return;
    for (size_t i = 0; i < ARRAY_LEN(at); i++)
        at[i] = (unsigned char)id.p[ID_DATE + i];
    if (at[0] || at[1])
        text_addf(to, "RECURRENCE-ID;VALUE=DATE:%04u%02u%02u\n",
                  (at[0] << 8 | at[1]) % 10000, at[2] % 100, at[3] % 100);
}

/* ---- who ---- */

/* The first of these that mail can be sent to. */
static struct span address_of(struct span smtp, struct span mail)
{
    if (letter_address_ok(smtp))
        return smtp;
    return letter_address_ok(mail) ? mail : SPAN_NONE;
}

static void add_name(struct text *line, struct span name)
{
    name = span_fit(name, VALUE_MOST);
    if (!name.n || !span_is_utf8(name))
        return;
    text_add(line, SPAN(";CN=\""));
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] >= 0x20 && name.p[i] != '"' &&
            name.p[i] != 0x7f)
            text_add_char(line, name.p[i]);
    text_add(line, SPAN("\""));
}

static bool put_attendee(struct text *to, const struct tnef *t,
                         struct span from, const char *status)
{
    CLEANUP(text_release) struct text line = TEXT_INIT(4 * VALUE_MOST);
    struct span who = address_of(t->for_smtp, t->for_mail);
    struct span by = address_of(t->by_smtp, t->by_mail);
    struct span name = t->for_name;

    if (!who.n) {
        who = by.n ? by : from;
        name = t->by_name;
    }
    if (!letter_address_ok(who))
        return false;
    text_addf(&line, "ATTENDEE;PARTSTAT=%s", status);
    add_name(&line, name);
    if (by.n && !span_eq_nocase(by, who))
        text_addf(&line, ";SENT-BY=\"mailto:" SPAN_FMT "\"", SPAN_ARG(by));
    text_addf(&line, ":mailto:" SPAN_FMT, SPAN_ARG(who));
    put_folded(to, text_span(&line));
    return true;
}

/* ---- the object ---- */

static const char *status_of(struct span message_class)
{
    static const struct {
        struct span name;
        const char *status;
    } answers[] = {
        { SPAN("IPM.Schedule.Meeting.Resp.Pos"), "ACCEPTED" },
        { SPAN("IPM.Schedule.Meeting.Resp.Neg"), "DECLINED" },
        { SPAN("IPM.Schedule.Meeting.Resp.Tent"), "TENTATIVE" },
    };

    for (size_t i = 0; i < ARRAY_LEN(answers); i++)
        if (span_starts_nocase(message_class, answers[i].name))
            return answers[i].status;
    return NULL;
}

static bool put_answer(const struct tnef *t, struct span from, bool counter,
                       struct text *to)
{
    struct span id = object_id(t);
    const char *status = status_of(t->message_class);

    if (!status || !id.n)
        return false;
    text_addf(to,
              "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Convoke//winmail.dat//"
              "EN\nMETHOD:%s\nBEGIN:VEVENT\n",
              counter ? "COUNTER" : "REPLY");
    put_uid(to, id);
    put_occurrence(to, t->object_id);
    if (!put_attendee(to, t, from, status))
        return false;
    if (t->sequence > 0)
        text_addf(to, "SEQUENCE:%lld\n", (long long)t->sequence);
    put_moment(to, "DTSTAMP", t->changed);
    put_moment(to, "DTSTART", counter ? t->proposed_start : t->start);
    put_moment(to, "DTEND", counter ? t->proposed_end : t->end);
    put_text(to, "SUMMARY", t->subject, VALUE_MOST);
    put_text(to, "LOCATION", t->location, VALUE_MOST);
    put_text(to, "COMMENT", t->body, COMMENT_MOST);
    text_add(to, SPAN("END:VEVENT\nEND:VCALENDAR\n"));
    return true;
}

/* Lines end with LF, as letter_text gives them. */
static void put_file(const struct tnef_file *file, struct text *to)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(to->ceiling);

    (void)charset_to_utf8(file->bytes, SPAN_NONE, SPAN_NONE, &text);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r' && text.p[i] != '\0')
            text_add_char(to, text.p[i]);
}

static bool put_first_file(const struct tnef *t, struct text *to)
{
    list_each(&t->files, file)
    {
        if (!file->bytes.n || !span_ends_nocase(file->name, SPAN(".ics")))
            continue;
        put_file(file, to);
        return true;
    }
    return false;
}

bool tnef_reply(const struct tnef *t, struct span from, struct text *to,
                struct span *ret_method)
{
    bool counter;

    assert(t);
    assert(to);
    assert(ret_method);
    counter = t->counter && t->proposed_start != MOMENT_NONE;
    if (put_answer(t, from, counter, to)) {
        *ret_method = counter ? SPAN("COUNTER") : SPAN("REPLY");
        return true;
    }
    text_reset(to);
    if (!put_first_file(t, to))
        return false;
    *ret_method = SPAN_NONE;
    return true;
}
