#include "convoke/desk/attendance_command.h"

#include <assert.h>

#include "attendance.h"

static void add_problem(struct attendance_taken *t, struct arena *arena,
                        const char *zh, const char *en)
{
    *list_push(&t->problems, arena) =
        (struct attendance_problem){ .zh = zh, .en = en };
}

static void add_faults(struct attendance_taken *t, struct arena *arena,
                       const struct attendance_file *f)
{
    list_each(&f->faults, fault) * list_push(&t->problems, arena) =
        (struct attendance_problem){ fault->line, fault->text, fault->zh,
                                     fault->en };
    t->more = f->faults_all - f->faults.n;
}

static enum verdict keep(struct attendance_work *w, struct span text,
                         struct attendance_taken *ret, struct reason *why)
{
    struct timer t = { SPAN("attendance.list"), w->m->id, desk_now(w->dk) };
    enum verdict v = attendance_keep(w, text, why);

    if (v != VERDICT_DONE)
        return v;
    add_faults(ret, w->arena, &w->file);
    ret->lines = w->lines.n;
    ret->same = w->same;
    return w->import.id ? timer_set(w->dk->store, &t, why) : v;
}

enum verdict attendance_take(struct desk *dk, struct arena *arena,
                             const struct attendance_given *given,
                             struct attendance_taken *ret, struct reason *why)
{
    struct meeting m;
    struct attendance_work w = { .dk = dk,
                                 .arena = arena,
                                 .m = &m,
                                 .import = { .meeting = given->meeting,
                                             .sha256 = given->sha256,
                                             .file = given->file,
                                             .importer = SPAN("operator"),
                                             .at = desk_now(dk) },
                                 .authority = SPAN("command") };
    const char *zh = "没有这个会议";
    const char *en = "there is no such meeting";
    bool found = false;
    enum verdict v =
        meeting_get(dk->store, given->meeting, arena, &m, &found, why);

    assert(ret);
    *ret = (struct attendance_taken){ 0 };
    if (v != VERDICT_DONE)
        return v;
    if (found)
        zh = attendance_hindrance(&m, desk_now(dk), &en);
    if (!zh)
        return keep(&w, given->text, ret, why);
    add_problem(ret, arena, zh, en);
    return v;
}
