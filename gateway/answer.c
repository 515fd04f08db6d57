#include "answer.h"

#include <assert.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "convoke/base/file.h"

void answer_release(struct answer *a)
{
    assert(a);
    text_release(&a->record);
}

static void refuse(struct answer *a, const char *what)
{
    a->stop = ANSWER_REFUSED;
    reason_set(&a->why, VERDICT_NEVER, "worker.answer", "%s", what);
}

static void take_bytes(struct answer *a, struct span piece)
{
    if (a->out_fd < 0) {
        if (!text_add(&a->record, piece))
            refuse(a, "the record is too large");
        return;
    }
    if (piece.n > a->most) {
        refuse(a, "more octets than were asked for");
        return;
    }
    a->most -= piece.n;
    if (file_write_all(a->out_fd, piece, &a->why) != VERDICT_DONE)
        a->stop = ANSWER_FAILED;
}

/* Adds to one of the small values; what goes beyond its room is cut off. */
static void take_small(char *to, size_t *n, struct span piece, size_t room)
{
    piece = span_sub(piece, 0, room - *n);
    if (piece.n)
        memcpy(to + *n, piece.p, piece.n);
    *n += piece.n;
}

/* The core will send signals to this number, so a second one is a lie. */
static void take_pid(struct answer *a, struct span piece)
{
    uint32_t pid;

    if (a->pid) {
        refuse(a, "a frame of no kind");
        return;
    }
    take_small(a->pid_octets, &a->pid_n, piece, sizeof(a->pid_octets));
    if (a->pid_n < sizeof(a->pid_octets))
        return;
    memcpy(&pid, a->pid_octets, sizeof(pid));
    a->pid = (pid_t)pid;
}

static void take_piece(struct answer *a, struct span piece)
{
    switch (a->head[0]) {
    case ZYGOTE_FRAME_SHUT:
        take_pid(a, piece);
        return;
    case ZYGOTE_FRAME_BYTES:
        take_bytes(a, piece);
        return;
    case ZYGOTE_FRAME_SITE:
        take_small(a->why.site, &a->site_n, piece, REASON_MAX_SITE - 1);
        return;
    case ZYGOTE_FRAME_WHY:
        take_small(a->why.text, &a->text_n, piece, REASON_MAX_TEXT - 1);
        return;
    default:
        refuse(a, "a frame of no kind");
    }
}

static void take_head(struct answer *a, char c)
{
    a->head[a->head_n++] = c;
    if (a->head_n < ZYGOTE_FRAME_HEAD)
        return;
    a->left = 0;
    for (size_t i = 0; i < 4; i++)
        a->left |= (uint32_t)(unsigned char)a->head[2 + i] << (8 * i);
    if (a->head[1] != 0)
        refuse(a, "a frame of no kind");
    else if (a->head[0] == ZYGOTE_FRAME_DONE ||
             a->head[0] == ZYGOTE_FRAME_NEVER)
        a->whole = true;
    if (a->left == 0)
        a->head_n = 0;
}

void answer_take(struct answer *a, struct span bytes)
{
    assert(a);
    while (bytes.n && a->stop == ANSWER_GOES_ON && !a->whole) {
        struct span piece;

        if (a->head_n < ZYGOTE_FRAME_HEAD) {
            take_head(a, bytes.p[0]);
            bytes = span_from(bytes, 1);
            continue;
        }
        piece = span_sub(bytes, 0, a->left);
        bytes = span_from(bytes, piece.n);
        a->left -= (uint32_t)piece.n;
        take_piece(a, piece);
        if (a->left == 0)
            a->head_n = 0;
    }
}

static enum verdict killed(struct answer *a, int number,
                           const struct workers_settings *set)
{
    const char *name = sigabbrev_np(number);

    if (number == SIGXCPU)
        return reason_set(&a->why, VERDICT_NEVER, "worker.cpu",
                          "more than %u processor seconds", set->cpu_s);
    return reason_set(&a->why, VERDICT_NEVER, "worker.killed", "SIG%s",
                      name ? name : "?");
}

static bool is_site(const char *site)
{
    return site[0] && strspn(site, "abcdefghijklmnopqrstuvwxyz0123456789._") ==
                          strlen(site);
}

/* The reader's own reason, as far as it can be shown to a person. */
static enum verdict refused_by_reader(struct answer *a)
{
    struct reason said = a->why;

    if (!is_site(said.site) || !span_is_utf8(span_str(said.text)))
        return reason_set(&a->why, VERDICT_NEVER, "worker.answer",
                          "refused without a readable reason");
    return reason_set(&a->why, VERDICT_NEVER, said.site, "%s", said.text);
}

enum verdict answer_verdict(struct answer *a,
                            const struct workers_settings *set)
{
    assert(a);
    assert(set);
    switch (a->stop) {
    case ANSWER_FAILED:
        return VERDICT_LATER;
    case ANSWER_REFUSED:
        return VERDICT_NEVER;
    case ANSWER_LATE:
        return reason_set(&a->why, VERDICT_NEVER, "worker.wall",
                          "not read in %lld ms", (long long)set->wall_ms);
    case ANSWER_GOES_ON:
        break;
    }
    if (a->head[0] == ZYGOTE_FRAME_NEVER)
        return refused_by_reader(a);
    if (a->out_fd >= 0 || a->record.n)
        return VERDICT_DONE;
    return reason_set(&a->why, VERDICT_NEVER, "worker.answer",
                      "an empty record");
}

enum verdict answer_cut_short(struct answer *a, int status,
                              const struct workers_settings *set)
{
    int code = WEXITSTATUS(status);

    assert(a);
    assert(set);
    if (WIFSIGNALED(status))
        return killed(a, WTERMSIG(status), set);
    if (code == ZYGOTE_EXIT_MEMORY)
        return reason_set(&a->why, VERDICT_NEVER, "worker.memory",
                          "more than %llu octets",
                          (unsigned long long)set->memory);
    return reason_set(&a->why, VERDICT_NEVER, "worker.answer",
                      "ended with status %d and no whole answer", code);
}
