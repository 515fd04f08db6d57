#include <locale.h>
#include <signal.h>

#include "verbs.h"

int main(int argc, char **argv)
{
    /* Everything printed is UTF-8, whatever the caller's locale: the tables
     * need to know how wide its characters are. */
    setlocale(LC_CTYPE, "C.UTF-8");
    /* A reader that went away is an error of write(), not the end. */
    signal(SIGPIPE, SIG_IGN);
    return verbs_main(argc, argv);
}
