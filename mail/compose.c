#include "convoke/mail/compose.h"

#include <assert.h>
#include <unistd.h>

#include "compose_head.h"
#include "convoke/base/hash.h"
#include "fieldline.h"
#include "outlet.h"

enum { MEDIA_TYPE_MOST = 127, METHOD_MOST = 20 };

static bool is_token_char(char c)
{
    return c > ' ' && c < 0x7f && !strchr("()<>@,;:\\\"/[]?=", c);
}

static bool is_media_type(struct span s)
{
    size_t slash = span_find_char(s, '/');

    if (s.n > MEDIA_TYPE_MOST || slash == 0 || slash + 1 >= s.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (i != slash && !is_token_char(s.p[i]))
            return false;
    return true;
}

/* Lines end with LF or CRLF and hold no control but the tab. */
static enum verdict check_body(struct span text, const char *name,
                               struct reason *why)
{
    bool bad = !span_is_utf8(text);

    for (size_t i = 0; i < text.n && !bad; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool end = c == '\r' && i + 1 < text.n && text.p[i + 1] == '\n';

        bad = (c < 0x20 && c != '\n' && c != '\t' && !end) || c == 0x7f;
    }
    if (bad)
        return reason_set(why, VERDICT_NEVER, "compose.body",
                          "%s body: controls or not UTF-8", name);
    return VERDICT_DONE;
}

/* A message or multipart may not be base64 itself (RFC 2046 5.2.1): such a
 * file travels as plain octets and keeps its name. */
static enum verdict write_file_head(const struct letter_file *file,
                                    struct text *head, struct reason *why)
{
    struct span utf8 = SPAN("; charset=UTF-8"); /* the one parameter known */
    bool named = span_ends(file->media_type, utf8);
    struct span type = span_sub(file->media_type, 0,
                                file->media_type.n - (named ? utf8.n : 0));
    struct fieldline f = { .name = "attachment name" };
    enum verdict v = fieldline_check(&f, file->name, why);

    if (v != VERDICT_DONE)
        return v;
    if (span_is_empty(type) || span_starts_nocase(type, SPAN("message/")) ||
        span_starts_nocase(type, SPAN("multipart/")))
        type = SPAN("application/octet-stream");
    if (!is_media_type(type))
        return reason_set(why, VERDICT_NEVER, "compose.file",
                          "attachment: not a media type");
    f = fieldline_begin(head, "Content-Type");
    fieldline_token(&f, type);
    if (named)
        fieldline_param(&f, "charset", SPAN("UTF-8"), false);
    if (!span_is_empty(file->name))
        fieldline_param(&f, "name", file->name, false);
    fieldline_end(&f);
    f = fieldline_begin(head, "Content-Disposition");
    fieldline_token(&f, SPAN("attachment"));
    if (!span_is_empty(file->name))
        fieldline_param(&f, "filename", file->name, true);
    fieldline_end(&f);
    text_add(head, SPAN("Content-Transfer-Encoding: base64\r\n\r\n"));
    return VERDICT_DONE;
}

static enum verdict write_fd(int fd, struct base64 *b, struct outlet *out,
                             struct reason *why)
{
    char buf[BASE64_LINE * 256];
    off_t at = 0;

    while (!out->stopped) {
        ssize_t n = pread(fd, buf, sizeof(buf), at);

        if (n < 0)
            return reason_from_errno(why, VERDICT_LATER, "compose.file",
                                     "attachment");
        if (n == 0)
            break;
        base64_add(b, out, span_of(buf, (size_t)n));
        at += n;
    }
    return VERDICT_DONE;
}

static enum verdict write_file(const struct letter_file *file,
                               struct outlet *out, struct reason *why)
{
    CLEANUP(text_release) struct text head = TEXT_INIT(TEXT_MAX_HEADER);
    struct base64 b = { .n = 0 };
    enum verdict v = write_file_head(file, &head, why);

    if (v != VERDICT_DONE)
        return v;
    outlet_put(out, text_span(&head));
    if (file->bytes.p)
        base64_add(&b, out, file->bytes);
    else
        v = write_fd(file->fd, &b, out, why);
    base64_end(&b, out);
    return v;
}

static void write_body(struct span text, const char *type, struct outlet *out)
{
    bool quoted = outlet_prefers_quoted(text);

    outlet_put(out, SPAN("Content-Type: "));
    outlet_put(out, span_str(type));
    outlet_put(out, SPAN("; charset=UTF-8\r\nContent-Transfer-Encoding: "));
    outlet_put(out, quoted ? SPAN("quoted-printable") : SPAN("base64"));
    outlet_put(out, SPAN("\r\n\r\n"));
    if (quoted)
        outlet_text_quoted(out, text);
    else
        outlet_text_base64(out, text);
}

/* "=_" can stand in neither base64 nor quoted-printable, so no body can hold
 * a boundary. */
struct boundary {
    char word[32];
};

static struct boundary boundary_of(struct span message_id, char level)
{
    struct boundary b;
    char hex[HASH_HEX];

    hash_of(message_id, hex);
    memcpy(b.word, "=_", 2);
    b.word[2] = level;
    memcpy(b.word + 3, hex, 24);
    b.word[27] = '\0';
    return b;
}

static void open_multipart(const struct boundary *b, const char *subtype,
                           struct outlet *out)
{
    outlet_put(out, SPAN("Content-Type: multipart/"));
    outlet_put(out, span_str(subtype));
    outlet_put(out, SPAN(";\r\n boundary=\""));
    outlet_put(out, span_str(b->word));
    outlet_put(out, SPAN("\"\r\n\r\n"));
}

static void put_boundary(const struct boundary *b, bool last,
                         struct outlet *out)
{
    outlet_put(out, SPAN("--"));
    outlet_put(out, span_str(b->word));
    outlet_put(out, last ? SPAN("--\r\n") : SPAN("\r\n"));
}

/* Base64 always, so that nobody on the way mends its line ends, and bare: with
 * a disposition or a Content-ID some programs show no invitation. */
static void write_calendar(const struct letter_calendar *calendar,
                           struct outlet *out)
{
    struct base64 b = { .n = 0 };

    outlet_put(out, SPAN("Content-Type: text/calendar; method="));
    outlet_put(out, calendar->method);
    outlet_put(out, SPAN("; charset=UTF-8\r\n"
                         "Content-Transfer-Encoding: base64\r\n\r\n"));
    base64_add(&b, out, calendar->bytes);
    base64_end(&b, out);
}

static struct letter_file calendar_file(const struct letter_calendar *calendar)
{
    return (struct letter_file){ .name = calendar->name,
                                 .media_type = SPAN("application/ics"),
                                 .bytes = calendar->bytes,
                                 .fd = -1 };
}

/* The calendar last: the last alternative is the one to prefer. */
static void write_alternative(const struct letter_spec *spec,
                              struct outlet *out)
{
    struct boundary b = boundary_of(spec->message_id, 'a');

    if (!spec->html.n && !spec->calendar.bytes.n) {
        write_body(spec->text, "text/plain", out);
        return;
    }
    open_multipart(&b, "alternative", out);
    put_boundary(&b, false, out);
    write_body(spec->text, "text/plain", out);
    outlet_put(out, SPAN("\r\n"));
    if (spec->html.n) {
        put_boundary(&b, false, out);
        write_body(spec->html, "text/html", out);
        outlet_put(out, SPAN("\r\n"));
    }
    if (spec->calendar.bytes.n) {
        put_boundary(&b, false, out);
        write_calendar(&spec->calendar, out);
        outlet_put(out, SPAN("\r\n"));
    }
    put_boundary(&b, true, out);
}

static enum verdict write_mixed_file(const struct letter_file *file,
                                     const struct boundary *b,
                                     struct outlet *out, struct reason *why)
{
    outlet_put(out, SPAN("\r\n"));
    put_boundary(b, false, out);
    return write_file(file, out, why);
}

/* The alternative first: Outlook looks for an invitation in no other child. */
static enum verdict write_parts(const struct letter_spec *spec,
                                struct outlet *out, struct reason *why)
{
    struct boundary b = boundary_of(spec->message_id, 'm');
    struct letter_file calendar = calendar_file(&spec->calendar);
    enum verdict v = VERDICT_DONE;

    if (spec->files_n == 0 && !calendar.bytes.n) {
        write_alternative(spec, out);
        return VERDICT_DONE;
    }
    open_multipart(&b, "mixed", out);
    put_boundary(&b, false, out);
    write_alternative(spec, out);
    for (size_t i = 0; i < spec->files_n && v == VERDICT_DONE; i++)
        v = write_mixed_file(&spec->files[i], &b, out, why);
    if (v == VERDICT_DONE && calendar.bytes.n)
        v = write_mixed_file(&calendar, &b, out, why);
    outlet_put(out, SPAN("\r\n"));
    put_boundary(&b, true, out);
    return v;
}

/* Lines end with CRLF and nothing else: a doubled CR makes calendars pass over
 * the object without a word (interop.md 7). */
static bool is_calendar_text(struct span s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool cr = s.p[i] == '\r';

        if (cr && (i + 1 == s.n || s.p[i + 1] != '\n'))
            return false;
        if (s.p[i] == '\0' ||
            (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r')))
            return false;
    }
    return span_is_utf8(s);
}

static bool is_method(struct span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'A' && s.p[i] <= 'Z') && s.p[i] != '-')
            return false;
    return s.n > 0 && s.n <= METHOD_MOST;
}

