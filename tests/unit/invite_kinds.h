/* invite_kinds.h — one object of every kind that leaves us, for the tests of
 * the writer and of the checker; as files in tests/golden/calendar. */
#ifndef CONVOKE_TESTS_INVITE_KINDS_H
#define CONVOKE_TESTS_INVITE_KINDS_H

#include "check.h"

#include "convoke/base/own.h"
#include "convoke/calendar/invite.h"

enum { ROOM = 256 * 1024 };

static const struct invite_person organizer = {
    .name = SPAN("WG5秘书处"),
    .mail = SPAN("gw+cal@sec.example"),
};

static const struct invite_person people[] = {
    { .name = SPAN("示例科技代表"), .mail = SPAN("r1@m01.example") },
    { .name = SPAN("Zhang, San"),
      .mail = SPAN("c1@m01.example"),
      .optional = true },
};

static const struct invite_person delegate[] = {
    { .name = SPAN("吴某"),
      .mail = SPAN("wu@m10.example"),
      .delegated_from = SPAN("r1@m10.example") },
};

/* 2026-03-31 09:00 to 17:00, told on 2026-03-09 10:00. */
#define PLENARY                                                                \
    .uid = SPAN("WG5-2026-P1@sec.example"), .stamp = 1773021600,               \
    .start = 1774918800, .end = 1774947600,                                    \
    .summary = SPAN("WG5 2026年第一次全体会议"), .organizer = organizer

static const struct invite_event request = {
    PLENARY,
    .location = SPAN("北京市海淀区知春路1号; 3层, 301室"),
    .description = SPAN("标准建议和贡献请于3月17日24:00前提交；\n"
                        "不能参会请回复并说明事由。"),
    .link = SPAN("https://meeting.example/dm/a?b=c&d=e"),
    .alarm = 86400,
    .attendees = people,
    .attendees_n = ARRAY_LEN(people),
};

static const struct invite_event update = {
    PLENARY,       .sequence = 1,       .location = SPAN("线上"),
    .alarm = 5400, .attendees = people, .attendees_n = 1,
};

static const struct invite_event cancel = {
    PLENARY,
    .sequence = 2,
    .comment = SPAN("因故取消。\n另行通知。"),
    .alarm = 86400, /* of no use: nothing takes place */
    .attendees = people,
    .attendees_n = ARRAY_LEN(people),
};

static const struct invite_event cancel_one = {
    PLENARY,
    .sequence = 1,
    .comment = SPAN("您不再代表该单位。"),
    .leaves = true,
    .attendees = people + 1,
    .attendees_n = 1,
};

#define DEADLINE(uid_, summary_, day_)                                         \
    {                                                                          \
        .uid = SPAN(uid_), .stamp = 1773021600, .all_day = true, .day = day_,  \
        .summary = SPAN(summary_), .alarm = 54000, .organizer = organizer      \
    }

static const struct invite_event deadlines[] = {
    DEADLINE("WG5-2026-P1-plan@sec.example", "会议方案报备截止", 20512),
    DEADLINE("WG5-2026-P1-notice@sec.example", "会议通知截止", 20522),
    DEADLINE("WG5-2026-P1-contrib@sec.example", "贡献提交截止", 20529),
};

static const struct invite_event declinecounter = {
    PLENARY,
    .comment = SPAN("时间已与各单位商定，不作调整。"),
    .attendees = people,
    .attendees_n = 1,
};

static const struct invite_event delegated = {
    PLENARY,
    .alarm = 86400,
    .attendees = delegate,
    .attendees_n = 1,
};

static const struct invite_event refreshed = {
    .uid = SPAN("WG5-2026-P1@sec.example"),
    .sequence = 1,
    .stamp = 1773108000, /* a day later; the meeting itself is as it was */
    .start = 1774918800,
    .end = 1774947600,
    .summary = SPAN("WG5 2026年第一次全体会议"),
    .organizer = organizer,
    .location = SPAN("线上"),
    .alarm = 5400,
    .attendees = people,
    .attendees_n = 1,
};

static const struct invite_event feed[] = {
    { PLENARY, .sequence = 1, .location = SPAN("线上") },
    { .uid = SPAN("WG5-2026-PX@sec.example"),
      .sequence = 1,
      .stamp = 1773021600,
      .start = 1782867600,
      .end = 1782896400,
      .summary = SPAN("WG5 2026年临时全体会议"),
      .cancelled = true,
      .alarm = 86400,
      .organizer = organizer },
    DEADLINE("WG5-2026-P1-contrib@sec.example", "贡献提交截止", 20529),
};

/* What readers fall over. */
static const struct invite_person odd_people[] = {
    { .name = SPAN("\"O'Neil\"; Zhang: 三^n"),
      .mail = SPAN("o'neil+a=b@x.example") },
    { .name = SPAN(" \t"), .mail = SPAN("a%b?c@x.example") },
    { .name = SPAN("😀𠀀 Ünal"),
      .mail = SPAN("u@x.example"),
      .delegated_from = SPAN("o'neil+a=b@x.example") },
};

static const struct invite_event odd = {
    .uid = SPAN("WG5-2026-L1@sec.example"),
    .sequence = 2147483647,
    .stamp = 1773021600,
    .start = 1774972800, /* midnight, on the day after */
    .end = 1774972801,
    .summary = SPAN("a\\nb; c, d: \"e\"\r\nATTENDEE:mailto:evil@x.example"),
    .location = SPAN("\xe2\x80\xa8三层\x01,\t301"),
    .description = SPAN("一😀二😀三😀四😀五😀六😀七😀八😀九😀十😀\n"
                        "\n"
                        "END:VEVENT\n"
                        "\\, \\; \\\\ %0d%0a"),
    .link = SPAN("https://meeting.example/会议 1?a=%2F&b=\"c\""),
    .comment = SPAN("BEGIN:VALARM"),
    .alarm = 90061,
    .organizer = organizer,
    .attendees = odd_people,
    .attendees_n = ARRAY_LEN(odd_people),
};

static const struct kind {
    const char *name;
    struct invite invite;
} kinds[] = {
    { "request", { INVITE_REQUEST, &request, 1, SPAN_NONE } },
    { "update", { INVITE_REQUEST, &update, 1, SPAN_NONE } },
    { "cancel", { INVITE_CANCEL, &cancel, 1, SPAN_NONE } },
    { "cancel-one", { INVITE_CANCEL, &cancel_one, 1, SPAN_NONE } },
    { "deadlines", { INVITE_PUBLISH, deadlines, 3, SPAN_NONE } },
    { "declinecounter",
      { INVITE_DECLINECOUNTER, &declinecounter, 1, SPAN_NONE } },
    { "delegate", { INVITE_REQUEST, &delegated, 1, SPAN_NONE } },
    { "refresh", { INVITE_REQUEST, &refreshed, 1, SPAN_NONE } },
    { "odd", { INVITE_REQUEST, &odd, 1, SPAN_NONE } },
    { "feed", { INVITE_PUBLISH, feed, 3, SPAN("WG5 会议与节点") } },
};

static inline const struct invite *kind_of(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (!strcmp(kinds[i].name, name))
            return &kinds[i].invite;
    fail_msg("there is no kind %s", name);
    return NULL;
}

#endif
