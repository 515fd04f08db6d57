/* trial.h — tries the two ends of the mail as the service will use them.
 *
 * A server is spoken to by a process of its own that is shut in like the one
 * which fetches (fetcher.h): it has the secret and the network, and nothing
 * else. It logs in once, opens folders for reading, leaves every message as it
 * is and sends none. */
#ifndef CONVOKE_GATEWAY_TRIAL_H
#define CONVOKE_GATEWAY_TRIAL_H

#include "convoke/base/span.h"
#include "settings.h"

enum trial_end {
    TRIAL_LOGGED_IN,
    TRIAL_CONNECTED, /* and no login is set */
    TRIAL_FOLDER,    /* `words`: its name and how much is in it */
    TRIAL_TARGET,    /* the folder mails are moved to */
    TRIAL_PLACE,     /* a Maildir */
    TRIAL_NO_SECRET, /* here and below: not so */
    TRIAL_NO_TRUST,
    TRIAL_NO_CONNECTION,
    TRIAL_NO_TLS,
    TRIAL_NO_LOGIN,
    TRIAL_NO_FOLDER,
    TRIAL_NO_TARGET,
    TRIAL_NO_PLACE,
    TRIAL_NO_SENSE, /* what the server says cannot be followed */
    TRIAL_NO_END,   /* the process died or took too long */
    TRIAL_END_COUNT
};

/* One step; the first that is not good is the last but for folders. `words`
 * is one line for people, partly the server's, borrowed. */
typedef void trial_tell(void *ctx, enum trial_end end, struct span words);

/* Each waits for two minutes at most. */
void trial_source(const struct settings *set, trial_tell *tell, void *ctx);
void trial_transport(const struct settings *set, trial_tell *tell, void *ctx);

bool trial_is_good(enum trial_end end);

/* What a person would look at first: the setting's name without its section;
 * "" for the section as a whole. */
const char *trial_setting(enum trial_end end);

const char *trial_words(enum trial_end end, bool chinese);

#endif
