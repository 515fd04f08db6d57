/* contribution_words.h — what a contribution's subject and commands say.
 *
 * Pure, total on any UTF-8; results are borrowed from what is read. Private to
 * the desk. Source: requirements.md 4.4, 6.4. */
#ifndef CONVOKE_DESK_CONTRIBUTION_WORDS_H
#define CONVOKE_DESK_CONTRIBUTION_WORDS_H

#include <stdint.h>

#include "convoke/base/arena.h"
#include "convoke/desk/reference.h"

/* The title in a subject: without 回复： and kin, without tags of the grammar
 * and ids around it, without "替代 C-2026-001". Empty when nothing is left. */
struct span contribution_title(struct span subject);

/* The title a file's name makes: without its ending. */
struct span contribution_title_of_file(struct span name);

/* What may be a unit at the front of a title: "M02 关于…", "某某公司：…"; the
 * register knows whether it is one. Empty: nothing of that shape. */
struct span contribution_unit_of_title(struct span title);

/* "替代C-2026-001", "replaces C-2026-001" anywhere in `s`. */
bool contribution_replaces(struct span s, struct reference *ret);

/* What a contribution is linked to: 列入议程 2, 列入项目 WG5-S-04. */
struct contribution_item {
    struct reference project; /* REFERENCE_NONE: an item of the agenda */
    uint64_t number;          /* …this one, from 1 */
};
bool contribution_item_read(struct span rest, struct contribution_item *ret);

/* The first line says that there is none: 本单位无贡献, 没有贡献. */
bool contribution_says_none(struct span words);

#endif
