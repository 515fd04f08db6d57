/* enclosure.h — what the printing program may still do once it has started:
 * read fonts, make memory and threads, write what it was given to write to.
 *
 * No network, no other program, no file opened for writing, little processor
 * time and memory. A call outside that fails; it does not end the process, for
 * the libraries below ask for much they can do without. */
#ifndef CONVOKE_PRINTER_ENCLOSURE_H
#define CONVOKE_PRINTER_ENCLOSURE_H

#include "convoke/base/verdict.h"

MUST_USE enum verdict enclosure_shut(struct reason *why);

#endif
