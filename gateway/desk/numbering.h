/* numbering.h — what stands before a heading or an item of a list.
 *
 * 1. 2、 （三） 1.2 ① 第一部分 A) and the bullets of mail programs, also those
 * that Word leaves behind as a letter or a private character and a wide gap.
 * A day or an hour at the front ("3.31" alone excepted) is no number. Private
 * to the readers of the desk. Pure, total on any octets. */
#ifndef CONVOKE_DESK_NUMBERING_H
#define CONVOKE_DESK_NUMBERING_H

#include "convoke/base/span.h"

enum numbering {
    NUMBERING_NONE,
    NUMBERING_BULLET,
    NUMBERING_ARABIC,        /* 1. 1、 1) */
    NUMBERING_LEVELS,        /* 1.2 */
    NUMBERING_HAN,           /* 一、 */
    NUMBERING_BRACKETED,     /* (1) ① */
    NUMBERING_BRACKETED_HAN, /* （一） */
    NUMBERING_CHAPTER,       /* 第一部分 */
    NUMBERING_LETTER,        /* A. */
};

/* Takes bullet and number off the front of `line`, blanks with them. *ret_as
 * (may be NULL) is the number without its marks; empty for a bullet. */
enum numbering numbering_take(struct span *line, struct span *ret_as);

#endif
