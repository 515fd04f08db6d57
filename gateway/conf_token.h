/* conf_token.h — the words and marks of a libconfig file, with their places.
 *
 * Full-width punctuation is complained about and then taken for what it
 * stands for, so that one slip of the input method is one report. */
#ifndef CONVOKE_CONF_TOKEN_H
#define CONVOKE_CONF_TOKEN_H

#include <stdint.h>

#include "complaint.h"

enum conf_token_kind {
    CONF_TOKEN_END,
    CONF_TOKEN_NAME,
    CONF_TOKEN_MARK, /* one of = : ; , { } ( ) [ ] */
    CONF_TOKEN_TEXT,
    CONF_TOKEN_INTEGER,
    CONF_TOKEN_REAL,
    CONF_TOKEN_FLAG,
    CONF_TOKEN_INCLUDE,
    CONF_TOKEN_BROKEN, /* complained about */
};

struct conf_token {
    enum conf_token_kind kind;
    struct complaint_place place;
    bool after_line; /* a line ended between the token before and this one */
    char mark;
    struct span text; /* NAME: the word; TEXT: unescaped */
    int64_t integer;
    double real;
    bool flag;
};

struct conf_tokens {
    const struct complaint_source *source; /* borrowed */
    struct complaints *complaints;         /* borrowed */
    struct span rest;
    struct complaint_place before; /* the token before `now` */
    struct conf_token now;
};

/* Stands on the first token afterwards. */
void conf_tokens_init(struct conf_tokens *t,
                      const struct complaint_source *source,
                      struct complaints *c);
void conf_token_next(struct conf_tokens *t);

#endif
