/* scene.h — a message file as a play has it: when it arrives and, where it
 * answers a mail of ours, which one.
 *
 *   X-Convoke-Received: 2026-02-05T10:05:00+08:00
 *   X-Convoke-Answers: CODE RECIPIENT [OBJECT]
 *
 * Without the first field the first `Received` says when. With the second the
 * words @REPLY-TO@, @MESSAGE-ID@, @TOKEN@ and @SUBJECT@ (still encoded)
 * anywhere in the file stand for what the newest such mail carried, as a
 * person's mail program would fill them in. Pure; spans are borrowed. Source:
 * interface.md "replay". */
#ifndef CONVOKE_SCENE_H
#define CONVOKE_SCENE_H

#include "convoke/base/text.h"
#include "convoke/base/verdict.h"

struct scene {
    int64_t at;
    bool answers;
    struct span code, to, object; /* of the mail it answers; object or empty */
};

/* NEVER: no instant in it, or a field that cannot be read. */
MUST_USE enum verdict scene_read(struct span mail, struct scene *ret,
                                 struct reason *why);

/* The file with the words filled in from the head of `answered`. */
void scene_fill(struct span mail, struct span answered, struct text *to);

/* The value of a field in the head of a mail, its lines joined by blanks;
 * false: there is none. `to` is emptied first. */
bool scene_field(struct span mail, struct span name, struct text *to);

#endif
