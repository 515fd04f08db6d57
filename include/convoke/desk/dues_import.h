/* dues_import.h — a whole ledger into the state, or nothing.
 *
 * Units are found by id, by 统一社会信用代码, by name as registered but for
 * width, case, blanks and brackets. One unclear line refuses the file; the
 * same octets again change nothing. A decision of the secretariat outlives a
 * ledger that still says unpaid. Within the caller's transaction; nothing is
 * sent. Source: requirements.md 6.4, R-X7. */
#ifndef CONVOKE_DESK_DUES_IMPORT_H
#define CONVOKE_DESK_DUES_IMPORT_H

#include "convoke/desk/desk.h"
#include "convoke/desk/dues_file.h"

struct dues_source {
    struct span text;   /* what dues_file_read reads */
    struct span sha256; /* of the file, 64 hex digits */
    struct span file;   /* its name; may be empty */
    int64_t message;    /* 0: a command */
    int64_t at;         /* when it was received */
};

struct dues_outcome {
    dues_file_problems problems; /* not empty: nothing was changed */
    struct dues_import import;   /* made, or the one that was `same` */
    bool same;                   /* these octets were imported before */
    size_t changed, kept;        /* rows: new to the ledger; that a decision of
                                    the secretariat stands against */
    LIST_OF(int) years;          /* that it speaks of, ascending */
};

MUST_USE enum verdict dues_import_apply(struct desk *dk,
                                        const struct dues_source *src,
                                        struct arena *arena,
                                        struct dues_outcome *ret,
                                        struct reason *why);

#endif
