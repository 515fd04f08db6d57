/* A real server in a child process, real clients here. */
#include "check.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "convoke/base/file.h"
#include "convoke/base/text.h"
#include "gateway/control.h"
#include "gateway/control_wire.h"
#include "gateway/state.h"

struct fixture {
    char folder[200];
    pid_t server;
};

/* "echo" prints its words, "cat" a file, "stdin" the input, "big N" N
 * octets, "die" ends the process before it answers. */
static int answer(void *with, struct context *ctx, int argc, char **argv)
{
    CLEANUP(text_release) struct text got = TEXT_INIT(TEXT_MAX_LETTER);
    CLEANUP(file_drop) int fd = -1;
    struct reason why;

    (void)with;
    if (strcmp(argv[0], "die") == 0)
        _exit(9);
    if (strcmp(argv[0], "big") == 0)
        for (long i = atol(argv[1]); i > 0; i--)
            fputc('x', ctx->out);
    if (strcmp(argv[0], "echo") == 0)
        for (int i = 1; i < argc; i++)
            fprintf(ctx->out, "%s|", argv[i]);
    fprintf(ctx->err, "%d %zu", ctx->chinese, ctx->width);
    if (strcmp(argv[0], "cat") != 0)
        return argc;
    if (context_open(ctx, argv[1], &fd, &why) != VERDICT_DONE)
        return EX_NOINPUT;
    if (file_read_fd(fd, &got, &why) == VERDICT_DONE)
        context_print(ctx, text_span(&got));
    return EX_OK;
}

static void serve(const char *folder)
{
    struct control *c = NULL;
    struct reason why;

    if (control_open(folder, &c, &why) != VERDICT_DONE)
        _exit(1);
    for (;;) {
        struct pollfd p = { .fd = control_fd(c), .events = POLLIN };
        if (poll(&p, 1, 10000) != 1)
            _exit(2);
        control_serve(c, answer, NULL);
    }
}

static void wait_for_socket(const struct fixture *f)
{
    char path[256];
    struct stat st;

    snprintf(path, sizeof(path), "%s/control.sock", f->folder);
    for (int i = 0; i < 500 && stat(path, &st) != 0; i++)
        usleep(10000);
    CHECK_INT("only the owner may speak", st.st_mode & 0777, 0600);
}

/* The folder's name is longer than a socket address can be. */
static void set_up(struct fixture *f)
{
    char base[] = "/tmp/convoke-control-XXXXXX";

    assert_non_null(mkdtemp(base));
    snprintf(f->folder, sizeof(f->folder), "%s/%0120d", base, 0);
    assert_int_equal(mkdir(f->folder, 0700), 0);
    f->server = fork();
    assert_true(f->server >= 0);
    if (f->server == 0)
        serve(f->folder);
    wait_for_socket(f);
}

static void tear_down(struct fixture *f)
{
    char path[256];

    if (f->server > 0) {
        kill(f->server, SIGKILL);
        waitpid(f->server, NULL, 0);
    }
    snprintf(path, sizeof(path), "%s/control.sock", f->folder);
    unlink(path);
    rmdir(f->folder);
    *strrchr(f->folder, '/') = '\0';
    rmdir(f->folder);
}

struct asked {
    char *out, *err;
    size_t out_n, err_n;
    int code;
    bool reached;
    enum verdict v;
};

static void ask(const struct fixture *f, struct control_call *call,
                struct asked *ret)
{
    struct context ctx = { .chinese = true, .width = 77 };
    struct reason why;

    *ret = (struct asked){ .code = -1 };
    ctx.out = open_memstream(&ret->out, &ret->out_n);
    ctx.err = open_memstream(&ret->err, &ret->err_n);
    call->ctx = &ctx;
    ret->v = control_call(f->folder, call, &ret->code, &ret->reached, &why);
    fclose(ctx.out);
    fclose(ctx.err);
}

static void asked_release(struct asked *a)
{
    free(a->out);
    free(a->err);
}

static void test_words_streams_and_code_travel(void **state)
{
    struct fixture f;
    struct asked a;
    char *argv[] = { "echo", "a b", "中文", "" };
    struct control_call call = { .argc = 4, .argv = argv, .input = -1 };

    (void)state;
    set_up(&f);
    ask(&f, &call, &a);
    CHECK_INT("answered", a.v, VERDICT_DONE);
    CHECK_SPAN("words", span_str(a.out), SPAN("a b|中文||"));
    CHECK_SPAN("terminal", span_str(a.err), SPAN("1 77"));
    CHECK_INT("exit code", a.code, 4);
    asked_release(&a);
    tear_down(&f);
}

