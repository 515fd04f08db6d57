/* attendance_file.h — a sign-in list as the platform gives it: rows of unit,
 * person, role, mode, signin_time below a line that names them.
 *
 * Pure: what a unit's cell stands for is found elsewhere. Spans are borrowed
 * from the text and the arena. Private to the desk. Source: requirements.md
 * 6.4 Attendance import. */
#ifndef CONVOKE_DESK_ATTENDANCE_FILE_H
#define CONVOKE_DESK_ATTENDANCE_FILE_H

#include "convoke/base/arena.h"
#include "convoke/base/civil.h"
#include "convoke/base/list.h"
#include "convoke/base/span.h"

enum { ATTENDANCE_MAX_FAULTS = 50 }; /* told; the others are counted */

enum attendance_role {
    ATTENDANCE_ROLE_MEMBER, /* of a unit, or nothing said */
    ATTENDANCE_ROLE_LEADER, /* 组长, 副组长 */
    ATTENDANCE_ROLE_GUEST, /* stands for no unit: 秘书, 联络员, 嘉宾 … */
};

struct attendance_line {
    int line; /* of the file, from 1 */
    struct span unit, person, role, mode, signed_at;
    enum attendance_role stands;
};

struct attendance_fault {
    int line;         /* 0: the whole file */
    struct span text; /* the line, cells parted by blanks */
    const char *zh, *en;
};

struct attendance_file {
    LIST_OF(struct attendance_line) lines;
    LIST_OF(struct attendance_fault) faults;
    size_t faults_all;
};

/* `text`: a row a line, cells parted by TAB, comma or semicolon. Sign-in times
 * must lie on `first` to `last`. */
void attendance_file_read(struct span text, civil_day first, civil_day last,
                          struct arena *arena, struct attendance_file *ret);

void attendance_file_fault(struct attendance_file *f, struct arena *arena,
                           const struct attendance_fault *fault);

/* "M03 王五 线上" */
struct span attendance_line_text(const struct attendance_line *l,
                                 struct arena *arena);

#endif
