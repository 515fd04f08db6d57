/* contribution_draft.h — what a contribution's mails say, put together.
 *
 * A mail that lacked something and the answers that completed it are one
 * contribution: their files and words are read as one. Private to the desk. */
#ifndef CONVOKE_DESK_CONTRIBUTION_DRAFT_H
#define CONVOKE_DESK_CONTRIBUTION_DRAFT_H

#include "case.h"

enum { CONTRIBUTION_MAILS = 8 }; /* that may be put together */

struct contribution_mail {
    const struct message *m; /* borrowed from the decision */
    const struct facts *f;
    bool own_subject; /* its writer's, not one of our mails answered */
};

struct contribution_draft {
    LIST_OF(struct contribution_mail) mails; /* oldest first, this one last */
    struct span title;                       /* empty: nothing makes one */
    struct span project;                     /* id; empty: about none */
    struct span unit;     /* as written behind 单位: or before the title */
    struct span meeting;  /* id that is named, empty */
    struct span replaces; /* id that is named, empty */
    bool titled;          /* the title was written, not made of a file's name */
    size_t documents;
    bool cloud;         /* a link instead of a file */
    struct span expiry; /* how long it lasts, in its provider's words */
    const struct facts_file *forbidden; /* a program; NULL: none */
};

/* `earlier`: numbers of the messages before this one, "12,15", or empty. */
enum verdict contribution_draft_read(struct intake *in, struct span earlier,
                                     struct contribution_draft *ret,
                                     struct reason *why);

/* The same list with this mail behind it, for the next answer. */
struct span contribution_draft_mails(const struct contribution_draft *d,
                                     struct arena *arena);

/* Stores every document as a paper of `object`. */
enum verdict contribution_draft_keep(struct intake *in,
                                     const struct contribution_draft *d,
                                     struct span object, struct reason *why);

/* Slot files[name size] of what is there so far. */
void contribution_draft_view(const struct contribution_draft *d,
                             struct view *v);

#endif
