/* sender_probe — a core that only sends: told what to do line by line.
 *
 *   sender_probe PROCESSES PORT CA SECRET_FILE IDLE_MS
 *
 * Input: "job ID FROM RCPT FILE", "ahead ID …", "dot ID yes", "dot ID no",
 * "bench N FROM RCPT FILE" (grants every dot, prints the seconds), "quit". FROM
 * "-" is <>. Output: "ready", "dot ID", "settled ID OUTCOME STAGE CODE TEXT"
 * (OUTCOME also "untried"), "lost", "busy ID" for a job no process was free
 * for. CA "-" is a plain session without login. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "convoke/base/clock.h"
#include "convoke/base/file.h"
#include "convoke/base/own.h"
#include "gateway/sender.h"

static void print_event(const struct sender_event *e)
{
    if (e->kind == SENDER_DOT_WANTED)
        printf("dot %lld\n", (long long)e->id);
    else if (e->kind == SENDER_LOST)
        printf("lost\n");
    else
        printf("settled %lld %s %s %d %s\n", (long long)e->id,
               e->answer.untried ? "untried"
                                 : smtp_outcome_name(e->answer.outcome),
               smtp_stage_name(e->answer.stage), e->answer.code,
               e->answer.text);
    fflush(stdout);
}

/* A line of input: verb, number, sender, recipient, file. */
struct order {
    int n;
    char word[5][300];
};

static bool submit(struct senders *s, int64_t id, bool ahead,
                   const struct order *order)
{
    CLEANUP(file_drop) int fd = open(order->word[4], O_RDONLY | O_CLOEXEC);
    struct sender_job job = {
        .id = id,
        .from =
            strcmp(order->word[2], "-") ? span_str(order->word[2]) : SPAN_NONE,
        .rcpt = span_str(order->word[3]),
        .fd = fd,
    };
    struct reason why;

    return fd >= 0 && (ahead ? senders_submit_ahead
                             : senders_submit)(s, &job, &why) == VERDICT_DONE;
}

static void bench(struct senders *s, long n, const struct order *order)
{
    int64_t began = clock_ticks();
    struct sender_event e;
    long sent = 0;
    long settled = 0;

    for (long next = 0; settled < n;) {
        while (next < n && senders_idle(s) && submit(s, next, false, order))
            next++;
        senders_wait(s, 1000);
        while (senders_next(s, &e)) {
            if (e.kind == SENDER_DOT_WANTED) {
                next += next < n && submit(s, next, true, order);
                senders_may_dot(s, e.id, true);
            }
            settled += e.kind == SENDER_SETTLED;
            sent += e.kind == SENDER_SETTLED && e.answer.outcome == SMTP_SENT;
        }
    }
    printf("bench %ld %.3f\n", sent, (double)(clock_ticks() - began) / 1000);
    fflush(stdout);
}

static bool obey(struct senders *s, const char *line)
{
    struct order o = { .n = 0 };
    const char *verb = o.word[0];

    o.n = sscanf(line, "%299s %299s %299s %299s %299s", o.word[0], o.word[1],
                 o.word[2], o.word[3], o.word[4]);
    if (o.n < 1 || strcmp(verb, "quit") == 0)
        return false;
    if (strcmp(verb, "dot") == 0 && o.n == 3)
        senders_may_dot(s, atoll(o.word[1]), strcmp(o.word[2], "yes") == 0);
    else if (strcmp(verb, "bench") == 0 && o.n == 5)
        bench(s, atol(o.word[1]), &o);
    else if ((strcmp(verb, "job") == 0 || strcmp(verb, "ahead") == 0) &&
             o.n == 5 &&
             !submit(s, atoll(o.word[1]), strcmp(verb, "job") != 0, &o)) {
        printf("busy %s\n", o.word[1]);
        fflush(stdout);
    }
    return true;
}

static void run(struct senders *s)
{
    struct pollfd fds[SENDERS_FDS + 1];
    struct sender_event e;
    char line[1600];

    for (;;) {
        size_t n = senders_fds(s, fds);

        fds[n] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
        poll(fds, n + 1, -1);
        while (senders_next(s, &e))
            print_event(&e);
        if (fds[n].revents &&
            (!fgets(line, sizeof(line), stdin) || !obey(s, line)))
            return;
    }
}

int main(int argc, char *argv[])
{
    CLEANUP(senders_drop) struct senders *s = NULL;
    struct senders_settings set = { 0 };
    struct reason why;

    if (argc != 6)
        return 64;
    setvbuf(stdin, NULL, _IONBF, 0);
    set.n = (size_t)atoi(argv[1]);
    set.secret_file = argv[4];
    set.idle_ms = atoi(argv[5]);
    set.smtp = (struct smtp_settings){
        .host = "localhost",
        .port = atoi(argv[2]),
        .tls = SMTP_TLS_STARTTLS,
        .auth = SMTP_AUTH_PLAIN,
        .user = "wg5",
        .ca_file = argv[3],
        .connect_ms = 5000,
        .command_ms = 5000,
        .body_ms = 5000,
        .dot_ms = 5000,
    };
    if (strcmp(argv[3], "-") == 0) {
        set.smtp.tls = SMTP_TLS_NONE;
        set.smtp.auth = SMTP_AUTH_NONE;
        set.smtp.ca_file = NULL;
    }
    if (senders_open(&set, &s, &why) != VERDICT_DONE) {
        printf("failed %s\n", why.text);
        return 78;
    }
    printf("ready\n");
    fflush(stdout);
    run(s);
    return 0;
}
