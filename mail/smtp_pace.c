#include "smtp_pace.h"

#include <assert.h>

#include "convoke/base/own.h"
#include "convoke/base/span.h"

enum { SERVICE_CLOSING = 421 };

static const char *const too_much[] = {
    /* QQ and its business mail: of the IP, domain, sender, connection, or (the
     * first) of what one recipient got in a short while. */
    "mailbox unavailable or access denied",
    "frequency limit",
    "exceed the limit of sending",
    /* NetEase and what it licensed: address, sender, connections. */
    "HL:REP",
    "HL:ICC",
    "HL:IFC",
    "HL:IFQ",
    "HL:MEP",
    "MI:SFQ",
    "MI:IFC",
    /* Others. */
    "rate limit",
    "sending limit",
    "sending quota",
    "sending rate",
    "too many messages",
    "too many mails",
    "too many connections",
    "too many recipients this",
    "throttl",
    "slow down",
    "4.7.28",
    "频率",
    "过于频繁",
};

static const char *const used_up[] = { "MI:DMC", "RP:DRC" };

static bool has_any(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_find_nocase(span_str(text), span_str(words[i])) < strlen(text))
            return true;
    return false;
}

bool smtp_pace_asks(int code, const char *text)
{
    assert(text);
    return code == SERVICE_CLOSING ||
           (code >= 400 && has_any(text, too_much, ARRAY_LEN(too_much)));
}

bool smtp_pace_wants_another(int code, const char *text)
{
    assert(text);
    return code >= 400 && has_any(text, used_up, ARRAY_LEN(used_up));
}
