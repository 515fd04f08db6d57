#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "control.h"
#include "control_wire.h"
#include "convoke/base/file.h"
#include "convoke/base/record.h"

static enum verdict ask(const char *folder, int *ret_fd, struct reason *why)
{
    CLEANUP(file_drop) int at = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    CLEANUP(file_drop) int fd = -1;
    struct sockaddr_un address;

    if (at < 0 || !control_address(at, &address))
        return reason_from_errno(why, VERDICT_NEVER, "control.call", folder);
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return reason_from_errno(why, VERDICT_LATER, "control.call", "socket");
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        if (errno == EACCES || errno == EPERM)
            return reason_from_errno(why, VERDICT_NEVER, "control.call",
                                     "this state belongs to another user");
        return reason_from_errno(why, VERDICT_LATER, "control.call", "connect");
    }
    *ret_fd = fd;
    fd = -1;
    return VERDICT_DONE;
}

static void put_request(const struct control_call *call, struct text *to)
{
    record_put_int(to, CONTROL_TAG_VERSION, CONTROL_VERSION);
    record_put_int(to, CONTROL_TAG_CHINESE, call->ctx->chinese);
    record_put_int(to, CONTROL_TAG_COLOUR, call->ctx->colour);
    record_put_int(to, CONTROL_TAG_WIDTH, (int64_t)call->ctx->width);
    for (int i = 0; i < call->argc; i++)
        record_put(to, CONTROL_TAG_WORD, span_str(call->argv[i]));
    for (size_t i = 0; i < call->files_n; i++)
        record_put(to, CONTROL_TAG_FILE, span_str(call->files[i].name));
}

static enum verdict send_request(int fd, const struct control_call *call,
                                 int out, int err, struct reason *why)
{
    CLEANUP(text_release) struct text record = TEXT_INIT(CONTROL_MAX_RECORD);
    CLEANUP(file_drop) int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct control_fds fds = { .n = CONTROL_FD_FILES };

    put_request(call, &record);
    if (record.over || call->argc > CONTROL_MAX_WORDS ||
        call->files_n > CONTEXT_MAX_FILES)
        return reason_set(why, VERDICT_NEVER, "control.call",
                          "the command line is too long for a running core");
    fds.at[CONTROL_FD_OUT] = out;
    fds.at[CONTROL_FD_ERR] = err;
    fds.at[CONTROL_FD_INPUT] = call->input >= 0 ? call->input : nothing;
    for (size_t i = 0; i < call->files_n; i++)
        fds.at[fds.n++] = call->files[i].fd;
    return control_send(fd, text_span(&record), &fds, why);
}

static enum verdict await_exit(int fd, int *ret_exit, struct reason *why)
{
    CLEANUP(text_release) struct text record = TEXT_INIT(CONTROL_MAX_RECORD);
    struct record r;
    uint16_t tag;
    struct span value;
    int64_t code = -1;
    enum verdict v = control_receive(fd, &record, NULL, why);

    if (v != VERDICT_DONE)
        return v;
    r = record_from(text_span(&record));
    while (record_next(&r, &tag, &value))
        if (tag == CONTROL_TAG_EXIT)
            code = record_int(&r, value);
    if (r.bad || code < 0 || code > 255)
        return reason_set(why, VERDICT_BROKEN, "control.call",
                          "the running core answered nonsense");
    *ret_exit = (int)code;
    return VERDICT_DONE;
}

static void copy_out(int from, FILE *to)
{
    char buf[64 * 1024];
    ssize_t n;

    lseek(from, 0, SEEK_SET);
    while ((n = read(from, buf, sizeof(buf))) > 0)
        fwrite(buf, 1, (size_t)n, to);
}

enum verdict control_call(const char *folder, const struct control_call *call,
                          int *ret_exit, bool *ret_asked, struct reason *why)
{
    CLEANUP(file_drop) int fd = -1;
    CLEANUP(file_drop) int out = memfd_create("out", MFD_CLOEXEC);
    CLEANUP(file_drop) int err = memfd_create("err", MFD_CLOEXEC);
    enum verdict v;

    assert(folder);
    assert(call);
    assert(ret_exit);
    assert(ret_asked);
    *ret_asked = false;
    if (out < 0 || err < 0)
        return reason_from_errno(why, VERDICT_LATER, "control.call", "memory");
    v = ask(folder, &fd, why);
    if (v != VERDICT_DONE)
        return v;
    v = send_request(fd, call, out, err, why);
    if (v != VERDICT_DONE)
        return v;
    *ret_asked = true;
    v = await_exit(fd, ret_exit, why);
    copy_out(err, call->ctx->err);
    copy_out(out, call->ctx->out);
    return v;
}
