#include "convoke/mail/bounce.h"

#include <assert.h>

#include "bounce_words.h"
#include "convoke/base/names.h"
#include "convoke/mail/address.h"
#include "convoke/mail/letter.h"
#include "hex.h"
#include "tidy.h"

enum {
    STATUS_PART_MAX = 64 * 1024, /* octets read of one part */
    PARTS_MAX = 8,               /* parts read for a returned Message-ID */
};

static const char *const class_names[] = {
    [BOUNCE_UNKNOWN] = "unknown",
    [BOUNCE_SOFT] = "soft",
    [BOUNCE_HARD] = "hard",
};
NAMES_DEFINE(bounce_class, enum bounce_class, class_names, BOUNCE_CLASS_COUNT)

enum bounce_class bounce_class_of(struct span status)
{
    if (span_starts(status, SPAN("5.")))
        return BOUNCE_HARD;
    return span_starts(status, SPAN("4.")) ? BOUNCE_SOFT : BOUNCE_UNKNOWN;
}

bool bounce_blames_address(struct span status)
{
    static const struct span of_mail[] = { SPAN("7."), SPAN("6."), SPAN("2.2"),
                                           SPAN("2.3"), SPAN("3.4") };
    struct span detail = span_from(status, 2);

    for (size_t i = 0; i < ARRAY_LEN(of_mail); i++) {
        bool whole = of_mail[i].n > 2;
        if (whole ? span_eq(detail, of_mail[i])
                  : span_starts(detail, of_mail[i]))
            return false;
    }
    return true;
}

bool bounce_names_nobody(struct span status)
{
    static const struct span codes[] = { SPAN("5.1.1"),  SPAN("5.1.2"),
                                         SPAN("5.1.3"),  SPAN("5.1.6"),
                                         SPAN("5.1.10"), SPAN("5.2.1") };

    for (size_t i = 0; i < ARRAY_LEN(codes); i++)
        if (span_eq(status, codes[i]))
            return true;
    return false;
}

/* ---- the report's fields (RFC 3464) ---- */

struct report {
    struct arena *arena;
    struct facts *f;
    struct bounce_failure now;
    struct span action;
    bool group_ended; /* an empty line since the last recipient */
    int good;         /* recipients who got it */
};

/* `+2B` of an Original-Recipient (RFC 3461, section 4). */
static struct span plain_of_xtext(struct span s, struct arena *arena)
{
    char *to;
    size_t n = 0;

    if (span_find_char(s, '+') == s.n)
        return s;
    to = arena_alloc(arena, s.n);
    for (size_t i = 0; i < s.n; i++) {
        int high = i + 2 < s.n && s.p[i] == '+' ? hex_value(s.p[i + 1]) : -1;
        int low = high >= 0 ? hex_value(s.p[i + 2]) : -1;
        if (low >= 0) {
            to[n++] = (char)(high * 16 + low);
            i += 2;
        } else {
            to[n++] = s.p[i];
        }
    }
    return span_of(to, n);
}

/* "rfc822; <a@b>" and what is left of it. */
static struct span recipient_of(const struct report *r, struct span value)
{
    size_t semicolon = span_find_char(value, ';');
    size_t open;
    size_t blank = 0;

    if (semicolon < value.n)
        value = span_from(value, semicolon + 1);
    value = span_trim(value);
    open = span_find_char(value, '<');
    if (open < value.n) {
        value = span_from(value, open + 1);
        value = span_sub(value, 0, span_find_char(value, '>'));
    }
    value = span_trim(value);
    while (blank < value.n && value.p[blank] != ' ' && value.p[blank] != '\t')
        blank++;
    /* The name of an X.400 system may hold blanks. */
    if (span_find_char(span_sub(value, 0, blank), '@') < blank)
        value = span_sub(value, 0, blank);
    value = tidy_mail(value, r->arena);
    return value.n <= FACTS_MAX_MAIL ? value : SPAN_NONE;
}

static struct span status_of(const struct report *r, struct span value)
{
    struct bounce_code c;
    struct span first = span_trim(value);

    first = span_sub(first, 0, span_find_char(first, ' '));
    if (span_starts(first, SPAN("2.")))
        return tidy_lower(first, BOUNCE_MAX_STATUS, r->arena);
    return bounce_code_find(first, &c) ? c.status : SPAN_NONE;
}

/* Coremail writes HTML into it. */
static struct span said_of(const struct report *r, struct span value)
{
    struct text plain = TEXT_INIT(TEXT_MAX_HEADER);
    size_t at;
    struct span said;

    while ((at = span_find(value, SPAN("&nbsp;"))) < value.n) {
        text_add(&plain, span_sub(value, 0, at));
        text_add_char(&plain, ' ');
        value = span_from(value, at + 6);
    }
    text_add(&plain, value);
    said = arena_span(r->arena, text_span(&plain));
    text_release(&plain);
    return tidy_line(span_trim(said), BOUNCE_MAX_SAID, r->arena);
}

