/* [签到导入]: the platform's sign-in list by mail, from the group secretary or
 * an administrator of the platform (6.4). */
#include <assert.h>

#include "attendance.h"
#include "convoke/base/moment.h"
#include "filed.h"
#include "meeting_mail.h"
#include "meeting_view.h"

static bool is_list(const struct facts_file *file)
{
    return file->text_known &&
           (file->type == FACTS_FILE_TEXT || file->type == FACTS_FILE_XLSX);
}

/* The only one; NULL: none, or several. */
static const struct facts_file *find_list(struct intake *in)
{
    const struct facts_file *found = NULL;

    list_each(&in->f->files, file)
    {
        if (!is_list(file))
            continue;
        if (found)
            return NULL;
        found = file;
    }
    return found;
}

static const char *file_problem(struct intake *in,
                                const struct facts_file *list,
                                const char **ret_en)
{
    if (filed_forbidden(in->f)) {
        *ret_en = "an attachment is a program or holds macros";
        return "附件中有程序或带宏的文件，不能接收，请换成不带宏的文件";
    }
    if (!list) {
        *ret_en = "please attach one sign-in list as csv or xlsx";
        return "请附一份签到表（CSV或XLSX）";
    }
    if (list->text_cut) {
        *ret_en = "the list is too long to be read whole";
        return "签到表过长，不能完整读取";
    }
    return NULL;
}

static enum verdict take(struct intake *in, struct meeting *m,
                         const struct facts_file *list, struct reason *why)
{
    struct attendance_work w = {
        .dk = in->dk,
        .arena = in->arena,
        .m = m,
        .import = { .meeting = m->id,
                    .sha256 = list->sha256,
                    .file = list->name.n ? list->name : SPAN("附件"),
                    .importer = in->who.from,
                    .message = in->m->id,
                    .at = in->m->received_at },
        .authority = span_str(authority_level_name(in->who.level)),
    };
    enum verdict v = attendance_keep(&w, list->text, why);

    if (v != VERDICT_DONE)
        return v;
    if (w.file.faults_all) {
        intake_end(in, MESSAGE_IGNORED, m->id, "签到表有误，未导入");
        return attendance_tell_sender(in, &w, why);
    }
    if (w.same) {
        intake_end(in, MESSAGE_IGNORED, m->id, "该签到表此前已导入");
        return attendance_tell_sender(in, &w, why);
    }
    if (w.older) {
        intake_end(in, MESSAGE_APPLIED, m->id,
                   "签到表已留存；此后收到的一份已导入，以后者为准");
        return attendance_tell_sender(in, &w, why);
    }
    intake_end(in, MESSAGE_APPLIED, m->id, "签到表已导入");
    return attendance_follow(&w, why);
}

enum verdict attendance_receive(struct intake *in, struct span object,
                                struct reason *why)
{
    static const struct meeting_wanted wanted = { "GS,ADM", MEETINGS_HELD,
                                                  MEETING_SORT_PLENARY };
    const struct facts_file *list;
    struct meeting_mail mm;
    const char *zh;
    const char *en = "";
    bool go = false;
    enum verdict v = meeting_open(in, object, &wanted, &mm, &go, why);

    assert(in);
    if (v != VERDICT_DONE || !go)
        return v;
    list = find_list(in);
    zh = attendance_hindrance(&mm.m, in->m->received_at, &en);
    if (!zh)
        zh = file_problem(in, list, &en);
    if (zh)
        return refuse_command(in, mm.m.id, zh, en, NULL, 0, why);
    return take(in, &mm.m, list, why);
}
