/* filing.h — documents that were filed, and the files of anything.
 *
 * A filing is one version of a plan, minutes, a report …; a paper is one file
 * of a received message that belongs to an object: a filing ("filing:7"), a
 * contribution (C-2026-001), a notice (WG5-2026-P1/notice). The octets stay in
 * the message. */
#ifndef CONVOKE_STORE_FILING_H
#define CONVOKE_STORE_FILING_H

#include "convoke/base/arena.h"
#include "convoke/base/list.h"
#include "convoke/store/store.h"

enum filing_state {
    FILING_FILED,
    FILING_INCOMPLETE,
    FILING_APPROVED,
    FILING_RETURNED,
    FILING_STATE_COUNT
};

const char *filing_state_name(enum filing_state s);
bool filing_state_from(struct span name, enum filing_state *ret);

struct filing {
    int64_t id;
    struct span object, kind; /* "WG5-2026-P1", "minutes" */
    int64_t version;          /* from 1; filing_add counts */
    int64_t message, filed_at;
    struct span filed_by; /* address */
    int64_t late_days;    /* 0: on time */
    enum filing_state state;
    struct span note;
};

struct paper {
    int64_t message;
    int part;
    struct span name, type, media_type, sha256; /* type: facts_file_type_name */
    int64_t size;
};
typedef LIST_OF(struct paper) papers_list;

/* Gives id and version. */
MUST_USE enum verdict filing_add(struct store *st, struct filing *f,
                                 struct reason *why);
MUST_USE enum verdict filing_set(struct store *st, const struct filing *f,
                                 struct reason *why);
/* The newest version of a kind. */
MUST_USE enum verdict filing_last(struct store *st, struct span object,
                                  struct span kind, struct arena *arena,
                                  struct filing *ret, bool *ret_found,
                                  struct reason *why);

MUST_USE enum verdict paper_add(struct store *st, struct span object,
                                const struct paper *p, struct reason *why);
MUST_USE enum verdict papers_clear(struct store *st, struct span object,
                                   struct reason *why);
MUST_USE enum verdict papers_of(struct store *st, struct span object,
                                struct arena *arena, papers_list *ret,
                                struct reason *why);

#endif
