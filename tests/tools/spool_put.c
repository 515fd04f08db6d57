/* Puts files into a spool: the smallest program that promises durability.
 *
 * usage: spool_put [-b] STATE RECEIVED FILE...   -b: one commit for all
 *        spool_put -r STATE                      recover, then keep all
 *
 * Prints each message's name once it is durable, a batch's at its end; ends
 * with the code of verdict_exit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "gateway/spool.h"

static int complain(const struct reason *why)
{
    fprintf(stderr, "spool_put: %s: %s\n", why->site, why->text);
    return verdict_exit(why->verdict);
}

static enum verdict put(struct spool *sp, const char *path, int64_t received,
                        char sha[HASH_HEX], struct reason *why)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(spool_draft_drop) struct spool_draft *draft = NULL;
    enum verdict v = file_read(path, &bytes, why);

    if (v == VERDICT_DONE)
        v = spool_begin(sp, received, &draft, why);
    if (v == VERDICT_DONE)
        v = spool_write(draft, text_span(&bytes), why);
    if (v == VERDICT_DONE)
        v = spool_end(sp, TAKE(draft), sha, why);
    return v;
}

static int put_all(struct spool *sp, bool batch, char **argv)
{
    int64_t received = strtoll(argv[0], NULL, 10);
    char sha[HASH_HEX];
    struct reason why;

    for (char **path = argv + 1; *path; path++) {
        if (put(sp, *path, received, sha, &why) != VERDICT_DONE)
            return complain(&why);
        if (!batch && spool_commit(sp, &why) != VERDICT_DONE)
            return complain(&why);
        printf("%s\n", sha);
        if (!batch)
            fflush(stdout);
    }
    if (spool_commit(sp, &why) != VERDICT_DONE)
        return complain(&why);
    return EXIT_SUCCESS;
}

static int recover(struct spool *sp)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(1 << 20);
    spool_entries found;
    struct reason why;

    if (spool_recover(sp, &why) != VERDICT_DONE ||
        spool_list_new(sp, &arena, &found, &why) != VERDICT_DONE)
        return complain(&why);
    list_each(&found, e)
    {
        if (spool_verify(sp, e->sha, &why) != VERDICT_DONE ||
            spool_keep(sp, e->sha, &why) != VERDICT_DONE)
            return complain(&why);
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    static const struct spool_settings set = { .any_disk = true };
    CLEANUP(spool_drop) struct spool *sp = NULL;
    char flag = argc > 1 && argv[1][0] == '-' ? argv[1][1] : 0;
    char **rest = argv + 1 + (flag != 0);
    struct reason why;

    if (argc < 3 || (flag != 'r' && argc < 4)) {
        fprintf(stderr, "usage: spool_put [-b] STATE RECEIVED FILE...\n"
                        "       spool_put -r STATE\n");
        return 64;
    }
    if (spool_open(rest[0], &set, &sp, &why) != VERDICT_DONE)
        return complain(&why);
    return flag == 'r' ? recover(sp) : put_all(sp, flag == 'b', rest + 1);
}
