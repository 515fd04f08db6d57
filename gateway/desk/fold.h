/* fold.h — comparing what people type: width, case and brackets folded.
 *
 * The part of NFKC with case folding that Chinese keyboards need, one
 * character to one: full-width letters and marks, wide and hard blanks,
 * 【】［］〔〕 to [], dashes to -, capitals to small letters. Characters nobody
 * sees (U+200B and kin) fold to nothing. Because it is one to one, a match can
 * be cut out of the original text. Malformed octets fold to U+FFFD. Pure. */
#ifndef CONVOKE_DESK_FOLD_H
#define CONVOKE_DESK_FOLD_H

#include "convoke/base/own.h"
#include "convoke/base/span.h"

enum { FOLD_NOTHING = 0 };

/* Length of the first character of `s` (0 at the end) and what it folds to. */
size_t fold_char(struct span s, unsigned *ret_code);

/* Takes `word` (already folded) off the front of `rest`. */
bool fold_take(struct span *rest, const char *word);

/* The same where blanks do not count: 参 会 人 员, "next  steps". */
bool fold_take_loose(struct span *rest, struct span word);

/* What the first character that can be seen folds to, FOLD_NOTHING at the
 * end; and taking it off. */
unsigned fold_peek(struct span s);
void fold_step(struct span *s);

/* Takes blanks of any width off the front; true when there were any. */
bool fold_skip_blanks(struct span *s);

/* True when `word` (already folded) stands anywhere in `s`. */
bool fold_has(struct span s, const char *word);

/* The same for the first of several words that does. */
bool fold_take_any(struct span *rest, const char *const *words, size_t n);
bool fold_has_any(struct span s, const char *const *words, size_t n);
#define FOLD_TAKE_ANY(rest, list) fold_take_any((rest), (list), ARRAY_LEN(list))
#define FOLD_HAS_ANY(s, list) fold_has_any((s), (list), ARRAY_LEN(list))

/* True when `s` is `word` and nothing else. */
bool fold_is(struct span s, const char *word);

/* The folded ASCII of the first characters of `s`, at most room - 1 of them;
 * stops at the first that is not ASCII. Returns how many; NUL-terminated.
 * `ends` (may be NULL, room entries) gets the octet after each. */
size_t fold_ascii(struct span s, char *buf, size_t room, size_t *ends);

/* Without blanks of any width and characters nobody sees, at both ends. */
struct span fold_trim(struct span s);

/* The last character of `s`, which is not empty. */
struct span fold_last(struct span s);

bool fold_has_digit(struct span s);

bool fold_is_blank(unsigned folded);
bool fold_is_digit(unsigned folded);
bool fold_is_alnum(unsigned folded); /* ASCII */
bool fold_is_mark(unsigned folded);  /* punctuation, ASCII or Chinese */
bool fold_is_han(unsigned folded);

#endif
