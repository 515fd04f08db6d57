#include "embedded.h"

#include <assert.h>
#include <limits.h>

#include "charter.h"
#include "convoke/base/file.h"

/* Parents first. */
static const char *const folders[] = {
    "state",       "mail",     "mail/in",      "mail/in/tmp",  "mail/in/new",
    "mail/in/cur", "mail/out", "mail/out/tmp", "mail/out/new", "mail/out/cur",
};

static enum verdict too_long(struct reason *why)
{
    return reason_set(why, VERDICT_NEVER, "embedded.make", "path too long");
}

enum verdict embedded_make(const char *at, struct reason *why)
{
    char path[PATH_MAX];
    enum verdict v;

    assert(at);
    v = file_make_folder(at, why);
    for (size_t i = 0; i < ARRAY_LEN(folders) && v == VERDICT_DONE; i++)
        v = file_join(path, at, folders[i]) ? file_make_folder(path, why)
                                            : too_long(why);
    if (v != VERDICT_DONE)
        return v;
    return file_join(path, at, "charter.conf")
               ? file_replace(path, charter_shipped(), 0644, why)
               : too_long(why);
}
