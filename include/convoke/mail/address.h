/* address.h — lists of mailboxes as the world writes them.
 *
 * Lenient, linear and bounded: comments may be names, `;` may separate,
 * groups and junk are stepped over, encoded words are decoded within quotes
 * too. Nothing fails: a list nobody can read is an empty one. RFC 5322
 * section 3.4; interop.md 91, 116. */
#ifndef CONVOKE_MAIL_ADDRESS_H
#define CONVOKE_MAIL_ADDRESS_H

#include "convoke/mail/facts.h"

/* Appends the mailboxes of a raw field value to `ret`, as long as it holds
 * fewer than `most`. `hint` is a charset label for raw octets, may be empty.
 * Returns how many mailboxes the field names, beyond `most` too. A piece
 * without `@` (`<bad>`) counts and is appended with what it says as mail. */
size_t address_list_read(struct span raw, struct span hint, size_t most,
                         struct arena *arena, facts_addresses *ret);

/* The addr-spec of a `Return-Path: <a@b>`-like value; empty for `<>`. */
struct span address_path(struct span raw, struct arena *arena);

/* True when `mail` is one local part, one `@` and a domain, without blanks,
 * controls or angle brackets: fit for an envelope. */
bool address_is_plain(struct span mail);

#endif
