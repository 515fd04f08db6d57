#include "charter.h"

/* The file is put into the program as it is: one source of truth, and nothing
 * to look for on the disk. CHARTER_CONF is its path, given by the build. */
__asm__(".section .rodata\n"
        ".balign 8\n"
        "charter_conf_begin:\n"
        ".incbin \"" CHARTER_CONF "\"\n"
        "charter_conf_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char charter_conf_begin[];
extern const char charter_conf_end[];

struct span charter_shipped(void)
{
    return span_of(charter_conf_begin,
                   (size_t)(charter_conf_end - charter_conf_begin));
}
