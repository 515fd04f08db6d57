#include "scene.h"

#include <assert.h>

#include "convoke/base/moment.h"

static bool is_folded(struct span rest)
{
    return rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t');
}

bool scene_field(struct span mail, struct span name, struct text *to)
{
    struct span line;

    assert(to);
    text_reset(to);
    while (span_line(&mail, &line) && line.n) {
        if (!span_starts_nocase(line, name) || line.n <= name.n ||
            line.p[name.n] != ':')
            continue;
        text_add(to, span_trim(span_from(line, name.n + 1)));
        while (is_folded(mail) && span_line(&mail, &line)) {
            text_add_char(to, ' ');
            text_add(to, span_trim(line));
        }
        return true;
    }
    return false;
}

/* Behind the last semicolon of the line the receiving server wrote. */
static bool received_at(struct span mail, struct text *value, int64_t *ret)
{
    struct span rest;
    size_t at;

    if (!scene_field(mail, SPAN("Received"), value))
        return false;
    rest = text_span(value);
    while ((at = span_find_char(rest, ';')) < rest.n)
        rest = span_from(rest, at + 1);
    return rest.n < value->n && moment_parse_mail(span_trim(rest), ret);
}

static enum verdict read_instant(struct span mail, struct text *value,
                                 int64_t *ret, struct reason *why)
{
    if (scene_field(mail, SPAN("X-Convoke-Received"), value)) {
        if (moment_parse(text_span(value), ret) ||
            moment_parse_mail(text_span(value), ret))
            return VERDICT_DONE;
        return reason_set(why, VERDICT_NEVER, "scene.received",
                          "X-Convoke-Received is no instant: %s",
                          text_str(value));
    }
    if (received_at(mail, value, ret))
        return VERDICT_DONE;
    return reason_set(why, VERDICT_NEVER, "scene.received",
                      "neither X-Convoke-Received nor a Received with an "
                      "instant");
}

/* Borrowed from `mail`: the field stands on one line. */
static bool answers_of(struct span mail, struct scene *s)
{
    static const struct span name = SPAN("X-Convoke-Answers:");
    struct span line;

    while (span_line(&mail, &line) && line.n) {
        struct span rest;
        if (!span_starts_nocase(line, name))
            continue;
        rest = span_trim(span_from(line, name.n));
        s->answers = true;
        span_cut(&rest, ' ', &s->code);
        rest = span_trim(rest);
        span_cut(&rest, ' ', &s->to);
        s->object = span_trim(rest);
        return s->code.n && s->to.n;
    }
    return true;
}

enum verdict scene_read(struct span mail, struct scene *ret, struct reason *why)
{
    CLEANUP(text_release) struct text value = TEXT_INIT(TEXT_MAX_HEADER);
    struct scene s = { .answers = false };
    enum verdict v = read_instant(mail, &value, &s.at, why);

    assert(ret);
    if (v != VERDICT_DONE)
        return v;
    if (!answers_of(mail, &s))
        return reason_set(why, VERDICT_NEVER, "scene.answers",
                          "X-Convoke-Answers: CODE RECIPIENT [OBJECT]");
    *ret = s;
    return VERDICT_DONE;
}

/* What stands between < and >, else all of it. */
static struct span address_in(struct span value)
{
    struct span inside = span_from(value, span_find_char(value, '<') + 1);

    if (inside.n == 0)
        return value;
    return span_sub(inside, 0, span_find_char(inside, '>'));
}

static struct span token_in(struct span reply_to)
{
    size_t at = span_find(reply_to, SPAN("t."));
    struct span rest = span_from(reply_to, at + 2);

    return span_sub(rest, 0, span_find_char(rest, '@'));
}

struct filling {
    struct span word, value;
};

static void fill(struct span scene, const struct filling *f, size_t n,
                 struct text *to)
{
    while (scene.n) {
        size_t nearest = scene.n;
        size_t which = n;
        for (size_t i = 0; i < n; i++) {
            size_t at = span_find(scene, f[i].word);
            if (at < nearest) {
                nearest = at;
                which = i;
            }
        }
        text_add(to, span_sub(scene, 0, nearest));
        if (which == n)
            return;
        text_add(to, f[which].value);
        scene = span_from(scene, nearest + f[which].word.n);
    }
}

void scene_fill(struct span mail, struct span answered, struct text *to)
{
    CLEANUP(text_release) struct text reply_to = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(text_release) struct text message_id = TEXT_INIT(TEXT_MAX_HEADER);
    CLEANUP(text_release) struct text subject = TEXT_INIT(TEXT_MAX_HEADER);
    struct filling words[] = { { SPAN("@REPLY-TO@"), SPAN_NONE },
                               { SPAN("@MESSAGE-ID@"), SPAN_NONE },
                               { SPAN("@TOKEN@"), SPAN_NONE },
                               { SPAN("@SUBJECT@"), SPAN_NONE } };

    assert(to);
    scene_field(answered, SPAN("Reply-To"), &reply_to);
    scene_field(answered, SPAN("Message-ID"), &message_id);
    scene_field(answered, SPAN("Subject"), &subject);
    words[0].value = address_in(text_span(&reply_to));
    words[1].value = address_in(text_span(&message_id));
    words[2].value = token_in(words[0].value);
    words[3].value = text_span(&subject);
    fill(mail, words, ARRAY_LEN(words), to);
}
