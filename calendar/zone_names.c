#include "zone_names.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "walltime.h"

static const struct span china[] = {
    SPAN("Asia/Shanghai"),
    SPAN("Asia/Chongqing"),
    SPAN("Asia/Chungking"),
    SPAN("Asia/Harbin"),
    SPAN("Asia/Beijing"),
    SPAN("PRC"),
    SPAN("Beijing"),
    SPAN("China Standard Time"),
    SPAN("China Time"),
    SPAN("中国标准时间"),
    SPAN("中國標準時間"),
    SPAN("北京时间"),
    SPAN("北京标准时间"),
    SPAN("北京，重庆，香港特别行政区，乌鲁木齐"),
    SPAN("Beijing, Chongqing, Hong Kong, Urumqi"),
    SPAN("Beijing, Chongqing, Hong Kong SAR, Urumqi"),
    SPAN("Beijing/Chongqing/Hong Kong/Urumqi"),
    SPAN("TZ08"),
    SPAN("+8"),
    SPAN("CST8"),
    SPAN("CST-8"),
    SPAN("Xmail Custome Time"),
    SPAN("Xmail Custom Time"),
};

struct fixed {
    struct span name;
    int minutes; /* east of UTC */
};

/* Where no clock is set forward in summer: by the tz database of 2026. Zones
 * of Urumqi and Kashgar as programs compute them, which is not what hangs on
 * the walls there. */
static const struct fixed fixed[] = {
    { SPAN("UTC"), 0 },
    { SPAN("GMT"), 0 },
    { SPAN("Z"), 0 },
    { SPAN("Zulu"), 0 },
    { SPAN("Etc/UTC"), 0 },
    { SPAN("Etc/GMT"), 0 },
    { SPAN("Microsoft/Utc"), 0 },
    { SPAN("Coordinated Universal Time"), 0 },
    { SPAN("协调世界时"), 0 },
    { SPAN("Greenwich Standard Time"), 0 },
    { SPAN("Atlantic/Reykjavik"), 0 },
    { SPAN("Asia/Hong_Kong"), 480 },
    { SPAN("Hongkong"), 480 },
    { SPAN("Asia/Macau"), 480 },
    { SPAN("Asia/Macao"), 480 },
    { SPAN("Asia/Taipei"), 480 },
    { SPAN("ROC"), 480 },
    { SPAN("Taipei Standard Time"), 480 },
    { SPAN("台北标准时间"), 480 },
    { SPAN("台北標準時間"), 480 },
    { SPAN("Asia/Singapore"), 480 },
    { SPAN("Singapore"), 480 },
    { SPAN("Singapore Standard Time"), 480 },
    { SPAN("Malay Peninsula Standard Time"), 480 },
    { SPAN("马来西亚半岛标准时间"), 480 },
    { SPAN("Asia/Kuala_Lumpur"), 480 },
    { SPAN("Asia/Manila"), 480 },
    { SPAN("Asia/Brunei"), 480 },
    { SPAN("Asia/Makassar"), 480 },
    { SPAN("Asia/Irkutsk"), 480 },
    { SPAN("North Asia East Standard Time"), 480 },
    { SPAN("Asia/Ulaanbaatar"), 480 },
    { SPAN("Ulaanbaatar Standard Time"), 480 },
    { SPAN("Australia/Perth"), 480 },
    { SPAN("W. Australia Standard Time"), 480 },
    { SPAN("Etc/GMT-8"), 480 },
    { SPAN("Asia/Tokyo"), 540 },
    { SPAN("Japan"), 540 },
    { SPAN("Tokyo Standard Time"), 540 },
    { SPAN("东京标准时间"), 540 },
    { SPAN("Asia/Seoul"), 540 },
    { SPAN("ROK"), 540 },
    { SPAN("Korea Standard Time"), 540 },
    { SPAN("韩国标准时间"), 540 },
    { SPAN("Asia/Pyongyang"), 540 },
    { SPAN("North Korea Standard Time"), 540 },
    { SPAN("Etc/GMT-9"), 540 },
    { SPAN("Asia/Vladivostok"), 600 },
    { SPAN("Australia/Brisbane"), 600 },
    { SPAN("E. Australia Standard Time"), 600 },
    { SPAN("Asia/Bangkok"), 420 },
    { SPAN("SE Asia Standard Time"), 420 },
    { SPAN("Asia/Ho_Chi_Minh"), 420 },
    { SPAN("Asia/Saigon"), 420 },
    { SPAN("Asia/Jakarta"), 420 },
    { SPAN("Asia/Phnom_Penh"), 420 },
    { SPAN("Asia/Vientiane"), 420 },
    { SPAN("Etc/GMT-7"), 420 },
    { SPAN("Asia/Yangon"), 390 },
    { SPAN("Asia/Rangoon"), 390 },
    { SPAN("Myanmar Standard Time"), 390 },
    { SPAN("Asia/Urumqi"), 360 },
    { SPAN("Asia/Kashgar"), 360 },
    { SPAN("Asia/Dhaka"), 360 },
    { SPAN("Bangladesh Standard Time"), 360 },
    { SPAN("Asia/Kathmandu"), 345 },
    { SPAN("Asia/Katmandu"), 345 },
    { SPAN("Nepal Standard Time"), 345 },
    { SPAN("Asia/Kolkata"), 330 },
    { SPAN("Asia/Calcutta"), 330 },
    { SPAN("India Standard Time"), 330 },
    { SPAN("Asia/Colombo"), 330 },
    { SPAN("Sri Lanka Standard Time"), 330 },
    { SPAN("Asia/Karachi"), 300 },
    { SPAN("Pakistan Standard Time"), 300 },
    { SPAN("Asia/Tashkent"), 300 },
    { SPAN("West Asia Standard Time"), 300 },
    { SPAN("Asia/Dubai"), 240 },
    { SPAN("Arabian Standard Time"), 240 },
    { SPAN("Europe/Moscow"), 180 },
    { SPAN("Russian Standard Time"), 180 },
    { SPAN("Asia/Riyadh"), 180 },
    { SPAN("Arab Standard Time"), 180 },
    { SPAN("Europe/Istanbul"), 180 },
    { SPAN("Turkey Standard Time"), 180 },
    { SPAN("Africa/Nairobi"), 180 },
    { SPAN("E. Africa Standard Time"), 180 },
    { SPAN("Africa/Johannesburg"), 120 },
    { SPAN("South Africa Standard Time"), 120 },
    { SPAN("America/Phoenix"), -420 },
    { SPAN("US Mountain Standard Time"), -420 },
    { SPAN("Pacific/Honolulu"), -600 },
    { SPAN("Hawaiian Standard Time"), -600 },
};

