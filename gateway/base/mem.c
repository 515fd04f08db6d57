#include "convoke/base/mem.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "convoke/base/log.h"

enum { KEPT_MOST = 4 * 1024 * 1024, ASKED_AT_ONCE = 256 * 1024 };

void mem_exhausted(const char *what, size_t size)
{
    log_event(LOG_ERROR, "memory.exhausted", KV_STR("what", what),
              KV_INT("octets", size));
    _exit(EX_TEMPFAIL);
}

void *mem_new(size_t size)
{
    void *p = calloc(1, size ? size : 1);

    if (!p)
        mem_exhausted("mem.new", size);
    return p;
}

void *mem_grow(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);

    if (!p)
        mem_exhausted("mem.grow", size);
    return p;
}

char *mem_copy_str(const char *s)
{
    size_t n = strlen(s) + 1;

    return memcpy(mem_new(n), s, n);
}

void mem_keep_freed(void)
{
    mallopt(M_TRIM_THRESHOLD, KEPT_MOST);
    mallopt(M_TOP_PAD, ASKED_AT_ONCE);
    mallopt(M_MMAP_THRESHOLD, KEPT_MOST / 4);
}
