#include "rehearsal.h"

#include <assert.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/moment.h"
#include "convoke/store/outbox.h"
#include "delivery.h"

enum {
    SCENE_MOST = 8 * 1024 * 1024,
    REHEARSAL_ARENA = 64 * 1024 * 1024,
    SUBJECT_WIDTH = 200,
};

static void tell(struct rehearsal *r, int64_t at, const char *arrow,
                 struct span who, struct span what)
{
    char when[MOMENT_TEXT];

    fprintf(r->out, "%s  %s  " SPAN_FMT "  " SPAN_FMT "\n",
            moment_print_short(at, when), arrow, SPAN_ARG(who),
            SPAN_ARG(span_fit(what, SUBJECT_WIDTH)));
}

static enum verdict tell_sent(struct rehearsal *r, struct reason *why)
{
    for (;;) {
        CLEANUP(arena_release)
        struct arena arena = ARENA_INIT(REHEARSAL_ARENA);
        struct outbox_line line;
        bool found = false;
        enum verdict v = outbox_next(r->core->store, r->told_outbox, &arena,
                                     &line, &found, why);
        if (v != VERDICT_DONE || !found)
            return v;
        r->told_outbox = line.id;
        if (span_eq(line.code, SPAN("digest"))) {
            r->digests++;
            continue;
        }
        r->sent++;
        tell(r, line.queued_at, r->chinese ? "发" : "out",
             arena_printf(&arena, "%-18.*s " SPAN_FMT, SPAN_ARG(line.code),
                          SPAN_ARG(line.recipients)),
             line.subject);
    }
}

static enum verdict turn(struct rehearsal *r, struct reason *why)
{
    enum verdict v = core_pass(r->core, why);

    if (v == VERDICT_DONE)
        v = delivery_drain(r->core, why);
    return v == VERDICT_DONE ? tell_sent(r, why) : v;
}

enum verdict rehearsal_advance(struct rehearsal *r, int64_t until,
                               struct reason *why)
{
    for (;;) {
        int64_t due = INT64_MAX;
        enum verdict v = core_next_due(r->core, &due, why);
        if (v != VERDICT_DONE)
            return v;
        if (due > until)
            break;
        if (due > r->core->clock.fixed)
            r->core->clock = clock_fixed(due);
        v = turn(r, why);
        if (v != VERDICT_DONE)
            return v;
    }
    if (until > r->core->clock.fixed)
        r->core->clock = clock_fixed(until);
    return VERDICT_DONE;
}

/* The value of a field in the head of a message of ours or of a scene. */
static struct span field(struct span mail, struct span name)
{
    struct span line;

    while (span_line(&mail, &line) && line.n)
        if (span_starts_nocase(line, name) && line.n > name.n &&
            line.p[name.n] == ':')
            return span_trim(span_from(line, name.n + 1));
    return SPAN_NONE;
}

/* What stands between < and >, else all of it. */
static struct span address_in(struct span value)
{
    struct span inside = span_from(value, span_find_char(value, '<') + 1);

    if (inside.n == 0)
        return value;
    return span_sub(inside, 0, span_find_char(inside, '>'));
}

/* The newest mail of that code to that recipient. */
static enum verdict find_mail(struct rehearsal *r, struct span answers,
                              struct arena *arena, struct span *ret,
                              struct reason *why)
{
    struct span rest = answers;
    struct span code = SPAN_NONE;
    int64_t after = 0;

    span_cut(&rest, ' ', &code);
    rest = span_trim(rest);
    *ret = SPAN_NONE;
    for (;;) {
        struct outbox_line line;
        bool found = false;
        enum verdict v =
            outbox_next(r->core->store, after, arena, &line, &found, why);
        if (v != VERDICT_DONE || !found)
            return v;
        after = line.id;
        if (!span_eq(line.code, code) || !span_has(line.recipients, rest))
            continue;
        *ret = line.bytes;
        if (line.file.n) {
            CLEANUP(text_release) struct text big = TEXT_INIT(SCENE_MOST);
            char folder[PATH_MAX];
            char path[PATH_MAX];
            file_join(folder, r->core->set->state, "outgoing");
            file_join(path, folder, arena_str(arena, line.file));
            v = file_read(path, &big, why);
            if (v != VERDICT_DONE)
                return v;
            *ret = arena_span(arena, text_span(&big));
        }
    }
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

static struct span token_in(struct span reply_to)
{
    size_t at = span_find(reply_to, SPAN("t."));
    struct span rest = span_from(reply_to, at + 2);

    return span_sub(rest, 0, span_find_char(rest, '@'));
}

static enum verdict put_scene(struct rehearsal *r, struct span bytes,
                              int64_t at, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    struct timespec times[2] = { { .tv_sec = at }, { .tv_sec = at } };
    char folder[PATH_MAX];
    char path[PATH_MAX];
    char name[32];
    enum verdict v;

    snprintf(name, sizeof(name), "%lld.%zu", (long long)at, ++r->in);
    if (!file_join(folder, r->source, "new") || !file_join(path, folder, name))
        return reason_set(why, VERDICT_NEVER, "rehearsal.put", "long path");
    v = file_replace(path, bytes, 0600, why);
    if (v != VERDICT_DONE)
        return v;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || futimens(fd, times) != 0)
        return reason_from_errno(why, VERDICT_LATER, "rehearsal.put", path);
    return VERDICT_DONE;
}

static enum verdict play_bytes(struct rehearsal *r, struct span scene,
                               struct arena *arena, struct reason *why)
{
    CLEANUP(text_release) struct text filled = TEXT_INIT(2 * SCENE_MOST);
    struct filling words[] = { { SPAN("@REPLY-TO@"), SPAN_NONE },
                               { SPAN("@MESSAGE-ID@"), SPAN_NONE },
                               { SPAN("@TOKEN@"), SPAN_NONE } };
    struct span answers = field(scene, SPAN("X-Demo-Answers"));
    struct span mail = SPAN_NONE;
    int64_t at = 0;
    enum verdict v;

    if (!moment_parse(field(scene, SPAN("X-Demo-At")), &at))
        return reason_set(why, VERDICT_NEVER, "rehearsal.scene",
                          "no X-Demo-At with an instant");
    v = rehearsal_advance(r, at, why);
    if (v == VERDICT_DONE && answers.n)
        v = find_mail(r, answers, arena, &mail, why);
    if (v != VERDICT_DONE)
        return v;
    if (answers.n && mail.n == 0)
        return reason_set(why, VERDICT_NEVER, "rehearsal.scene",
                          "no mail \"" SPAN_FMT "\" to answer",
                          SPAN_ARG(answers));
    words[0].value = address_in(field(mail, SPAN("Reply-To")));
    words[1].value = address_in(field(mail, SPAN("Message-ID")));
    words[2].value = token_in(words[0].value);
    fill(scene, words, ARRAY_LEN(words), &filled);
    tell(r, at, r->chinese ? "收" : "in ",
         address_in(field(text_span(&filled), SPAN("From"))),
         field(text_span(&filled), SPAN("X-Demo-Title")));
    v = put_scene(r, text_span(&filled), at, why);
    return v == VERDICT_DONE ? turn(r, why) : v;
}

enum verdict rehearsal_play(struct rehearsal *r, const char *path,
                            struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(REHEARSAL_ARENA);
    CLEANUP(text_release) struct text scene = TEXT_INIT(SCENE_MOST);
    enum verdict v;

    assert(r);
    v = file_read(path, &scene, why);
    return v == VERDICT_DONE ? play_bytes(r, text_span(&scene), &arena, why)
                             : v;
}
