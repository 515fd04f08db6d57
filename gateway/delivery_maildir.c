/* Into a Maildir, a group of mails in one commit. One file is one mail and
 * stands for all its recipients. */
#include <assert.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/step.h"
#include "convoke/mail/maildir.h"
#include "delivery_way.h"

enum { PIECE = 256 * 1024 };

/* What became of one delivery of the group so far. */
struct passage {
    size_t leader;  /* the first delivery of its mail; the file is its */
    bool there;     /* the file was published before, for another recipient */
    enum verdict v; /* of the leader's file */
    struct reason why;
};

struct group {
    struct delivery d[DELIVERY_GROUP];
    struct passage of[DELIVERY_GROUP];
    size_t n;
};

static const char *folder_of(const struct core *c)
{
    return c->set->transport.path;
}

static const char *file_name_of(const struct delivery *d,
                                char name[MAILDIR_NAME])
{
    return maildir_name(d->queued_at, d->key, name);
}

static bool leads(const struct group *g, size_t i)
{
    return g->of[i].leader == i;
}

/* On its way: neither failed nor there before. */
static bool moves(const struct group *g, size_t i)
{
    const struct passage *p = &g->of[g->of[i].leader];

    return p->v == VERDICT_DONE && !p->there;
}

static size_t leader_of(const struct group *g, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (g->d[k].outbox == g->d[i].outbox)
            return k;
    return i;
}

static enum verdict claim(struct core *c, struct arena *arena, struct group *g,
                          struct reason *why)
{
    enum verdict v = store_begin(c->store, why);

    if (v == VERDICT_DONE)
        v = outbox_claim(c->store, clock_now(&c->clock), DELIVERY_GROUP, arena,
                         g->d, &g->n, why);
    for (size_t i = 0; i < g->n && v == VERDICT_DONE; i++) {
        g->of[i] = (struct passage){ .leader = leader_of(g, i) };
        v = outbox_was_sent(c->store, g->d[i].outbox, &g->of[i].there, why);
    }
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

static enum verdict copy(int from, struct maildir_draft *to, struct reason *why)
{
    CLEANUP(text_release) struct text piece = TEXT_INIT(PIECE);
    size_t n = 1;
    enum verdict v = VERDICT_DONE;

    while (v == VERDICT_DONE && n > 0) {
        v = file_read_piece(from, &piece, &n, why);
        if (v == VERDICT_DONE && n > 0 &&
            !maildir_draft_sink(to, text_span(&piece)))
            break; /* told when it is closed */
    }
    return v;
}

static enum verdict draft(struct core *c, const struct delivery *d,
                          struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    struct maildir_draft out;
    char name[MAILDIR_NAME];
    enum verdict v;

    file_name_of(d, name);
    if (d->bytes.n)
        return maildir_write(folder_of(c), name, d->bytes, why);
    v = delivery_open_mail(c, d, &fd, why);
    if (v == VERDICT_DONE)
        v = maildir_draft_open(folder_of(c), name, &out, why);
    if (v != VERDICT_DONE)
        return v;
    v = copy(fd, &out, why);
    if (v == VERDICT_DONE)
        return maildir_draft_close(&out, why);
    file_drop(&out.fd);
    return v;
}

static enum verdict draft_all(struct core *c, struct group *g,
                              struct reason *why)
{
    size_t drafted = 0;

