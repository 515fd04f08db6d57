/* printer.h — a paper on A4 pages, as PDF: pages numbered, fonts embedded, the
 * same octets for the same paper.
 *
 * The only place that shapes strangers' words with somebody else's library; it
 * lives in a program of its own (main.c) that holds nothing. Needs a font that
 * has Chinese. */
#ifndef CONVOKE_PRINTER_PRINTER_H
#define CONVOKE_PRINTER_PRINTER_H

#include "convoke/base/verdict.h"
#include "convoke/render/paper.h"

enum { PRINTER_MAX_PAGES = 600 };

/* Octets go to `fd` as they are made. NEVER: no font has the title's
 * characters, or there are more pages than that. */
MUST_USE enum verdict printer_print(const struct paper *p, int fd,
                                    struct reason *why);

#endif
