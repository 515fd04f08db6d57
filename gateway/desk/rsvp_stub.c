#include "rsvp.h"
enum verdict leave_of_decline(const struct rsvp_case *c, struct reason *why)
{
    (void)c;
    (void)why;
    return VERDICT_DONE;
}
enum verdict delegate_receive(const struct rsvp_case *c, struct reason *why)
{
    (void)c;
    (void)why;
    return VERDICT_DONE;
}
enum verdict counter_receive(const struct counter_proposal *p,
                             struct reason *why)
{
    (void)p;
    (void)why;
    return VERDICT_DONE;
}
