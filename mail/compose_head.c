#include "compose_head.h"

#include <assert.h>

#include "convoke/base/moment.h"
#include "fieldline.h"

enum {
    ID_MOST = 400,        /* octets of a Message-ID worth repeating */
    REFERENCES_MOST = 20, /* the first and the newest of a long thread */
};

/* A Message-ID that can stand between < and >. */
static bool is_message_id(struct span s)
{
    if (s.n == 0 || s.n > ID_MOST)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] >= 0x7f || s.p[i] == '<' || s.p[i] == '>')
            return false;
    return true;
}

static void put_id(struct fieldline *f, struct span id)
{
    char buf[ID_MOST + 2];

    buf[0] = '<';
    memcpy(buf + 1, id.p, id.n);
    buf[id.n + 1] = '>';
    fieldline_token(f, span_of(buf, id.n + 2));
}

static enum verdict write_ids(struct text *head, const char *name,
                              const struct span *ids, size_t n,
                              struct reason *why)
{
    struct fieldline f = { .name = name };
    bool begun = false;

    for (size_t i = 0; i < n; i++) {
        enum verdict v = fieldline_check(&f, ids[i], why);

        if (v != VERDICT_DONE)
            return v;
        if (!is_message_id(ids[i]) ||
            (i > 0 && n > REFERENCES_MOST && i <= n - REFERENCES_MOST))
            continue;
        if (!begun)
            f = fieldline_begin(head, name);
        begun = true;
        put_id(&f, ids[i]);
    }
    if (begun)
        fieldline_end(&f);
    return VERDICT_DONE;
}

static enum verdict write_text(struct text *head, const char *name,
                               struct span value, bool whole,
                               struct reason *why)
{
    struct fieldline f = fieldline_begin(head, name);
    enum verdict v = fieldline_text(&f, value, whole, why);

    fieldline_end(&f);
    return v;
}

/* An empty group whose name says whom it is for (RFC 6857 3.1.8). */
static enum verdict write_wide(struct fieldline *f,
                               const struct facts_address *to, bool more,
                               struct reason *why)
{
    CLEANUP(text_release) struct text name = TEXT_INIT(TEXT_MAX_HEADER);
    enum verdict v;

    text_addf(&name, SPAN_FMT "%s" SPAN_FMT, SPAN_ARG(to->name),
              to->name.n ? " " : "", SPAN_ARG(to->mail));
    v = fieldline_text(f, text_span(&name), false, why);
    if (v == VERDICT_DONE)
        fieldline_token(f, more ? SPAN(":;,") : SPAN(":;"));
    return v;
}

static enum verdict write_mailboxes(struct text *head, const char *name,
                                    const struct facts_address *list, size_t n,
                                    struct reason *why)
{
    struct fieldline f;
    /* Who it is from and where answers go are our own addresses. */
    bool may_be_wide = strcmp(name, "To") == 0 || strcmp(name, "Cc") == 0;

    if (n == 0)
        return VERDICT_DONE;
    f = fieldline_begin(head, name);
    for (size_t i = 0; i < n; i++) {
        enum verdict v;

        if (letter_address_ok(list[i].mail))
            v = fieldline_mailbox(&f, list[i].name, list[i].mail, i + 1 < n,
                                  why);
        else if (may_be_wide && letter_address_sendable(list[i].mail))
            v = write_wide(&f, &list[i], i + 1 < n, why);
        else
            return reason_set(why, VERDICT_NEVER, "compose.address",
                              "%s: not an address mail can be sent to", name);
        if (v != VERDICT_DONE)
            return v;
    }
    fieldline_end(&f);
    return VERDICT_DONE;
}

static enum verdict write_people(const struct letter_spec *spec,
                                 struct text *head, struct reason *why)
{
    enum verdict v = write_mailboxes(head, "From", &spec->from, 1, why);

    if (v == VERDICT_DONE)
        v = write_mailboxes(head, "Reply-To", &spec->reply_to,
                            span_is_empty(spec->reply_to.mail) ? 0 : 1, why);
    if (v == VERDICT_DONE && spec->to_n == 0)
        v = reason_set(why, VERDICT_NEVER, "compose.address", "To: nobody");
    if (v == VERDICT_DONE)
        v = write_mailboxes(head, "To", spec->to, spec->to_n, why);
    if (v == VERDICT_DONE)
        v = write_mailboxes(head, "Cc", spec->cc, spec->cc_n, why);
    return v;
}

static enum verdict write_thread(const struct letter_spec *spec,
                                 struct text *head, struct reason *why)
{
    enum verdict v;

    if (!is_message_id(spec->message_id))
        return reason_set(why, VERDICT_NEVER, "compose.field",
                          "Message-ID: not usable");
    v = write_ids(head, "Message-ID", &spec->message_id, 1, why);
    if (v == VERDICT_DONE)
        v = write_ids(head, "In-Reply-To", &spec->in_reply_to,
                      span_is_empty(spec->in_reply_to) ? 0 : 1, why);
    if (v == VERDICT_DONE)
        v = write_ids(head, "References", spec->references, spec->references_n,
                      why);
    return v;
}

/* Not "All" in the suppress field: that would keep bounces from us, and we live
 * on them. */
enum verdict compose_head(const struct letter_spec *spec, struct text *head,
                          struct reason *why)
{
    char date[MOMENT_TEXT];
    enum verdict v;

    assert(spec);
    assert(head);
    text_addf(head, "Date: %s\r\n", moment_print_mail(spec->date, date));
    v = write_people(spec, head, why);
    if (v == VERDICT_DONE)
        v = write_text(head, "Subject", spec->subject, false, why);
    if (v == VERDICT_DONE)
        v = write_thread(spec, head, why);
    if (v != VERDICT_DONE)
        return v;
    text_addf(head,
              "Auto-Submitted: auto-%s\r\n"
              "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\r\n",
              spec->replied ? "replied" : "generated");
    if (!span_is_empty(spec->notice))
        v = write_text(head, "X-Convoke-Notice", spec->notice, true, why);
    text_addf(head, "MIME-Version: 1.0\r\n");
    return v;
}
