/* What belongs into a bundle: read from the store, printed, read again. */
#include <assert.h>
#include <sysexits.h>

#include "bundle.h"
#include "convoke/base/record.h"
#include "convoke/mail/facts.h"
#include "convoke/store/contribution.h"
#include "convoke/store/filing.h"
#include "convoke/store/meeting.h"
#include "convoke/store/message.h"
#include "convoke/store/register.h"

enum { BUNDLE_ARENA = 64 * 1024 * 1024 };

enum bundle_tag {
    TAG_FILE = 1, /* one record each */
    TAG_CONTRIBUTION,
    TAG_UNIT,
    TAG_UNIT_NAME,
    TAG_TITLE,
    TAG_PROJECT,
    TAG_STATE,
    TAG_NAME,
    TAG_SHA256,
    TAG_MESSAGE,
    TAG_RECEIVED,
    TAG_ON_TIME,
    TAG_PART,
    TAG_SIZE,
    TAG_LEFT_OUT,
};

/* Texts and where they stand. */
static const struct {
    enum bundle_tag tag;
    size_t place;
} texts[] = {
    { TAG_CONTRIBUTION, offsetof(struct bundle_file, contribution) },
    { TAG_UNIT, offsetof(struct bundle_file, unit) },
    { TAG_UNIT_NAME, offsetof(struct bundle_file, unit_name) },
    { TAG_TITLE, offsetof(struct bundle_file, title) },
    { TAG_PROJECT, offsetof(struct bundle_file, project) },
    { TAG_STATE, offsetof(struct bundle_file, state) },
    { TAG_NAME, offsetof(struct bundle_file, name) },
    { TAG_SHA256, offsetof(struct bundle_file, sha256) },
    { TAG_MESSAGE, offsetof(struct bundle_file, message) },
};

void bundle_encode(const bundle_files *files, struct text *to)
{
    assert(files);
    list_each(files, f)
    {
        size_t place = record_open(to, TAG_FILE);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++)
            record_put(
                to, texts[i].tag,
                *(const struct span *)((const char *)f + texts[i].place));
        record_put_int(to, TAG_RECEIVED, f->received_at);
        record_put_int(to, TAG_ON_TIME, f->on_time);
        record_put_int(to, TAG_PART, f->part);
        record_put_int(to, TAG_SIZE, f->size);
        record_put_int(to, TAG_LEFT_OUT, f->left_out);
        record_close(to, place);
    }
}

static void take_field(struct record *r, uint16_t tag, struct span value,
                       struct arena *arena, struct bundle_file *f)
{
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (texts[i].tag == tag)
            *(struct span *)((char *)f + texts[i].place) =
                arena_span(arena, value);
    if (tag == TAG_RECEIVED)
        f->received_at = record_int(r, value);
    else if (tag == TAG_ON_TIME)
        f->on_time = record_int(r, value) != 0;
    else if (tag == TAG_PART)
        f->part = record_int(r, value);
    else if (tag == TAG_SIZE)
        f->size = record_int(r, value);
    else if (tag == TAG_LEFT_OUT)
        f->left_out = record_int(r, value) != 0;
}

enum verdict bundle_decode(struct span bytes, struct arena *arena,
                           bundle_files *ret, struct reason *why)
{
    struct record all = record_from(bytes);
    struct span one;
    uint16_t tag;

    assert(ret);
    while (record_next(&all, &tag, &one)) {
        struct record r = record_from(one);
        struct bundle_file *f = list_push(ret, arena);
        struct span value;
        uint16_t field;
        while (record_next(&r, &field, &value))
            take_field(&r, field, value, arena, f);
        all.bad = all.bad || r.bad || tag != TAG_FILE;
    }
    if (all.bad)
        return reason_set(why, VERDICT_BROKEN, "bundle.list",
                          "the list of files cannot be read");
    return VERDICT_DONE;
}

/* ---- the store's part ---- */

static enum verdict add_papers(struct store *st, const struct contribution *c,
                               const struct unit *u, struct arena *arena,
                               bundle_files *ret, struct reason *why)
{
    papers_list all = { 0 };
    enum verdict v = papers_of(st, c->id, arena, &all, why);

    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        const struct paper *p = &all.at[i];
        struct message m;
        v = message_get(st, p->message, arena, &m, why);
        if (v != VERDICT_DONE)
            return v;
        *list_push(ret, arena) = (struct bundle_file){
            .contribution = c->id,
            .unit = c->unit,
            .unit_name = u->name_zh,
            .title = c->title,
            .project = c->project,
            .state = span_str(contribution_state_name(c->state)),
            .received_at = c->received_at,
            .on_time = contribution_on_time(c),
            .name = p->name,
            .sha256 = p->sha256,
            .message = m.sha256,
            .part = p->part,
            .size = p->size,
            .left_out = c->state == CONTRIBUTION_HELD ||
                        c->state == CONTRIBUTION_REFUSED,
        };
    }
    return v;
}

static enum verdict list_meeting(struct context *ctx, struct span meeting,
                                 struct arena *arena, bundle_files *ret,
                                 struct reason *why)
{
    struct meeting m;
    contributions all = { 0 };
    bool found = false;
    enum verdict v = meeting_get(ctx->store, meeting, arena, &m, &found, why);

    if (v == VERDICT_DONE && !found)
        return reason_set(why, VERDICT_NEVER, "bundle.meeting",
                          "there is no meeting " SPAN_FMT, SPAN_ARG(meeting));
    if (v == VERDICT_DONE)
        v = contributions_of(ctx->store, meeting, SPAN_NONE, arena, &all, why);
    for (size_t i = 0; i < all.n && v == VERDICT_DONE; i++) {
        struct unit u = { .name_zh = SPAN_NONE };
        v = unit_get(ctx->store, all.at[i].unit, arena, &u, &found, why);
        if (v == VERDICT_DONE)
            v = add_papers(ctx->store, &all.at[i], &u, arena, ret, why);
    }
    return v;
}

int bundle_print(struct context *ctx)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(BUNDLE_ARENA);
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_OUTPUT);
    bundle_files files = { 0 };
    struct reason why;
    enum verdict v =
        list_meeting(ctx, span_str(ctx->argv[1]), &arena, &files, &why);

    if (v != VERDICT_DONE)
        return context_refuse(ctx, &why);
    bundle_encode(&files, &bytes);
    context_print(ctx, text_span(&bytes));
    return EX_OK;
}
