/* pdf_object.h — the objects of a PDF, as the text they are written in.
 *
 * A value is a span of the file; a dictionary is looked through each time it is
 * asked, for it is short. The table of contents is not believed: the file is
 * scanned once, and of two objects with one number the later counts. Private to
 * pdf. Source: ISO 32000-1, 7.3, 7.5. */
#ifndef CONVOKE_MAIL_PDF_OBJECT_H
#define CONVOKE_MAIL_PDF_OBJECT_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"
#include "convoke/mail/archive.h"

struct pdf_object {
    struct span value;
    struct span stream; /* packed octets, when it has some */
    bool has_stream;
    size_t at; /* where in the file it was defined */
};

struct pdf {
    struct span bytes;                  /* borrowed */
    struct arena *arena;                /* borrowed */
    struct archive_budget *budget;      /* borrowed */
    LIST_OF(struct pdf_object) objects; /* by number */
    struct span catalog;
    struct text string; /* owned: pdf_close */
    /* Of the trailer; empty when it has none. */
    struct span encrypt, id;
    bool broken; /* a bound was broken on the way */
};

/* False when it holds no objects at all. `bytes`, `budget`, `arena` are
 * borrowed for as long as `ret` is used. */
bool pdf_open(struct pdf *ret);
void pdf_close(struct pdf *pdf);

/* By a password or a restriction: no string and no stream can be read. */
static inline bool pdf_locked(const struct pdf *pdf)
{
    return pdf->encrypt.n > 0;
}

/* Takes one value off `rest`: a name with its '/', a string or an array or a
 * dictionary with its brackets, a number, a word, a reference "7 0 R". False
 * at the end. */
bool pdf_value(struct span *rest, struct span *ret);

/* The value of `key` (without '/') in a dictionary, references followed; empty
 * when there is none. */
struct span pdf_get(const struct pdf *pdf, struct span dictionary,
                    const char *key);

/* The same, but a reference stays one. */
struct span pdf_get_raw(struct span dictionary, const char *key);

/* What a reference refers to; any other value is itself. */
struct span pdf_follow(const struct pdf *pdf, struct span value);
const struct pdf_object *pdf_object(const struct pdf *pdf,
                                    struct span reference);

/* The number that a reference names, -1 when it is none. */
long pdf_number_of(struct span reference);

/* The unpacked stream a reference leads to, in the arena; empty when there is
 * none or it is packed in a way that is not read. */
struct span pdf_stream(struct pdf *pdf, struct span reference);

double pdf_number(struct span value); /* less than 1e13 either way */
size_t pdf_count(struct span value);  /* the same, 0 when it is negative */
bool pdf_is_name(struct span value, const char *name); /* without '/' */

/* The octets of a string, either kind; they live until the next call. */
struct span pdf_string(struct pdf *pdf, struct span value);

/* Steps through an array: `rest` is what stands between its brackets. */
struct span pdf_array(struct span value);

#endif
