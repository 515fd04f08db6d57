/* papers.h — what an application consists of, and how notices say it.
 *
 * Everything is borrowed from the arena of the decision. Private to the desk.
 */
#ifndef CONVOKE_DESK_PAPERS_H
#define CONVOKE_DESK_PAPERS_H

#include "convoke/desk/form_check.h"
#include "convoke/desk/notice.h"
#include "convoke/store/application.h"

/* An application with all that belongs to it. */
struct papers {
    struct application app;
    application_fields fields;
    application_documents documents;
    reviews reviews;
};

enum verdict papers_load(struct desk *dk, struct span id, struct arena *arena,
                         struct papers *ret, bool *ret_found,
                         struct reason *why);
/* NULL when that group does not review it. */
struct review *papers_review(struct papers *p, struct span group);

/* "审核中", "formalities running": of an application or one group's part. */
enum verdict papers_state(struct desk *dk, struct span object,
                          struct arena *arena, struct span *ret_zh,
                          struct span *ret_en, struct reason *why);
struct span papers_value(const struct papers *p, const char *key);
enum verdict papers_check(struct desk *dk, const struct papers *p,
                          struct arena *arena, struct form_verdict *ret,
                          struct reason *why);

/* unit, received, fields, files, groups */
void papers_view(const struct papers *p, struct view *v);

/* missing, asked, notes */
void findings_view(const struct form_verdict *f, struct view *v);

/* Everything any reminder about this application may say; false in `ret_owes`
 * when the applicant has done his part. */
enum verdict papers_view_reminder(struct desk *dk, const struct papers *p,
                                  struct span group, struct arena *arena,
                                  struct view *v, bool *ret_owes,
                                  struct reason *why);

/* All papers that can be sent on, as attachments. */
enum verdict papers_attach(struct desk *dk, const struct papers *p,
                           struct notice *n, struct reason *why);
void attach_blank_form(struct notice *n);

/* The id and the group of "APP-2026-001/WG5". */
void review_split(struct span object, struct span *ret_id,
                  struct span *ret_group);
struct span review_object(struct arena *arena, struct span id,
                          struct span group);

#endif
