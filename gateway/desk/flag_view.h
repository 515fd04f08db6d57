/* flag_view.h — what the mails about a flag share: their facts, their people,
 * the secretariat's right to answer. Private to the desk. */
#ifndef CONVOKE_DESK_FLAG_VIEW_H
#define CONVOKE_DESK_FLAG_VIEW_H

#include "flag_case.h"

/* A mail about it with the facts, without people. */
enum verdict flag_notice_begin(struct desk *dk, struct notice *n,
                               struct arena *arena, const char *code,
                               const struct flag *f, struct reason *why);
/* Only the facts. */
enum verdict flag_view(struct desk *dk, struct notice *n, const struct flag *f,
                       struct reason *why);

/* Contact first; with dues the representatives of all its groups. */
enum verdict flag_to_unit(struct desk *dk, struct notice *n,
                          const struct flag *f, struct reason *why);
/* "SEC,GL,GS": of every group the flag is about; the secretariat may act. */
enum verdict flag_to_roles(struct desk *dk, struct notice *n,
                           const struct flag *f, struct span roles,
                           struct reason *why);

/* What may be decided in its state. */
void flag_give_token(struct notice *n, const struct flag *f);

#endif
