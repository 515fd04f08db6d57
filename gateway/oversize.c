#include "oversize.h"

#include <assert.h>
#include <sys/stat.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/mail/remnant.h"

enum verdict oversize_put(struct spool *sp, struct span head, uint64_t size,
                          int64_t received, struct reason *why)
{
    CLEANUP(spool_draft_drop) struct spool_draft *draft = NULL;
    CLEANUP(text_release) struct text remnant = TEXT_INIT(REMNANT_MOST);
    char sha[HASH_HEX];
    enum verdict v = spool_begin(sp, received, &draft, why);

    remnant_write(head, size, &remnant);
    assert(!remnant.over);
    if (v == VERDICT_DONE)
        v = spool_write(draft, text_span(&remnant), why);
    return v == VERDICT_DONE ? spool_end(sp, TAKE(draft), sha, why) : v;
}

enum verdict oversize_put_file(struct spool *sp, int fd, int64_t received,
                               struct reason *why)
{
    CLEANUP(text_release) struct text head = TEXT_INIT(REMNANT_HEAD);
    struct stat st;
    size_t n = 0;
    enum verdict v;

    assert(fd >= 0);
    if (fstat(fd, &st) != 0 || lseek(fd, 0, SEEK_SET) != 0)
        return reason_from_errno(why, VERDICT_LATER, "oversize.put", "lseek");
    v = file_read_piece(fd, &head, &n, why);
    return v == VERDICT_DONE ? oversize_put(sp, text_span(&head),
                                            (uint64_t)st.st_size, received, why)
                             : v;
}
