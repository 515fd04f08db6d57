/* contact.h — another person becomes a unit's contact (Art. 11, item 1).
 *
 * The old contact asks, or the new one with a sealed letter that the
 * secretariat verifies; the new one confirms by the token in his mailbox; all
 * whom it concerns are told, and on its day he is the contact: the calendars
 * follow, and what the old one still had to vouch for is his. Private to the
 * desk. Source: requirements.md 6.4, 7, R-A3. */
#ifndef CONVOKE_DESK_CONTACT_H
#define CONVOKE_DESK_CONTACT_H

#include "case.h"
#include "contact_words.h"
#include "convoke/store/contact_change.h"

/* [联系人变更] */
enum verdict contact_receive(struct intake *in, struct span object,
                             struct reason *why);
/* The secretariat's word on a sealed letter; the new contact's on himself.
 * `object`: contact_object. */
enum verdict contact_verify(struct intake *in, struct span object,
                            struct reason *why);
enum verdict contact_confirm(struct intake *in, struct span object,
                             struct reason *why);
/* Timer "contact": its day has come, or nobody confirmed for 30 days. */
enum verdict contact_turn(struct desk *dk, struct arena *arena,
                          const struct timer *t, struct reason *why);

/* "contact:12", of tokens and timers. */
struct span contact_object(struct arena *arena, int64_t id);
bool contact_id(struct span object, int64_t *ret);

/* contact_notice.c */
enum verdict contact_ask_new(struct desk *dk, struct arena *arena,
                             const struct contact_change *c,
                             const struct unit *u, struct reason *why);
enum verdict contact_ask_office(struct intake *in,
                                const struct contact_change *c,
                                const struct unit *u, struct reason *why);
/* `old`: who was it until then, or still is when its day has not come. */
enum verdict contact_tell_changed(struct desk *dk, struct arena *arena,
                                  const struct contact_change *c,
                                  const struct unit *u,
                                  const struct person *old, struct reason *why);
/* cmd.refused to whoever asked for it. */
enum verdict contact_tell_ended(struct desk *dk, struct arena *arena,
                                const struct contact_change *c,
                                struct reason *why);

/* contact_change.c: within the caller's transaction, audited. */
struct contact_actor {
    struct span who, authority, evidence;
};
enum verdict contact_enter(struct desk *dk, struct contact_change *c,
                           enum contact_change_state to,
                           const struct contact_actor *by, struct reason *why);
/* Ends what else was under way for its unit. */
enum verdict contact_supersede(struct desk *dk, struct arena *arena,
                               const struct contact_change *c,
                               const struct contact_actor *by,
                               struct reason *why);
/* He has confirmed, or the secretariat has for him: tells it, and lets it
 * take effect now or on its day. */
enum verdict contact_settle(struct desk *dk, struct arena *arena,
                            struct contact_change *c,
                            const struct contact_actor *by, struct reason *why);
/* He is the contact from now on. */
enum verdict contact_take_effect(struct desk *dk, struct arena *arena,
                                 struct contact_change *c,
                                 const struct contact_actor *by,
                                 struct reason *why);

#endif