static enum verdict check_calendar(const struct letter_calendar *calendar,
                                   struct text *scratch, struct reason *why)
{
    struct fieldline f = { .name = "calendar name" };
    struct letter_file file = calendar_file(calendar);
    enum verdict v;

    if (!calendar->bytes.n)
        return VERDICT_DONE;
    if (!is_calendar_text(calendar->bytes))
        return reason_set(why, VERDICT_NEVER, "compose.calendar",
                          "calendar: not UTF-8 in lines that end with CRLF");
    if (!is_method(calendar->method))
        return reason_set(why, VERDICT_NEVER, "compose.calendar",
                          "calendar method: not a method's name");
    if (!calendar->name.n)
        return reason_set(why, VERDICT_NEVER, "compose.calendar",
                          "calendar name: none");
    v = fieldline_check(&f, calendar->name, why);
    if (v == VERDICT_DONE)
        v = write_file_head(&file, scratch, why);
    if (v == VERDICT_DONE && scratch->over)
        v = reason_set(why, VERDICT_NEVER, "compose.calendar",
                       "calendar name: too long");
    return v;
}

/* Everything that can be refused is refused before the first octet leaves. */
static enum verdict check_parts(const struct letter_spec *spec,
                                struct reason *why)
{
    CLEANUP(text_release) struct text scratch = TEXT_INIT(TEXT_MAX_HEADER);
    enum verdict v = check_body(spec->text, "text", why);

