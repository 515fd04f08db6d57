/* standing.h — as what the sender of a mail writes: in which office, for which
 * group, for which unit. Private to the desk. */
#ifndef CONVOKE_DESK_STANDING_H
#define CONVOKE_DESK_STANDING_H

#include "case.h"

/* Whether the sender is authentic (L1) and one of `who` ("GS,GL", "SEC", "PL",
 * the words of the grammar's column) for the group; for PL of the project
 * `in->what.project`. The secretariat may act for everybody but the leader. */
enum verdict standing_is(struct intake *in, const char *who, struct span group,
                         bool *ret, struct reason *why);

/* The group a mail is about: the one that its meeting, project or group
 * reference names, else the only one in which the sender holds an office of
 * `who`. Empty: none, or several. */
enum verdict standing_group(struct intake *in, const char *who,
                            struct span *ret, struct reason *why);

/* The unit whose registered person wrote this, authentically or not: ask
 * in->who.level. */
enum verdict standing_unit(struct intake *in, struct unit *ret, bool *ret_found,
                           struct reason *why);

/* Whether the sender is the unit's contact or stands for it in the group;
 * `group` empty: its contact only. */
enum verdict standing_speaks(struct intake *in, const struct unit *u,
                             struct span group, bool *ret, struct reason *why);

/* How many different member units a text names, by id or registered name; the
 * last of them. */
enum verdict standing_units_in(struct intake *in, struct span text,
                               struct unit *ret, size_t *ret_n,
                               struct reason *why);

/* The unit he is the contact of, authentically or not; of several the one that
 * the mail names. *ret_n: how many it can be. */
enum verdict standing_contact_of(struct intake *in, struct unit *ret,
                                 size_t *ret_n, struct reason *why);

/* "M02", "样本信息技术有限公司" as somebody wrote it. */
enum verdict standing_unit_written(struct intake *in, struct span written,
                                   struct unit *ret, bool *ret_found,
                                   struct reason *why);

/* An id that stands alone in a text: "M08", not "M081". */
bool standing_names(struct span text, struct span id);

/* The unit a stranger's mail names: an id (M08) standing alone in the subject
 * or the text, else a registered name in it, else the domain of the sender. */
enum verdict standing_named_unit(struct intake *in, struct unit *ret,
                                 bool *ret_found, struct reason *why);

#endif
