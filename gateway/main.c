#include <signal.h>

#include "verbs.h"

int main(int argc, char **argv)
{
    /* A reader that went away is an error of write(), not the end. */
    signal(SIGPIPE, SIG_IGN);
    return verbs_main(argc, argv);
}
