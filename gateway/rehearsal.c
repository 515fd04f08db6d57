#include "rehearsal.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/store/outbox.h"
#include "delivery.h"
#include "scene.h"

enum {
    SCENE_MOST = 40 * 1024 * 1024,
    REHEARSAL_ARENA = 64 * 1024 * 1024,
    MINUTE = 60,
};

/* ---- the scenes of a folder ---- */

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int is_eml(const struct dirent *entry)
{
    return is_shown(entry) && span_ends(span_str(entry->d_name), SPAN(".eml"));
}

static int compare(const void *a, const void *b)
{
    const struct rehearsal_scene *x = a;
    const struct rehearsal_scene *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return span_cmp(x->name, y->name);
}

static bool is_file(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* A file that is no scene is told and passed over; DONE then, too. */
static enum verdict read_one(const char *folder, const char *name,
                             struct arena *arena, rehearsal_scenes *to,
                             struct text *told)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(SCENE_MOST);
    char path[PATH_MAX];
    struct scene scene;
    struct reason why;
    enum verdict v = VERDICT_DONE;

    if (!file_join(path, folder, name))
        v = reason_set(&why, VERDICT_NEVER, "rehearsal.read", "long path");
    else if (!is_file(path))
        return VERDICT_DONE;
    if (v == VERDICT_DONE)
        v = file_read(path, &bytes, &why);
    if (v == VERDICT_DONE)
        v = scene_read(text_span(&bytes), &scene, &why);
    if (v != VERDICT_DONE) {
        text_addf(told, "%s: %s\n", name, why.text);
        return v;
    }
    *list_push(to, arena) = (struct rehearsal_scene){
        .at = scene.at,
        .path = arena_span(arena, span_str(path)),
        .name = arena_span(arena, span_str(name)),
    };
    return VERDICT_DONE;
}

static int list_files(const char *folder, struct dirent ***ret)
{
    int n = scandir(folder, ret, is_eml, alphasort);

    if (n != 0)
        return n;
    free(*ret);
    *ret = NULL;
    return scandir(folder, ret, is_shown, alphasort);
}

enum verdict rehearsal_read(const char *folder, struct arena *arena,
                            rehearsal_scenes *ret, struct text *told,
                            struct reason *why)
{
    struct dirent **files = NULL;
    int n = list_files(folder, &files);
    size_t bad = 0;

    assert(ret && told);
    if (n < 0)
        return reason_from_errno(why, VERDICT_NEVER, "rehearsal.read", folder);
    for (int i = 0; i < n; i++) {
        bad += read_one(folder, files[i]->d_name, arena, ret, told) !=
               VERDICT_DONE;
        free(files[i]);
    }
    free(files);
    if (bad)
        return reason_set(why, VERDICT_NEVER, "rehearsal.read",
                          "%zu files cannot be played", bad);
    if (ret->n == 0)
        return reason_set(why, VERDICT_NEVER, "rehearsal.read",
                          "no messages in %s", folder);
    qsort(ret->at, ret->n, sizeof(ret->at[0]), compare);
    return VERDICT_DONE;
}

/* ---- time ---- */

static void move_clock(struct rehearsal *r, int64_t to)
{
    if (to > r->core->clock.fixed)
        r->core->clock = clock_fixed(to);
}

static enum verdict send(struct rehearsal *r, struct reason *why)
{
    enum verdict v = delivery_drain(r->core, why);

    return v == VERDICT_DONE ? timeline_out(&r->timeline, r->core->store, why)
                             : v;
}

static enum verdict turn(struct rehearsal *r, struct reason *why)
{
    enum verdict v = core_pass(r->core, why);

    return v == VERDICT_DONE ? send(r, why) : v;
}

static bool is_stopped(const struct rehearsal *r)
{
    return r->stop && *r->stop;
}

enum verdict rehearsal_advance(struct rehearsal *r, int64_t until,
                               struct reason *why)
{
    int64_t before = INT64_MIN;

    for (;;) {
        int64_t due = INT64_MAX;
        enum verdict v = core_next_due(r->core, &due, why);
        if (v != VERDICT_DONE || is_stopped(r))
            return v;
        if (due > until)
            break;
        /* Due, and nothing could be done about it: it is tried again later,
         * as the service does. */
        move_clock(r, due == before ? r->core->clock.fixed + MINUTE : due);
        before = due;
        if (r->core->clock.fixed > until)
            break;
        v = turn(r, why);
        if (v != VERDICT_DONE)
            return v;
    }
    move_clock(r, until);
    return VERDICT_DONE;
}

/* ---- one message ---- */

/* The newest mail the scene answers, from the outbox. */
static enum verdict answered(struct rehearsal *r, const struct scene *s,
                             struct arena *arena, struct span *ret,
                             struct reason *why)
{
    CLEANUP(text_release) struct text big = TEXT_INIT(SCENE_MOST);
    char folder[PATH_MAX];
    char path[PATH_MAX];
    struct span file = SPAN_NONE;
    int64_t id = 0;
    bool found = false;
    enum verdict v =
        outbox_newest(r->core->store, s->code, s->to, s->object, &id, why);

