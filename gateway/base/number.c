#include "convoke/base/number.h"

#include <assert.h>

bool number_parse(struct span s, uint64_t most, uint64_t *ret)
{
    uint64_t value = 0;

    assert(ret);
    if (s.n == 0)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (digit > 9 || value > (most - digit) / 10 || digit > most)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

struct unit_factor {
    char letter;
    uint64_t factor;
};

static bool parse_scaled(struct span s, const struct unit_factor *units,
                         size_t n, uint64_t *ret)
{
    uint64_t factor = 1;
    uint64_t value;

    if (s.n == 0)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (s.p[s.n - 1] == units[i].letter) {
            factor = units[i].factor;
            s.n--;
            break;
        }
    }
    if (!number_parse(s, INT64_MAX / factor, &value))
        return false;
    *ret = value * factor;
    return true;
}

bool number_parse_seconds(struct span s, int64_t *ret)
{
    static const struct unit_factor units[] = {
        { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 },
    };
    uint64_t value;

    assert(ret);
    if (!parse_scaled(s, units, sizeof(units) / sizeof(units[0]), &value))
        return false;
    *ret = (int64_t)value;
    return true;
}

bool number_parse_octets(struct span s, uint64_t *ret)
{
    static const struct unit_factor units[] = {
        { 'K', 1024 },
        { 'M', 1024 * 1024 },
        { 'G', 1024 * 1024 * 1024 },
    };

    assert(ret);
    return parse_scaled(s, units, sizeof(units) / sizeof(units[0]), ret);
}
