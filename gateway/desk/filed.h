/* filed.h — the files of a mail as a document that was filed.
 *
 * Private to the desk. */
#ifndef CONVOKE_DESK_FILED_H
#define CONVOKE_DESK_FILED_H

#include "case.h"
#include "convoke/store/filing.h"

/* What a mail brought, measured against the duty it answers. */
struct filed {
    struct filing filing;    /* stored, with its version */
    const struct duty *duty; /* NULL: the charter asks no such thing */
    civil_day due;           /* of that duty */
    bool open; /* the duty waited for it; else it is one more version */
};

/* Files of a mail that are documents: no calendar part, no nameless picture.
 * Programs and office files with macros are none either (6.2). */
bool filed_is_document(const struct facts_file *file);
size_t filed_documents(const struct facts *f);
/* The first file that may not be taken in (a program, macros); NULL: none. */
const struct facts_file *filed_forbidden(const struct facts *f);
/* Its name for people, with what in it is forbidden when it is an archive. */
struct span filed_forbidden_name(struct arena *arena,
                                 const struct facts_file *file);

/* Stores all documents of the mail as the next version of `kind` about
 * `object` and says by how many days it is late for the duty that `kind`
 * closes. Does not tell the ledger: ledger_answer does. */
enum verdict filed_take(struct intake *in, const char *kind, struct span object,
                        struct filed *ret, struct reason *why);

/* The same with some of the files only: chosen[i] of in->f->files. */
enum verdict filed_take_some(struct intake *in, const char *kind,
                             struct span object, const bool *chosen,
                             struct filed *ret, struct reason *why);

/* The mail's documents as papers of `object`, replacing what was there. */
enum verdict filed_papers(struct intake *in, struct span object,
                          struct reason *why);

/* Attaches the papers of an object ("filing:7", "C-2026-001"). */
enum verdict filed_attach(struct desk *dk, struct span object, struct notice *n,
                          struct reason *why);
struct span filed_object(struct arena *arena, const struct filing *f);

/* Slots filed, late?, due, days_late, files[name size]. */
enum verdict filed_view(struct desk *dk, const struct filed *f,
                        struct notice *n, struct reason *why);

#endif
