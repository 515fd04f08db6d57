/* person_line.h — one line that names a person: cells, labels, an address.
 *
 * Private to representatives. Spans are borrowed from the line. Pure. */
#ifndef CONVOKE_DESK_PERSON_LINE_H
#define CONVOKE_DESK_PERSON_LINE_H

#include "convoke/desk/representatives.h"

enum { PERSON_LINE_CELLS = 12 };

enum person_label {
    PERSON_LABEL_NONE,
    PERSON_LABEL_PERSON, /* 代表1: a person on one line */
    PERSON_LABEL_VOTER,  /* 投票代表: */
    PERSON_LABEL_CONTACT,
    PERSON_LABEL_NAME,
    PERSON_LABEL_TITLE,
    PERSON_LABEL_MAIL,
    PERSON_LABEL_OTHER, /* known, of no use here */
};

/* Between cells stand marks; a tab or a bar makes a row of a table. */
size_t person_line_cells(struct span line, struct span at[PERSON_LINE_CELLS],
                         bool *ret_row);

/* Takes 1. 2、 (3) ① - * off the front; true when it was a number. */
bool person_line_number(struct span *line);

/* Takes `label:` off the front; NONE leaves `rest` as it is. */
enum person_label person_line_label(struct span *rest);

/* What a table's heading cell says. */
enum person_label person_line_heading(struct span cell);

bool person_line_yes(struct span s);
bool person_line_no(struct span s);

/* True when the cell speaks of voting; `ret_voter`: for, not against it. */
bool person_line_voter(struct span cell, bool *ret_voter);

bool person_line_is_name(struct span s);

/* The name before a bracket; what the bracket says of voting is noted. */
struct span person_line_name(struct span cell, bool *ret_voter);

/* The address anywhere in a cell, ASCII as it stands; empty: none. */
struct span person_line_mail(struct span cell);

/* Puts a cell where it belongs, or makes a person of a whole line. */
void person_line_put(struct representative *p, struct span cell);
struct representative person_line_read(struct span line);

#endif
