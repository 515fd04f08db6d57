#include "convoke/mail/reading.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "attachment.h"
#include "body.h"
#include "calendar_part.h"
#include "cloud.h"
#include "convoke/base/moment.h"
#include "convoke/mail/address.h"
#include "convoke/mail/charset.h"
#include "convoke/mail/form.h"
#include "convoke/mail/letter.h"
#include "convoke/mail/remnant.h"
#include "convoke/mail/sheet.h"
#include "filetext.h"
#include "html.h"
#include "inside.h"
#include "keyword.h"
#include "robot.h"
#include "sniff.h"
#include "tidy.h"
#include "token.h"
#include "trust.h"
#include "unpack.h"
#include "winmail.h"
#include "writing.h"

enum { FILE_ARENA = 64 * 1024 * 1024 };

void reading_prepare(void)
{
    /* libzip asks for local time; a zone with a file would be looked up at
     * every message, where no file can be reached. */
    setenv("TZ", "UTC0", 1);
    tzset();
    charset_prepare();
    office_prepare();
    unpack_prepare();
    html_prepare();
}

/* What is at work on one message. */
struct reading {
    struct letter letter;
    struct arena *arena; /* borrowed */
    struct span hint;    /* charset label for raw octets in headers */
    struct body body;
    struct facts *f;                /* borrowed */
    struct archive_budget budget;   /* of all documents together … */
    struct archive_budget unpacked; /* … and of all archives */
    size_t texts;                   /* octets of text in files so far */
    int inner;                      /* number of the next file inside another */
};

/* ---- headers ---- */

/* The next <id> of `rest`; commas and junk between ids are stepped over. */
static bool take_id(struct span *rest, struct span *ret)
{
    size_t open = span_find_char(*rest, '<');
    struct span inner = span_from(*rest, open + 1);
    size_t close = span_find_char(inner, '>');

    if (open == rest->n || close == inner.n)
        return false;
    *ret = span_trim(span_sub(inner, 0, close));
    *rest = span_from(inner, close + 1);
    return true;
}

static struct span header_line(struct reading *rd, struct span name)
{
    return header_unfold(letter_header(&rd->letter, 0, name), rd->arena);
}

static struct span tidy_id(struct reading *rd, struct span id)
{
    return tidy_line(id, id.n, rd->arena);
}

/* An id without its brackets is still an id. */
static struct span first_id(struct reading *rd, struct span name)
{
    struct span rest = header_line(rd, name);
    struct span id = span_sub(rest, 0, span_find_char(rest, ' '));

    (void)take_id(&rest, &id);
    return tidy_id(rd, id);
}

static void read_references(struct reading *rd)
{
    struct span rest = header_line(rd, SPAN("References"));
    struct span id;

    while (rd->f->references.n < FACTS_MAX_REFERENCES && take_id(&rest, &id))
        *list_push(&rd->f->references, rd->arena) = tidy_id(rd, id);
}

static void read_addresses(struct reading *rd, struct span name,
                           facts_addresses *to)
{
    size_t at = 0;
    size_t from = to->n;
    struct span value;

    while (letter_header_next(&rd->letter, 0, name, &at, &value))
        (void)address_list_read(value, rd->hint, FACTS_MAX_ADDRESSES, rd->arena,
                                to);
    for (; from < to->n; from++) {
        struct facts_address *a = &to->at[from];
        a->name = tidy_line(a->name, FACTS_MAX_NAME, rd->arena);
        a->mail = tidy_mail(a->mail, rd->arena);
    }
}

static void read_people(struct reading *rd)
{
    static const struct span recipients[] = {
        SPAN("To"),           SPAN("Cc"),
        SPAN("Delivered-To"), SPAN("X-Original-To"),
        SPAN("Envelope-To"),  SPAN("X-Envelope-To"),
    };
    size_t at = 0;
    struct span path;

    read_addresses(rd, SPAN("From"), &rd->f->from);
    read_addresses(rd, SPAN("Reply-To"), &rd->f->reply_to);
    for (size_t i = 0; i < ARRAY_LEN(recipients); i++)
        read_addresses(rd, recipients[i], &rd->f->to);
    if (!letter_header_next(&rd->letter, 0, SPAN("Return-Path"), &at, &path))
        return;
    path = header_unfold(path, rd->arena);
    rd->f->null_sender = span_starts(span_trim(path), SPAN("<>"));
    rd->f->return_path = tidy_mail(address_path(path, rd->arena), rd->arena);
}

