/* facts.h — what one message says, as values.
 *
 * The sandboxed worker turns a message's bytes into facts; the core never
 * sees the bytes through a parser. Facts travel as one record (base/record):
 * facts_decode checks every length, count, number and every byte of UTF-8
 * again, so that a worker that was taken over can lie but not harm.
 *
 * All text is UTF-8 without control characters (bodies keep LF and TAB).
 * Absent is an empty span, MOMENT_NONE or an empty list. Everything is borrowed
 * from the arena given to the reader. Sources: RFC 5322, 2045-2047, 2231, 3834,
 * 8601; requirements.md section 6; interop.md sections 2 to 6. */
#ifndef CONVOKE_MAIL_FACTS_H
#define CONVOKE_MAIL_FACTS_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/base/text.h"
#include "convoke/base/verdict.h"
#include "convoke/mail/bounce.h"

enum { FACTS_MAX_ADDRESSES = 200, FACTS_MAX_REFERENCES = 200 };
enum { FACTS_MAX_FILES = 40, FACTS_MAX_HOPS = 60, FACTS_MAX_RESULTS = 40 };
enum { FACTS_MAX_FIELDS = 64, FACTS_MAX_NOTES = 60 };
enum {
    FACTS_MAX_LINE = 2000,        /* octets of a subject, an id, a note */
    FACTS_MAX_VALUE = 16 * 1024,  /* octets of a form value: a long profile */
    FACTS_MAX_NAME = 400,         /* of a display name */
    FACTS_MAX_MAIL = 320,         /* of an addr-spec (RFC 5321, 4.5.3.1) */
    FACTS_MAX_WORD = 255,         /* of a host, a media type, a key */
    FACTS_MAX_FILE_NAME = 200,    /* of a file's name (interop.md 121) */
    FACTS_MAX_INSIDE = 16 * 1024, /* of the names in one zip */
    FACTS_MAX_BODY = 256 * 1024,  /* of each body text */
    FACTS_MAX_FILE_TEXT = 64 * 1024,   /* of the text in one file … */
    FACTS_MAX_FILE_TEXTS = 512 * 1024, /* … and in all files together */
    FACTS_MAX_CALENDAR = 256 * 1024, /* of what was read in a calendar object */
};

struct facts_address {
    struct span name; /* decoded display name; may be empty */
    struct span mail; /* addr-spec, domain in lower case */
};

typedef LIST_OF(struct facts_address) facts_addresses;

/* One Received line, the newest first. */
struct facts_hop {
    struct span by; /* host that wrote it, lower case */
    int64_t at;     /* UTC seconds or MOMENT_NONE */
};

/* One method of one Authentication-Results field, topmost field first. A field
 * that tells no result is there with the method "none". */
struct facts_result {
    int field; /* 0 for the topmost; one number for all methods of a field */
    struct span server; /* authserv-id, lower case */
    struct span method; /* "dmarc", "dkim", "spf", … lower case */
    struct span value;  /* "pass", "fail", … lower case */
    struct span domain; /* header.from, header.d, smtp.mailfrom's domain */
};

/* Who or what wrote this (interop.md section 2, requirements.md 6.1). */
enum facts_writer {
    FACTS_WRITER_PERSON,
    FACTS_WRITER_AUTO_REPLY, /* vacation and kin */
    FACTS_WRITER_LIST,       /* bulk, mailing list */
    FACTS_WRITER_BOUNCE,     /* delivery report or its non-standard kin */
    FACTS_WRITER_RECEIPT,    /* disposition notification */
    FACTS_WRITER_CONVOKE,    /* carries X-Convoke-Notice: ourselves */
    FACTS_WRITER_COUNT
};

/* clang-format off */
enum facts_file_type {
    FACTS_FILE_UNKNOWN, FACTS_FILE_TEXT, FACTS_FILE_DOCX, FACTS_FILE_DOC,
    FACTS_FILE_XLSX, FACTS_FILE_XLS, FACTS_FILE_PDF, FACTS_FILE_OFD,
    FACTS_FILE_IMAGE, FACTS_FILE_ZIP, FACTS_FILE_RAR, FACTS_FILE_7Z,
    FACTS_FILE_CALENDAR, FACTS_FILE_TNEF, FACTS_FILE_MESSAGE,
    FACTS_FILE_PROGRAM, /* executables, scripts, office files with macros, and
                           archives that hold such */
    FACTS_FILE_ODT,
    FACTS_FILE_TYPE_COUNT
};
/* clang-format on */

