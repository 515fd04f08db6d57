/* authority.h — is the From of this mail who it says (R-A1)?
 *
 * L1 here means "authentic": exactly one From address, and the receiving
 * system whose name is configured found DMARC pass for that very domain, or
 * DKIM pass of the same organisation. That the address is registered for a
 * role is the register's to say; L2 and L3 need a token and are the desk's.
 * Pure. Source: requirements.md 1; interop.md 88 to 94; RFC 8601, 7489;
 * reliability.md T11. */
#ifndef CONVOKE_DESK_AUTHORITY_H
#define CONVOKE_DESK_AUTHORITY_H

#include "convoke/mail/facts.h"

enum authority_level {
    AUTHORITY_L0, /* anyone */
    AUTHORITY_L1, /* the sender is who he says */
    AUTHORITY_L2, /* …and holds a token */
    AUTHORITY_L3, /* …and is another person than the one before */
    AUTHORITY_LEVEL_COUNT
};

enum authority_fault {
    AUTHORITY_FINE,
    AUTHORITY_NOT_ONE_FROM,  /* no or several From addresses */
    AUTHORITY_BAD_FROM,      /* no addr-spec in it */
    AUTHORITY_OURSELVES,     /* the service writes to nobody but others */
    AUTHORITY_NO_RESULT,     /* nothing from a configured server */
    AUTHORITY_DMARC_FAILED,  /* dmarc present and not pass */
    AUTHORITY_NOT_ALIGNED,   /* passed for another domain */
    AUTHORITY_NO_PASS,       /* neither dmarc nor dkim passed */
    AUTHORITY_CONTRADICTION, /* results that cannot stand in one block */
    AUTHORITY_FAULT_COUNT
};

struct authority_settings {
    const struct span *servers; /* authserv-ids, lower case */
    size_t n_servers;
    bool require; /* trust.require; false: the From address alone is taken */
    struct span service; /* our own address, which nobody may use */
    char separator;      /* what parts its name from an addition */
};

struct authority {
    enum authority_level level; /* L0 or L1 */
    enum authority_fault fault; /* why not more; FINE with L1 */
    struct span from;           /* addr-spec; empty when there is not one */
    struct span domain;         /* of `from` */
};

struct authority authority_level(const struct facts *f,
                                 const struct authority_settings *set);

const char *authority_level_name(enum authority_level l); /* "L1" */
const char *authority_fault_zh(enum authority_fault f);
const char *authority_fault_en(enum authority_fault f);

#endif