/* Years that a mail can bear; see facts.h. */
static int64_t sane(int64_t moment)
{
    return moment >= 0 && moment < INT64_C(253402300800) ? moment : MOMENT_NONE;
}

static void read_ways(struct reading *rd)
{
    size_t at = 0;
    struct span value;

    while (letter_header_next(&rd->letter, 0, SPAN("Authentication-Results"),
                              &at, &value))
        trust_results(header_unfold(value, rd->arena), rd->arena, rd->f);
    at = 0;
    while (letter_header_next(&rd->letter, 0, SPAN("Received"), &at, &value))
        trust_hop(header_unfold(value, rd->arena), rd->arena, rd->f);
    list_each(&rd->f->results, r)
    {
        r->server = tidy_lower(r->server, FACTS_MAX_WORD, rd->arena);
        r->method = tidy_lower(r->method, FACTS_MAX_WORD, rd->arena);
        r->value = tidy_lower(r->value, FACTS_MAX_WORD, rd->arena);
        r->domain = tidy_lower(r->domain, FACTS_MAX_WORD, rd->arena);
    }
    list_each(&rd->f->hops, h)
    {
        h->by = tidy_lower(h->by, FACTS_MAX_WORD, rd->arena);
        h->at = sane(h->at);
    }
}

static void read_headers(struct reading *rd)
{
    struct facts *f = rd->f;

    if (rd->letter.parts.at[0].fields)
        f->remnant_of = remnant_size(
            &rd->letter.fields.at[rd->letter.parts.at[0].first_field]);
    rd->hint = header_line(rd, SPAN("X-CM-HeaderCharset"));
    list_each(&rd->letter.parts, part) if (rd->hint.n == 0) rd->hint =
        part->charset;
    f->message_id = first_id(rd, SPAN("Message-ID"));
    f->in_reply_to = first_id(rd, SPAN("In-Reply-To"));
    read_references(rd);
    read_people(rd);
    if (moment_parse_mail(header_line(rd, SPAN("Date")), &f->date))
        f->date = sane(f->date);
    else
        f->date = MOMENT_NONE;
    read_ways(rd);
    f->subject = tidy_line(letter_header_text(&rd->letter, 0, SPAN("Subject")),
                           FACTS_MAX_LINE, rd->arena);
    f->keyword =
        tidy_line(keyword_of(f->subject, rd->arena), FACTS_MAX_LINE, rd->arena);
}

/* ---- body ---- */

static void read_token(struct reading *rd)
{
    struct facts *f = rd->f;

    list_each(&f->to, a) if (f->token.n == 0) f->token =
        token_in_address(a->mail, rd->arena);
    if (f->token.n == 0)
        f->token = token_in_keyword(f->keyword, rd->arena);
    if (f->token.n == 0)
        f->token = token_in_text(f->text, rd->arena);
}

static void read_body(struct reading *rd)
{
    static const struct {
        unsigned flag;
        const char *note;
    } flags[] = {
        { CHARSET_GUESSED, "charset.guessed" },
        { CHARSET_CONTRADICTED, "charset.contradicted" },
        { CHARSET_LOSSY, "charset.lossy" },
    };

    body_read(&rd->letter, rd->arena, &rd->body);
    rd->f->text = rd->body.text;
    rd->f->words = rd->body.words;
    rd->f->words_uncertain = rd->body.uncertain;
    rd->f->body_hash = body_hash(rd->body.text, rd->arena);
    for (size_t i = 0; i < ARRAY_LEN(flags); i++)
        if (rd->body.flags & flags[i].flag)
            letter_note(&rd->letter, flags[i].note);
    if (rd->body.cut)
        letter_note(&rd->letter, "cut.text");
    if (rd->body.too_deep)
        letter_note(&rd->letter, "html.too_deep");
}

/* ---- files and the form ---- */