static void test_files_are_read_with_the_clients_rights(void **state)
{
    struct fixture f;
    struct asked a;
    int pipe_of[2];
    char *argv[] = { "cat", "my file" };
    struct context_file file = { "my file", -1 };
    struct control_call call = {
        .argc = 2, .argv = argv, .files = &file, .files_n = 1, .input = -1
    };

    (void)state;
    set_up(&f);
    assert_int_equal(pipe(pipe_of), 0);
    assert_int_equal(write(pipe_of[1], "content", 7), 7);
    close(pipe_of[1]);
    file.fd = pipe_of[0];
    ask(&f, &call, &a);
    CHECK_SPAN("content", span_str(a.out), SPAN("content"));
    asked_release(&a);
    close(pipe_of[0]);
    argv[1] = "/etc/passwd";
    call.files_n = 0;
    ask(&f, &call, &a);
    CHECK_INT("a path alone opens nothing in the core", a.code, EX_NOINPUT);
    asked_release(&a);
    tear_down(&f);
}

static void test_large_output_is_whole(void **state)
{
    struct fixture f;
    struct asked a;
    char *argv[] = { "big", "3000000" };
    struct control_call call = { .argc = 2, .argv = argv, .input = -1 };

    (void)state;
    set_up(&f);
    ask(&f, &call, &a);
    CHECK_INT("octets", a.out_n, 3000000);
    asked_release(&a);
    tear_down(&f);
}

/* A client that sends garbage, nothing, or goes away is survived. */
static void test_strange_clients_do_no_harm(void **state)
{
    struct fixture f;
    struct asked a;
    struct sockaddr_un address;
    char *argv[] = { "echo", "x" };
    struct control_call call = { .argc = 2, .argv = argv, .input = -1 };

    (void)state;
    set_up(&f);
    for (int i = 0; i < 3; i++) {
        int at = open(f.folder, O_PATH);
        int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
        assert_true(control_address(at, &address));
        assert_int_equal(
            connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
        if (i == 1)
            assert_int_equal(send(fd, "\xff\xff\xff\xff\xff\xff", 6, 0), 6);
        if (i == 2)
            assert_int_equal(send(fd, "", 1, 0), 1);
        close(fd);
        close(at);
    }
    ask(&f, &call, &a);
    CHECK_SPAN("still answers", span_str(a.out), SPAN("x|"));
    asked_release(&a);
    tear_down(&f);
}

static void test_nobody_and_a_dead_core_are_told_apart(void **state)
{
    struct fixture f;
    struct asked a;
    char *argv[] = { "die" };
    struct control_call call = { .argc = 1, .argv = argv, .input = -1 };

    (void)state;
    set_up(&f);
    ask(&f, &call, &a);
    CHECK_INT("died while acting", a.v, VERDICT_LATER);
    CHECK_TRUE("was asked", a.reached);
    asked_release(&a);
    waitpid(f.server, NULL, 0);
    f.server = 0;
    ask(&f, &call, &a);
    CHECK_INT("nobody there", a.v, VERDICT_LATER);
    CHECK_TRUE("was not asked", !a.reached);
    asked_release(&a);
    tear_down(&f);
}

static void test_one_owner_of_the_state(void **state)
{
    char folder[] = "/tmp/convoke-state-XXXXXX";
    char path[64];
    struct reason why;
    pid_t child;
    int fd = -1;
    int status;

    (void)state;
    assert_non_null(mkdtemp(folder));
    CHECK_INT("free", state_lock(folder, &fd, &why), VERDICT_DONE);
    child = fork();
    if (child == 0) {
        int own = -7;
        bool later = state_lock(folder, &own, &why) == VERDICT_LATER;
        char pid[32];
        snprintf(pid, sizeof(pid), "process %d", (int)getppid());
        _exit(later && own == -7 && strstr(why.text, pid) ? 0 : 1);
    }
    waitpid(child, &status, 0);
    CHECK_INT("taken, and by whom", status, 0);
    close(fd);
    child = fork();
    if (child == 0) {
        int own = -1;
        _exit(state_lock(folder, &own, &why) == VERDICT_DONE ? 0 : 1);
    }
    waitpid(child, &status, 0);
    CHECK_INT("free again", status, 0);
    snprintf(path, sizeof(path), "%s/lock", folder);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_streams_and_code_travel),
        cmocka_unit_test(test_files_are_read_with_the_clients_rights),
        cmocka_unit_test(test_large_output_is_whole),
        cmocka_unit_test(test_strange_clients_do_no_harm),
        cmocka_unit_test(test_nobody_and_a_dead_core_are_told_apart),
        cmocka_unit_test(test_one_owner_of_the_state),
    };

    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
