#include "convoke/base/uscc.h"

#include <assert.h>

#include "convoke/base/own.h"

static const char letters[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

enum { MODULUS = sizeof(letters) - 1 };

_Static_assert(MODULUS == 31, "GB 32100 counts modulo 31");

static const char *const fault_name[] = {
    [USCC_GOOD] = "good",
    [USCC_WRONG_LENGTH] = "wrong length",
    [USCC_WRONG_LETTER] = "wrong letter",
    [USCC_WRONG_CHECK] = "wrong check digit",
};

_Static_assert(ARRAY_LEN(fault_name) == USCC_FAULT_COUNT,
               "every fault needs its name");

const char *uscc_fault_name(enum uscc_fault f)
{
    assert(f < USCC_FAULT_COUNT);
    return fault_name[f];
}

static int value_of(char c)
{
    const char *at = c ? strchr(letters, c) : NULL;

    return at ? (int)(at - letters) : -1;
}

char uscc_check_digit(const char first[USCC_LENGTH - 1])
{
    int sum = 0;
    int weight = 1;

    assert(first);
    for (int i = 0; i < USCC_LENGTH - 1; i++) {
        int value = value_of(first[i]);

        if (value < 0)
            return 0;
        sum += value * weight;
        weight = weight * 3 % MODULUS;
    }
    return letters[(MODULUS - sum % MODULUS) % MODULUS];
}

/* The ASCII character meant by one of a code's, 0 for a blank. */
static unsigned fold(unsigned code)
{
    if (code >= 0xff01 && code <= 0xff5e)
        code -= 0xff01 - 0x21;
    if (code >= 'a' && code <= 'z')
        return code - 'a' + 'A';
    if (code == ' ' || code == '\t' || code == '\n' || code == '-' ||
        code == 0x3000 || code == 0xa0)
        return 0;
    return code;
}

enum uscc_fault uscc_check(struct span s, char ret[USCC_TEXT])
{
    char code[USCC_TEXT] = "";
    int n = 0;
    bool strange = false;

    while (s.n > 0) {
        unsigned c = 0;
        size_t step = span_char(s, &c);

        if (step == 0)
            return USCC_WRONG_LETTER;
        s = span_from(s, step);
        c = fold(c);
        if (c == 0)
            continue;
        if (n == USCC_LENGTH)
            return USCC_WRONG_LENGTH;
        strange = strange || c > 0x7f || value_of((char)c) < 0;
        code[n++] = (char)c;
    }
    if (n != USCC_LENGTH)
        return USCC_WRONG_LENGTH;
    if (strange)
        return USCC_WRONG_LETTER;
    if (uscc_check_digit(code) != code[USCC_LENGTH - 1])
        return USCC_WRONG_CHECK;
    if (ret)
        memcpy(ret, code, sizeof(code));
    return USCC_GOOD;
}