static void keep_fields(struct reading *rd, const facts_fields *fields)
{
    list_each(fields, field)
    {
        struct facts_field kept = {
            .key = arena_span(rd->arena, field->key),
            .value = arena_span(rd->arena, field->value),
        };
        kept.value = tidy_line(kept.value, FACTS_MAX_VALUE, rd->arena);
        *list_push(&rd->f->form, rd->arena) = kept;
    }
}

/* Beside the form that can be edited a PDF is its scan or its print. */
static bool is_print(enum facts_form_source source)
{
    return source == FACTS_FORM_PDF || source == FACTS_FORM_OFD;
}

/* Of all forms the first one counts, and any other before a print. */
static void take_form(struct reading *rd, const struct facts_file *file,
                      const struct office_doc *doc)
{
    static const enum facts_form_source sources[FACTS_FILE_TYPE_COUNT] = {
        [FACTS_FILE_DOCX] = FACTS_FORM_DOCX, [FACTS_FILE_DOC] = FACTS_FORM_DOC,
        [FACTS_FILE_PDF] = FACTS_FORM_PDF,   [FACTS_FILE_OFD] = FACTS_FORM_OFD,
        [FACTS_FILE_ZIP] = FACTS_FORM_ZIP,   [FACTS_FILE_RAR] = FACTS_FORM_ZIP,
        [FACTS_FILE_7Z] = FACTS_FORM_ZIP,    [FACTS_FILE_ODT] = FACTS_FORM_ODT,
    };
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(FILE_ARENA);
    facts_fields fields = { 0 };

    if (rd->f->form_source != FACTS_FORM_NONE &&
        !(is_print(rd->f->form_source) && !is_print(sources[file->type])))
        return;
    rd->f->form.n = 0;
    (void)form_read_docx(doc, &scratch, &fields);
    keep_fields(rd, &fields);
    rd->f->form_source = sources[file->type];
    rd->f->form_part = file->part;
}

/* Who hides a program in an archive has sent a program. */
static void read_archive(struct reading *rd, struct facts_file *file,
                         struct span bytes)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(FILE_ARENA);
    struct inside inside;

    if (inside_look(bytes, &rd->unpacked, &scratch, &inside,
                    /* why= */ NULL) != VERDICT_DONE)
        letter_note(&rd->letter, "archive.refused");
    if (inside.programs.n) {
        file->type = FACTS_FILE_PROGRAM;
        file->inside = tidy_body(arena_span(rd->arena, inside.programs),
                                 FACTS_MAX_INSIDE, rd->arena);
        return;
    }
    if (inside.forms == 1)
        take_form(rd, file, &inside.form);
}

/* Room for one file's text. */
static struct text room_for_text(struct reading *rd)
{
    size_t left = FACTS_MAX_FILE_TEXTS - rd->texts;

    if (left == 0)
        letter_note(&rd->letter, "cut.file_text");
    return TEXT_INIT(left < FACTS_MAX_FILE_TEXT ? left : FACTS_MAX_FILE_TEXT);
}

/* Of a file that had no room at all, nothing is known. */
static void keep_text(struct reading *rd, struct facts_file *file,
                      const struct text *text)
{
    if (text->over)
        letter_note(&rd->letter, "cut.file_text");
    if (text->ceiling == 0 || (text->over && text->n == 0))
        return;
    file->text = arena_span(
        rd->arena, tidy_body(text_span(text), FACTS_MAX_FILE_TEXT, rd->arena));
    file->text_cut = text->over;
    file->text_known = true;
    rd->texts += file->text.n;
}

static void read_writing(struct reading *rd, struct facts_file *file,
                         struct span bytes)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(FILE_ARENA);
    CLEANUP(text_release) struct text text = room_for_text(rd);
    struct office_doc doc = { 0 };

    if (writing_read(bytes, file->type, &rd->budget, &scratch, &doc,
                     /* why= */ NULL) != VERDICT_DONE)
        return;
    filetext_document(&doc, &text);
    keep_text(rd, file, &text);
    if (form_is_form(&doc))
        take_form(rd, file, &doc);
}

