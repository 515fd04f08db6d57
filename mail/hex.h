/* hex.h — the value of one hexadecimal digit, -1 when it is none. */
#ifndef CONVOKE_MAIL_HEX_H
#define CONVOKE_MAIL_HEX_H

static inline int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