    for (size_t i = 0; i < g->n; i++) {
        struct passage *p = &g->of[i];
        if (!leads(g, i) || p->there)
            continue;
        p->v = draft(c, &g->d[i], &p->why);
        drafted += p->v == VERDICT_DONE;
        if (p->v != VERDICT_BROKEN)
            continue;
        *why = p->why;
        return p->v;
    }
    if (drafted == 0)
        return VERDICT_DONE;
    return maildir_sync(folder_of(c), MAILDIR_TMP, why);
}

static enum verdict settle_failed(struct core *c, const struct group *g,
                                  size_t i, struct reason *why)
{
    const struct passage *p = &g->of[g->of[i].leader];

    return delivery_settle(c, &g->d[i], delivery_state_of(p->v),
                           span_str(p->why.text), why);
}

static enum verdict settle_sent(struct core *c, const struct delivery *d,
                                struct reason *why)
{
    return delivery_settle(c, d, DELIVERY_SENT, SPAN("Maildir"), why);
}

/* Before the files are published. */
static enum verdict commit_at_dot(struct core *c, const struct group *g,
                                  struct reason *why)
{
    enum verdict v = store_begin(c->store, why);

    for (size_t i = 0; i < g->n && v == VERDICT_DONE; i++) {
        if (g->of[g->of[i].leader].v != VERDICT_DONE) {
            v = settle_failed(c, g, i, why);
            continue;
        }
        v = outbox_at_dot(c->store, g->d[i].id, clock_now(&c->clock), why);
        if (v == VERDICT_DONE && !moves(g, i))
            v = settle_sent(c, &g->d[i], why);
    }
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

static enum verdict publish(struct core *c, struct group *g, bool *moved,
                            struct reason *why)
{
    bool any = false;

    for (size_t i = 0; i < g->n; i++) {
        char name[MAILDIR_NAME];
        moved[i] = moves(g, i);
        any = any || moved[i];
        if (!moved[i] || !leads(g, i))
            continue;
        g->of[i].v = maildir_publish(folder_of(c), file_name_of(&g->d[i], name),
                                     false, &g->of[i].why);
        step("mail.published");
    }
    return any ? maildir_sync(folder_of(c), MAILDIR_NEW, why) : VERDICT_DONE;
}

/* A rename that failed has not happened: definite, to be tried again. */
static enum verdict commit_sent(struct core *c, const struct group *g,
                                const bool *moved, struct reason *why)
{
    enum verdict v = store_begin(c->store, why);

    for (size_t i = 0; i < g->n && v == VERDICT_DONE; i++)
        if (moved[i])
            v = moves(g, i) ? settle_sent(c, &g->d[i], why)
                            : settle_failed(c, g, i, why);
    if (v == VERDICT_DONE)
        return store_commit(c->store, why);
    store_rollback(c->store);
    return v;
}

static enum verdict pass_on(struct core *c, struct group *g, struct reason *why)
{
    bool moved[DELIVERY_GROUP] = { false };
    enum verdict v = draft_all(c, g, why);

    step("mail.drafted");
    if (v == VERDICT_DONE)
        v = commit_at_dot(c, g, why);
    if (v == VERDICT_DONE)
        v = publish(c, g, moved, why);
    return v == VERDICT_DONE ? commit_sent(c, g, moved, why) : v;
}

enum verdict maildir_step(struct core *c, size_t *ret_n, struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(DELIVERY_ARENA);
    struct group g = { .n = 0 };
    enum verdict v;

    *ret_n = 0;
    if (c->line->unsure) {
        v = delivery_recover(c, why);
        if (v != VERDICT_DONE)
            return v;
        c->line->unsure = false;
    }
    v = claim(c, &arena, &g, why);
    if (v == VERDICT_DONE && g.n)
        v = pass_on(c, &g, why);
    c->line->unsure = v != VERDICT_DONE;
    *ret_n = g.n;
    return v;
}

/* At the dot when the process ended: while the draft is there the mail has not
 * left; once it is gone it has. */
enum verdict maildir_recover_one(struct core *c, const struct delivery *d,
                                 struct reason *why)
{
    char name[MAILDIR_NAME];
    enum verdict v =
        maildir_publish(folder_of(c), file_name_of(d, name), true, why);

    if (v == VERDICT_DONE)
        v = maildir_sync(folder_of(c), MAILDIR_NEW, why);
    return v == VERDICT_DONE ? settle_sent(c, d, why) : v;
}