static void read_xlsx(struct reading *rd, struct facts_file *file,
                      struct span bytes)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(FILE_ARENA);
    CLEANUP(text_release) struct text text = room_for_text(rd);
    struct sheet_book book = { 0 };

    if (text.ceiling == 0 || sheet_read(bytes, &rd->budget, &scratch, &book,
                                        /* why= */ NULL) != VERDICT_DONE)
        return;
    filetext_workbook(&book, &text);
    keep_text(rd, file, &text);
}

/* Text that people write as files; HTML, cards and source code are text, too,
 * but not what is asked for here. */
static bool is_plain_text(const struct facts_file *file)
{
    return span_eq(file->media_type, SPAN("text/plain")) ||
           span_eq(file->media_type, SPAN("text/csv")) ||
           span_ends_nocase(file->name, SPAN(".txt")) ||
           span_ends_nocase(file->name, SPAN(".csv"));
}

static void read_plain(struct reading *rd, int part, struct facts_file *file)
{
    CLEANUP(text_release) struct text text = room_for_text(rd);

    if (text.ceiling == 0)
        return;
    (void)letter_text(&rd->letter, part, &text);
    keep_text(rd, file, &text);
}

static bool is_archive(enum facts_file_type type)
{
    return type == FACTS_FILE_ZIP || type == FACTS_FILE_RAR ||
           type == FACTS_FILE_7Z;
}

static void read_plain_octets(struct reading *rd, struct facts_file *file,
                              struct span bytes)
{
    CLEANUP(text_release) struct text text = room_for_text(rd);

    if (text.ceiling == 0)
        return;
    (void)charset_to_utf8(bytes, SPAN_NONE, SPAN_NONE, &text);
    keep_text(rd, file, &text);
}

/* What stands in a file whose octets are all there. */
static void read_content(struct reading *rd, struct facts_file *file,
                         struct span bytes)
{
    if (writing_is(file->type))
        read_writing(rd, file, bytes);
    else if (file->type == FACTS_FILE_XLSX)
        read_xlsx(rd, file, bytes);
    else if (is_archive(file->type))
        read_archive(rd, file, bytes);
}

/* Outlook's own envelope goes when there is something in it. */
static bool read_winmail(struct reading *rd, struct span bytes)
{
    CLEANUP(arena_release) struct arena scratch = ARENA_INIT(FILE_ARENA);
    struct tnef t;
    bool some = false;

    if (!tnef_read(bytes, &scratch, &t))
        return false;
    list_each(&t.files, inner)
    {
        int part = rd->inner++;
        struct facts_file file =
            attachment_of(inner->name, inner->bytes, part, rd->arena);

        if (inner->bytes.n == 0)
            continue;
        if (file.type == FACTS_FILE_TEXT)
            read_plain_octets(rd, &file, inner->bytes);
        else
            read_content(rd, &file, inner->bytes);
        *list_push(&rd->f->files, rd->arena) = file;
        some = true;
    }
    return some;
}

static void read_file(struct reading *rd, int part)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(SNIFF_MAX_WHOLE);
    bool whole = false;
    struct facts_file file =
        attachment_read(&rd->letter, part, rd->arena, &bytes, &whole);

    if (file.type == FACTS_FILE_TEXT && is_plain_text(&file))
        read_plain(rd, part, &file);
    else if (whole && file.type == FACTS_FILE_TNEF &&
             read_winmail(rd, text_span(&bytes)))
        return;
    else if (whole)
        read_content(rd, &file, text_span(&bytes));
    *list_push(&rd->f->files, rd->arena) = file;
}

static void read_files(struct reading *rd)
{
    rd->inner = winmail_first(&rd->letter);
    for (size_t i = 0; i < rd->letter.parts.n; i++)
        if (!rd->body.is_body[i] && attachment_is(&rd->letter.parts.at[i]))
            read_file(rd, (int)i);
    cloud_links(rd->f->text, rd->arena, rd->f);
}

static void read_calendar(struct reading *rd)
{
    struct span from = rd->f->from.n ? rd->f->from.at[0].mail : SPAN_NONE;
    struct calendar_part part = { 0 };

    if (!calendar_part_read(&rd->letter, from, rd->arena, &part))
        return;
    rd->f->calendar_text = part.text;
    rd->f->calendar_method = part.method;
}