/* "Tzfile/Asia/Shanghai" ends with the name behind a slash. */
static bool is_named(struct span name, struct span known)
{
    if (name.n > known.n)
        return name.p[name.n - known.n - 1] == '/' &&
               span_ends_nocase(name, known);
    return span_eq_nocase(name, known);
}

/* "(UTC+08:00) Beijing" is "Beijing", and tells its offset. */
static struct span without_offset(struct span name, struct span *ret_offset)
{
    size_t close = span_find_char(name, ')');

    *ret_offset = SPAN_NONE;
    if (close == name.n || !(span_starts_nocase(name, SPAN("(UTC")) ||
                             span_starts_nocase(name, SPAN("(GMT"))))
        return name;
    *ret_offset = span_trim(span_sub(name, 4, close - 4));
    return span_trim(span_from(name, close + 1));
}

bool zone_names_is_china(struct span name)
{
    struct span offset;

    name = without_offset(span_trim(name), &offset);
    for (size_t i = 0; i < ARRAY_LEN(china); i++)
        if (is_named(name, china[i]))
            return true;
    return false;
}

/* "+8", "+08:00", "-0330", "+08.00". */
static bool offset_read(struct span s, int64_t *ret)
{
    char digits[6] = { 0 };
    size_t n = 1;

    if (s.n < 2 || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    digits[0] = s.p[0];
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == ':' || s.p[i] == '.')
            continue;
        if (n == 5)
            return false;
        digits[n++] = s.p[i];
    }
    if (n == 2 || n == 4) { /* one digit of hours */
        memmove(digits + 2, digits + 1, n - 1);
        digits[1] = '0';
        n++;
    }
    while (n < 5)
        digits[n++] = '0';
    return walltime_offset(span_of(digits, 5), ret);
}

/* Offsets at which nobody keeps summer time any more. */
static bool is_without_summer(int64_t offset)
{
    return offset == 420 * 60 || offset == 480 * 60 || offset == 540 * 60 ||
           offset == 330 * 60;
}

bool zone_names_offset(struct span name, int64_t *ret)
{
    struct span offset;
    struct span place;
    int64_t told;

    assert(ret);
    name = span_trim(name);
    if (zone_names_is_china(name)) {
        *ret = 8 * 3600;
        return true;
    }
    place = without_offset(name, &offset);
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++)
        if (is_named(place, fixed[i].name)) {
            *ret = (int64_t)fixed[i].minutes * 60;
            return true;
        }
    if (offset.n && offset_read(offset, &told) &&
        (place.n == 0 || is_without_summer(told))) {
        *ret = told;
        return true;
    }
    if (span_starts_nocase(name, SPAN("UTC")) ||
        span_starts_nocase(name, SPAN("GMT")))
        name = span_trim(span_from(name, 3));
    return offset_read(name, ret);
}