    if (v == VERDICT_DONE)
        v = check_body(spec->html, "html", why);
    for (size_t i = 0; i < spec->files_n && v == VERDICT_DONE; i++) {
        text_reset(&scratch);
        v = write_file_head(&spec->files[i], &scratch, why);
        if (v == VERDICT_DONE && scratch.over)
            v = reason_set(why, VERDICT_NEVER, "compose.file",
                           "attachment name: too long");
    }
    text_reset(&scratch);
    return v == VERDICT_DONE ? check_calendar(&spec->calendar, &scratch, why)
                             : v;
}

enum verdict letter_compose(const struct letter_spec *spec,
                            bool (*sink)(void *to, struct span piece), void *to,
                            struct reason *why)
{
    CLEANUP(text_release) struct text head = TEXT_INIT(TEXT_MAX_HEADER);
    struct outlet out = { .sink = sink, .to = to };
    enum verdict v;

    assert(spec);
    assert(sink);
    v = compose_head(spec, &head, why);
    if (v == VERDICT_DONE && head.over)
        v = reason_set(why, VERDICT_NEVER, "compose.head",
                       "the header is larger than %d octets", TEXT_MAX_HEADER);
    if (v == VERDICT_DONE)
        v = check_parts(spec, why);
    if (v != VERDICT_DONE)
        return v;
    outlet_put(&out, text_span(&head));
    v = write_parts(spec, &out, why);
    if (v != VERDICT_DONE)
        return v;
    outlet_flush(&out);
    if (out.stopped)
        return reason_set(why, VERDICT_LATER, "compose.write",
                          "the mail could not be written");
    return VERDICT_DONE;
}
