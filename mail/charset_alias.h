/* charset_alias.h — other names of charsets, as mail bears them. Private to
 * charset. */
#ifndef CONVOKE_MAIL_CHARSET_ALIAS_H
#define CONVOKE_MAIL_CHARSET_ALIAS_H

/* `key`: the letters and digits of a label in lower case. The charset's name
 * in the table of charset.c, NULL when the key is no alias. */
const char *charset_alias(const char *key);

#endif
