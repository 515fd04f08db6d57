#include "convoke/desk/workdays_file.h"

/* The file is put into the program as it is: one source of truth, and nothing
 * to look for on the disk. WORKDAYS_TSV is its path, given by the build. */
__asm__(".section .rodata\n"
        ".balign 8\n"
        "workdays_tsv_begin:\n"
        ".incbin \"" WORKDAYS_TSV "\"\n"
        "workdays_tsv_end:\n"
        ".byte 0\n"
        ".previous\n");

extern const char workdays_tsv_begin[];
extern const char workdays_tsv_end[];

struct span workdays_shipped(void)
{
    return span_of(workdays_tsv_begin,
                   (size_t)(workdays_tsv_end - workdays_tsv_begin));
}