static bool is_good(struct span action)
{
    return span_starts_nocase(action, SPAN("delivered")) ||
           span_starts_nocase(action, SPAN("relayed")) ||
           span_starts_nocase(action, SPAN("expanded"));
}

/* "5.0.0" says less than what the other system answered. */
static void find_class(struct bounce_failure *now)
{
    struct bounce_code c;
    bool vague = now->status.n == 0 || span_ends(now->status, SPAN(".0.0"));

    if (vague && bounce_code_find(now->said, &c) &&
        (now->status.n == 0 || c.status.p[0] == now->status.p[0]))
        now->status = c.status;
    now->class = bounce_class_of(now->status);
}

static void end_recipient(struct report *r)
{
    struct bounce_failure now = r->now;
    struct span action = r->action;

    r->now = (struct bounce_failure){ .pending = false };
    r->action = SPAN_NONE;
    r->group_ended = false;
    if (now.recipient.n == 0)
        now.recipient = now.original;
    r->good += is_good(action);
    if (now.recipient.n == 0 || is_good(action) ||
        r->f->failures.n == BOUNCE_MAX_FAILURES)
        return;
    find_class(&now);
    now.pending = span_starts_nocase(action, SPAN("delayed"));
    if (now.pending)
        now.class = BOUNCE_SOFT;
    *list_push(&r->f->failures, r->arena) = now;
}

static void take_recipient(struct report *r, struct span *slot,
                           struct span value)
{
    bool known = r->now.recipient.n || r->now.original.n;

    if (slot->n || (known && r->group_ended))
        end_recipient(r);
    *slot = recipient_of(r, value);
    r->group_ended = false;
}

/* A Message-ID of somebody's, without <>. */
static void add_id(struct report *r, struct span id)
{
    if (id.n == 0 || id.n > FACTS_MAX_LINE ||
        r->f->returned.n == BOUNCE_MAX_RETURNED)
        return;
    id = tidy_line(id, FACTS_MAX_LINE, r->arena);
    list_each(&r->f->returned, had) if (span_eq(*had, id)) return;
    *list_push(&r->f->returned, r->arena) = arena_span(r->arena, id);
}

static void take_field(struct report *r, const struct header_field *field)
{
    struct span value = header_unfold(field->value, r->arena);

    if (span_eq_nocase(field->name, SPAN("Final-Recipient")))
        take_recipient(r, &r->now.recipient, value);
    else if (span_eq_nocase(field->name, SPAN("Original-Recipient")))
        take_recipient(r, &r->now.original, plain_of_xtext(value, r->arena));
    else if (span_eq_nocase(field->name, SPAN("Original-Envelope-Id")))
        /* The ENVID we gave is the Message-ID (RFC 3461 4.4). */
        add_id(r, span_trim(plain_of_xtext(value, r->arena)));
    else if (span_eq_nocase(field->name, SPAN("Action")) && !r->action.n)
        r->action = span_trim(value);
    else if (span_eq_nocase(field->name, SPAN("Status")) && !r->now.status.n)
        r->now.status = status_of(r, value);
    else if (span_eq_nocase(field->name, SPAN("Diagnostic-Code")) &&
             !r->now.said.n)
        r->now.said = said_of(r, value);
}

/* One group of fields off `rest`, and the empty lines behind it. */
static struct span take_group(struct span *rest)
{
    struct span all = *rest;
    struct span line;
    size_t n = 0;

    while (span_line(rest, &line)) {
        if (span_trim(line).n == 0)
            break;
        n = (size_t)(line.p - all.p) + line.n;
    }
    return span_sub(all, 0, n);
}

static void read_status(struct report *r, struct span block)
{
    while (block.n) {
        struct span group = take_group(&block);
        struct header_field field;
        bool junk = false;

        while (header_next(&group, &field, &junk))
            take_field(r, &field);
        r->group_ended = true;
    }
    end_recipient(r);
}

static bool is_status(struct span media_type)
{
    return span_eq(media_type, SPAN("message/delivery-status")) ||
           span_eq(media_type, SPAN("message/global-delivery-status"));
}

static void read_reports(const struct letter *l, struct report *r)
{
    for (size_t i = 0; i < l->parts.n; i++) {
        const struct letter_part *part = &l->parts.at[i];
        CLEANUP(text_release) struct text block = TEXT_INIT(STATUS_PART_MAX);
        if (part->message != -1 || !is_status(part->media_type))
            continue;
        (void)letter_text(l, (int)i, &block);
        read_status(r, arena_span(r->arena, text_span(&block)));
    }
}