    if (v == VERDICT_DONE && id == 0)
        return reason_set(why, VERDICT_NEVER, "rehearsal.scene",
                          "no mail " SPAN_FMT " to " SPAN_FMT " to answer",
                          SPAN_ARG(s->code), SPAN_ARG(s->to));
    if (v == VERDICT_DONE)
        v = outbox_bytes(r->core->store, id, arena, ret, &file, &found, why);
    if (v != VERDICT_DONE || file.n == 0)
        return v;
    file_join(folder, r->core->set->state, "outgoing");
    file_join(path, folder, arena_str(arena, file));
    v = file_read(path, &big, why);
    if (v == VERDICT_DONE)
        *ret = arena_span(arena, text_span(&big));
    return v;
}

/* As an MTA would, but for the sync: a play that is cut off is played again. */
static enum verdict put(struct rehearsal *r, struct span bytes, int64_t at,
                        struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    struct timespec times[2] = { { .tv_sec = at }, { .tv_sec = at } };
    char draft[PATH_MAX];
    char path[PATH_MAX];
    enum verdict v;
    int n = snprintf(draft, sizeof(draft), "%s/tmp/%lld.%zu", r->source,
                     (long long)at, ++r->put);

    if (n < 0 || n >= PATH_MAX ||
        snprintf(path, sizeof(path), "%s/new/%lld.%zu", r->source,
                 (long long)at, r->put) >= PATH_MAX)
        return reason_set(why, VERDICT_NEVER, "rehearsal.put", "long path");
    fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "rehearsal.put", draft);
    v = file_write_all(fd, bytes, why);
    if (v != VERDICT_DONE)
        return v;
    if (futimens(fd, times) != 0 || rename(draft, path) != 0)
        return reason_from_errno(why, VERDICT_LATER, "rehearsal.put", path);
    return VERDICT_DONE;
}

/* Taken in and decided, and nothing that is due yet. */
static enum verdict decide(struct rehearsal *r, struct reason *why)
{
    size_t n = 1;
    enum verdict v = VERDICT_DONE;

    while (n > 0 && v == VERDICT_DONE) {
        size_t decided = 0;
        v = core_take_in(r->core, &n, why);
        if (v == VERDICT_DONE)
            v = core_decide(r->core, &decided, why);
        n += decided;
    }
    return v;
}

/* The same octets twice leave no second row. */
static enum verdict tell(struct rehearsal *r, struct span bytes, int64_t at,
                         struct reason *why)
{
    size_t had = r->timeline.in;
    char sha[HASH_HEX];
    int64_t id = 0;
    enum verdict v = timeline_in(&r->timeline, r->core->store, at, why);

    if (v != VERDICT_DONE || r->timeline.in > had)
        return v;
    v = message_find(r->core->store, span_str(hash_of(bytes, sha)), &id, why);
    if (v != VERDICT_DONE || id == 0)
        return v;
    return timeline_again(&r->timeline, r->core->store, id, at, why);
}

static enum verdict act(struct rehearsal *r, struct span bytes, int64_t at,
                        struct reason *why)
{
    enum verdict v = put(r, bytes, at, why);

    move_clock(r, at);
    if (v == VERDICT_DONE)
        v = decide(r, why);
    if (v == VERDICT_DONE)
        v = tell(r, bytes, at, why);
    return v == VERDICT_DONE ? send(r, why) : v;
}

static enum verdict act_scene(struct rehearsal *r,
                              const struct rehearsal_scene *entry,
                              struct reason *why)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(REHEARSAL_ARENA);
    CLEANUP(text_release) struct text file = TEXT_INIT(SCENE_MOST);
    CLEANUP(text_release) struct text filled = TEXT_INIT(2 * SCENE_MOST);
    struct span mail = SPAN_NONE;
    struct scene scene;
    enum verdict v = file_read(arena_str(&arena, entry->path), &file, why);

    if (v == VERDICT_DONE)
        v = scene_read(text_span(&file), &scene, why);
    if (v != VERDICT_DONE)
        return v;
    if (!scene.answers)
        return act(r, text_span(&file), entry->at, why);
    v = answered(r, &scene, &arena, &mail, why);
    if (v != VERDICT_DONE)
        return v;
    scene_fill(text_span(&file), mail, &filled);
    return act(r, text_span(&filled), entry->at, why);
}

/* Says which file it was that could not be played. */
static enum verdict act_named(struct rehearsal *r,
                              const struct rehearsal_scene *s,
                              struct reason *why)
{
    struct reason cause;
    enum verdict v = act_scene(r, s, &cause);

    if (v == VERDICT_DONE)
        return v;
    return reason_set(why, v, cause.site, SPAN_FMT ": %s", SPAN_ARG(s->name),
                      cause.text);
}

/* ---- the play ---- */

static int64_t minute_of(int64_t at)
{
    return at - ((at % MINUTE) + MINUTE) % MINUTE;
}

enum verdict rehearsal_play(struct rehearsal *r, const rehearsal_scenes *scenes,
                            int64_t until, struct reason *why)
{
    enum verdict v = VERDICT_DONE;

    assert(r && scenes);
    for (size_t i = 0; i < scenes->n && scenes->at[i].at <= until; i++) {
        const struct rehearsal_scene *s = &scenes->at[i];
        bool last =
            i + 1 == scenes->n || minute_of(s[1].at) != minute_of(s->at);
        v = rehearsal_advance(r, minute_of(s->at) - 1, why);
        if (v == VERDICT_DONE && !is_stopped(r))
            v = act_named(r, s, why);
        if (v == VERDICT_DONE && last)
            v = turn(r, why);
        if (v != VERDICT_DONE || is_stopped(r))
            return v;
    }
    return rehearsal_advance(r, until, why);
}