static void read_body_form(struct reading *rd)
{
    facts_fields fields = { 0 };
    struct form_found found = form_read_text(rd->f->words, rd->arena, &fields);

    keep_fields(rd, &fields);
    if (form_is_application(found))
        rd->f->form_source = FACTS_FORM_BODY;
}

static bool is_called_form(struct span name)
{
    static const struct span words[] = {
        SPAN("申请表"),
        SPAN("入会申请"),
        SPAN("申請表"),
        SPAN("application form"),
        SPAN("application_form"),
        SPAN("application-form"),
        SPAN("membership application"),
    };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (span_find_nocase(name, words[i]) < name.n)
            return true;
    return false;
}

/* A form nobody here can read: the sender is told what to send instead. */
static void find_unreadable_form(struct reading *rd)
{
    static const bool unreadable[FACTS_FILE_TYPE_COUNT] = {
        [FACTS_FILE_UNKNOWN] = true, [FACTS_FILE_DOCX] = true,
        [FACTS_FILE_DOC] = true,     [FACTS_FILE_XLSX] = true,
        [FACTS_FILE_XLS] = true,     [FACTS_FILE_PDF] = true,
        [FACTS_FILE_OFD] = true,     [FACTS_FILE_IMAGE] = true,
        [FACTS_FILE_ZIP] = true,     [FACTS_FILE_RAR] = true,
        [FACTS_FILE_7Z] = true,      [FACTS_FILE_ODT] = true,
    };

    list_each(&rd->f->files, file)
    {
        if (!unreadable[file->type] ||
            !(is_called_form(file->name) ||
              (is_archive(file->type) && is_called_form(file->inside))))
            continue;
        rd->f->form_source = FACTS_FORM_UNREADABLE;
        rd->f->form_part = file->part;
        return;
    }
}

static void read_notes(struct reading *rd)
{
    list_each(&rd->letter.notes, note) * list_push(&rd->f->notes, rd->arena) =
        tidy_line(*note, FACTS_MAX_LINE, rd->arena);
}

enum verdict reading_facts(struct span raw, struct arena *arena,
                           struct facts *ret, struct reason *why)
{
    struct facts f = { .date = MOMENT_NONE, .form_part = -1 };
    struct reading rd = { .arena = arena, .f = &f };
    enum verdict v;

    assert(arena);
    assert(ret);
    v = letter_read(raw, arena, &rd.letter, why);
    if (v != VERDICT_DONE)
        return v;
    read_headers(&rd);
    read_body(&rd);
    read_token(&rd);
    f.writer = robot_writer(&rd.letter, &f);
    if (f.writer == FACTS_WRITER_BOUNCE)
        bounce_read(&rd.letter, arena, &f);
    read_files(&rd);
    read_calendar(&rd);
    if (f.form_source == FACTS_FORM_NONE)
        read_body_form(&rd);
    if (f.form_source == FACTS_FORM_NONE)
        find_unreadable_form(&rd);
    read_notes(&rd);
    *ret = f;
    return VERDICT_DONE;
}

enum verdict reading_part(struct span raw, int part,
                          bool (*sink)(void *to, struct span piece), void *to,
                          struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(FILE_ARENA);
    struct letter letter;
    struct span inner = SPAN_NONE;
    enum verdict v;
    int i;

    assert(sink);
    v = letter_read(raw, &arena, &letter, why);
    if (v != VERDICT_DONE)
        return v;
    i = letter_leaf(&letter, part);
    if (i < 0 && !winmail_file(&letter, part, &arena, &inner))
        return reason_set(why, VERDICT_NEVER, "reading.part", "no part %d",
                          part);
    if (i < 0)
        return sink(to, inner)
                   ? VERDICT_DONE
                   : reason_set(why, VERDICT_LATER, "reading.part", "stopped");
    if (!letter_decode(&letter, i, sink, to, /* ret_flags= */ NULL))
        return reason_set(why, VERDICT_LATER, "reading.part", "stopped");
    return VERDICT_DONE;
}