/* An attachment. `part` finds its bytes again in the raw message. */
struct facts_file {
    int part;                  /* leaf number, from 0 in order of appearance;
                                  -1 for a cloud link; above the letter's
                                  leaves for a file in a winmail.dat */
    struct span name;          /* sanitised, never a path; may be empty */
    struct span media_type;    /* as declared, lower case, "type/subtype" */
    enum facts_file_type type; /* by content, not by name */
    uint64_t size;             /* decoded octets */
    struct span sha256;        /* of the decoded octets, 64 hex digits */
    bool encrypted;            /* under a password: archive, office, PDF */
    bool cloud_link;           /* a provider's link instead of a file */
    struct span inside;        /* archive: entry names, one a line, capped, of a
                                  program only those that run; a cloud link: its
                                  address, below it how long it lasts, if told */
    struct span text; /* what can be read in a document, a workbook, a txt or
                         csv: a paragraph or a row of a table a line, the row's
                         cells parted by TAB; a txt or csv as it stands */
    bool text_known;  /* false: nobody looked, or it could not be read */
    bool text_cut;    /* more stands in the file than in `text` */
};

/* Where the application form was read from. */
enum facts_form_source {
    FACTS_FORM_NONE,
    FACTS_FORM_BODY, /* `键: 值` lines */
    FACTS_FORM_DOCX,
    FACTS_FORM_ZIP,        /* a document inside a zip, rar or 7z */
    FACTS_FORM_UNREADABLE, /* a form as a picture, a scan, a locked file */
    FACTS_FORM_DOC,
    FACTS_FORM_PDF,
    FACTS_FORM_OFD,
    FACTS_FORM_ODT,
    FACTS_FORM_SOURCE_COUNT
};

/* One field of the annex form (keys of requirements.md 6.3). A group of boxes
 * gives one field for each ticked box (`nature`, `groups`). */
struct facts_field {
    struct span key;
    struct span value;
};

typedef LIST_OF(struct facts_field) facts_fields;

struct facts {
    struct span message_id;  /* without <>; from X-OQ-MSGID etc. never */
    struct span in_reply_to; /* first id, without <> */
    LIST_OF(struct span) references; /* without <>, oldest first */
    struct span return_path;         /* addr-spec; see null_sender */
    bool null_sender;                /* Return-Path: <> */
    facts_addresses from;            /* n != 1 means: not authentic */
    facts_addresses reply_to;
    facts_addresses to; /* To, Cc, Delivered-To, X-Original-To, Envelope-To */
    int64_t date;       /* the Date field, never decisive */
    LIST_OF(struct facts_hop) hops;
    LIST_OF(struct facts_result) results;
    enum facts_writer writer;
    struct span subject;  /* decoded, one line */
    struct span keyword;  /* subject for recognition (6.1.7): prefixes off,
                             NFKC, brackets as [], blanks collapsed, folded */
    struct span text;     /* the whole body as text */
    struct span words;    /* what this person wrote: quotes, signatures off */
    bool words_uncertain; /* inline or interleaved answer: do not execute */
    struct span token;    /* 令牌 / Token line or token in the subject tag */
    LIST_OF(struct facts_file) files;
    enum facts_form_source form_source;
    int form_part;     /* part of the document or archive, -1 */
    facts_fields form; /* with FORM_NONE: lines that may be a supplement */
    /* What the calendar floor read in the calendar object of this mail: its
     * record (calendar/answer.h), for answer_decode. Empty: there was none;
     * with the note "calendar.unreadable": none that can be read. */
    struct span calendar;
    /* The object itself as UTF-8 text, and the `method` its Content-Type names;
     * only for whoever reads it in the worker, never encoded. */
    struct span calendar_text, calendar_method;
    /* Of a bounce: whom which mail of somebody's did not reach (bounce.h). */
    bounce_failures failures;
    LIST_OF(struct span) returned; /* Message-IDs it gives back, without <> */
    /* Octets of the message this is only the header of (remnant.h); 0: of none.
     */
    uint64_t remnant_of;
    LIST_OF(struct span) notes; /* recoveries: "charset.guessed", … */
    struct span body_hash;      /* sha256 hex of the text, blanks collapsed */
};

/* Appends the record to `to`. Lists are cut at their limit, values at a
 * character; an overlong address or message id becomes empty, for half of it
 * would be another one. A note "cut.<name>" tells each. */
void facts_encode(const struct facts *f, struct text *to);

/* NEVER when anything in the record is not as promised above. Records of
 * older versions are read: what they do not say is absent. */
MUST_USE enum verdict facts_decode(struct span record, struct arena *arena,
                                   struct facts *ret, struct reason *why);

/* First value of a form field, empty when absent. */
struct span facts_form_value(const struct facts *f, struct span key);

/* A name whose ending somebody's desktop would run, or an office file with
 * macros; of a file, or of an entry of `inside`. */
bool facts_name_runs(struct span name);

/* Stored and printed names. */
const char *facts_writer_name(enum facts_writer w);
const char *facts_file_type_name(enum facts_file_type t);
const char *facts_form_source_name(enum facts_form_source s);

#endif