/* Exim and Gmail, when they send no report. */
static void read_failed_header(const struct letter *l, struct report *r)
{
    size_t at = 0;
    struct span value;
    struct bounce_code c;

    (void)bounce_code_find(span_fit(r->f->text, 4000), &c);
    while (letter_header_next(l, 0, SPAN("X-Failed-Recipients"), &at, &value)) {
        facts_addresses all = { 0 };
        (void)address_list_read(value, SPAN_NONE, BOUNCE_MAX_FAILURES, r->arena,
                                &all);
        list_each(&all, a)
        {
            struct span mail = tidy_mail(a->mail, r->arena);
            if (mail.n && mail.n <= FACTS_MAX_MAIL &&
                r->f->failures.n < BOUNCE_MAX_FAILURES)
                *list_push(&r->f->failures, r->arena) = (struct bounce_failure){
                    .recipient = mail,
                    .status = arena_span(r->arena, c.status),
                    .class = c.class,
                    .pending = c.pending,
                };
        }
    }
}

/* ---- the mail it gives back ---- */

static const struct span id_fields[] = {
    SPAN("Message-ID"),
    SPAN("X-OQ-MSGID"),
    SPAN("X-Microsoft-Original-Message-ID"),
    SPAN("X-Source-Message-ID"),
    SPAN("X-CM-Original-Message-ID"),
    SPAN("X-Original-Message-ID"),
    SPAN("Original-Message-ID"),
};

static void keep_id(struct report *r, struct span value)
{
    size_t open = span_find_char(value, '<');
    struct span id = span_from(value, open + 1);

    add_id(r, span_trim(span_sub(id, 0, span_find_char(id, '>'))));
}

static void keep_ids_of(const struct letter *l, int part, bool own,
                        struct report *r)
{
    /* The report's own Message-ID is nobody's business. */
    for (size_t i = own ? 0 : 1; i < ARRAY_LEN(id_fields); i++) {
        size_t at = 0;
        struct span value;
        while (letter_header_next(l, part, id_fields[i], &at, &value))
            keep_id(r, header_unfold(value, r->arena));
    }
}

/* What follows the name of such a field; false when the line is none. */
static bool id_line(struct span line, struct span *ret_value)
{
    line = span_trim(line);
    while (line.n && line.p[0] == '>')
        line = span_trim(span_from(line, 1));
    for (size_t i = 0; i < ARRAY_LEN(id_fields); i++) {
        struct span rest = span_trim(span_from(line, id_fields[i].n));
        if (!span_starts_nocase(line, id_fields[i]) || rest.n == 0 ||
            rest.p[0] != ':')
            continue;
        *ret_value = span_from(rest, 1);
        return true;
    }
    return false;
}

static void scan_ids(struct report *r, struct span text)
{
    struct span line;
    struct span value;

    while (span_line(&text, &line)) {
        if (!id_line(line, &value))
            continue;
        /* Folded: the id is alone in the next line. */
        if (span_find_char(value, '<') == value.n && span_line(&text, &line))
            value = line;
        keep_id(r, value);
    }
}

static bool may_hold_headers(const struct letter_part *part)
{
    return part->kind == LETTER_LEAF && part->message == -1 &&
           ((span_starts(part->media_type, SPAN("text/")) &&
             !span_eq(part->media_type, SPAN("text/html"))) ||
            span_starts(part->media_type, SPAN("message/")) ||
            span_eq(part->media_type, SPAN("application/octet-stream")));
}

static void read_returned(const struct letter *l, struct report *r)
{
    int parts = 0;

    keep_ids_of(l, 0, /* own= */ false, r);
    for (size_t i = 0; i < l->parts.n; i++) {
        const struct letter_part *part = &l->parts.at[i];
        CLEANUP(text_release) struct text text = TEXT_INIT(STATUS_PART_MAX);
        int around = part->message;
        /* The root of a mail that is attached to the report itself. */
        if (around != -1 && part->parent == around &&
            l->parts.at[around].message == -1)
            keep_ids_of(l, (int)i, /* own= */ true, r);
        if (!may_hold_headers(part) || parts == PARTS_MAX)
            continue;
        parts++;
        (void)letter_text(l, (int)i, &text);
        scan_ids(r, text_span(&text));
    }
    scan_ids(r, r->f->text);
}

/* ---- all of it ---- */

void bounce_read(const struct letter *l, struct arena *arena, struct facts *f)
{
    struct report r = { .arena = arena, .f = f };

    assert(l && arena && f);
    read_reports(l, &r);
    if (f->failures.n == 0 && r.good > 0) {
        *list_push(&f->notes, arena) = span_str(BOUNCE_ARRIVED);
    } else {
        if (f->failures.n == 0)
            read_failed_header(l, &r);
        if (f->failures.n == 0)
            bounce_words_read(arena, f);
    }
    read_returned(l, &r);
}
