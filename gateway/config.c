#include "config.h"

#include <assert.h>
#include <stdlib.h>

#include "convoke/base/mem.h"

enum { CONFIG_ARENA = 64 * 1024 * 1024 };

/* The charter is read even when the settings have faults, so that one run
 * tells all. */
static enum verdict load(const char *path, struct complaints *c,
                         struct config *ret)
{
    CLEANUP(config_release)
    struct config got = { .charter = MEM_NEW(struct charter) };
    const char *charter = NULL;
    enum verdict v = settings_load(path, c, &got.set, &charter);

    if (charter && charter_load(charter, c, got.charter) != VERDICT_DONE)
        v = VERDICT_NEVER;
    if (v != VERDICT_DONE)
        return v;
    ret->set = TAKE(got.set);
    ret->charter = TAKE(got.charter);
    return VERDICT_DONE;
}

enum verdict config_load(const char *path, bool chinese, bool colour,
                         struct config *ret, struct text *ret_told)
{
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(CONFIG_ARENA);
    struct complaints c = { .arena = &arena, .chinese = chinese };
    enum verdict v;

    assert(ret);
    assert(ret_told);
    path = path ? path : settings_find();
    if (!path) {
        text_add_str(ret_told,
                     chinese ? "convoke: 找不到配置文件：用 -c 指定，"
                               "或先运行 convoke init DIR\n"
                             : "convoke: no configuration: name one with -c, "
                               "or start with convoke init DIR\n");
        return VERDICT_NEVER;
    }
    v = load(path, &c, ret);
    complaints_print(&c, colour, ret_told);
    return v;
}

void config_release(struct config *config)
{
    config->set = settings_free(config->set);
    free(config->charter);
    config->charter = NULL;
}
