#include "fetcher_wire.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "convoke/base/record.h"

enum fetcher_tag {
    TAG_VERSION = 1,
    TAG_WORD,
    TAG_PROCESS,
    TAG_NUMBER,
    TAG_FOLDER,
    TAG_VALIDITY,
    TAG_NEXT,
    TAG_TEXT,
};

static void encode(const struct fetcher_packet *p, struct text *to)
{
    struct span text = span_fit(span_str(p->text), FETCHER_TEXT - 1);

    record_put_int(to, TAG_VERSION, FETCHER_VERSION);
    record_put_int(to, TAG_WORD, p->word);
    record_put_int(to, TAG_PROCESS, p->process);
    record_put_int(to, TAG_NUMBER, p->number);
    record_put(to, TAG_FOLDER, span_str(p->cursor.folder));
    record_put_int(to, TAG_VALIDITY, p->cursor.validity);
    record_put_int(to, TAG_NEXT, p->cursor.next);
    record_put(to, TAG_TEXT, text);
}

static int64_t bounded(struct record *r, struct span value, int64_t most)
{
    int64_t n = record_int(r, value);

    if (n < 0 || n > most)
        r->bad = true;
    return r->bad ? 0 : n;
}

static void decode_field(struct record *r, uint16_t tag, struct span value,
                         struct fetcher_packet *p)
{
    switch ((enum fetcher_tag)tag) {
    case TAG_VERSION:
        r->bad |= bounded(r, value, FETCHER_VERSION) != FETCHER_VERSION;
        break;
    case TAG_WORD:
        p->word = (enum fetcher_word)bounded(r, value, FETCHER_WORD_COUNT - 1);
        break;
    case TAG_PROCESS:
        p->process = bounded(r, value, INT32_MAX);
        break;
    case TAG_NUMBER:
        p->number = bounded(r, value, UINT32_MAX);
        break;
    case TAG_FOLDER:
        record_words(r, value, p->cursor.folder, sizeof(p->cursor.folder));
        break;
    case TAG_VALIDITY:
        p->cursor.validity = (uint32_t)bounded(r, value, UINT32_MAX);
        break;
    case TAG_NEXT:
        p->cursor.next = (uint32_t)bounded(r, value, UINT32_MAX);
        break;
    case TAG_TEXT:
        record_words(r, value, p->text, sizeof(p->text));
        break;
    default:
        r->bad = true;
    }
}

bool fetcher_say(int socket, const struct fetcher_packet *p)
{
    CLEANUP(text_release) struct text packet = TEXT_INIT(FETCHER_PACKET);
    ssize_t n;

    assert(p);
    encode(p, &packet);
    assert(!packet.over);
    do
        n = send(socket, packet.p, packet.n, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)packet.n;
}

static bool decode(struct span packet, struct fetcher_packet *p)
{
    struct record r = record_from(packet);
    struct span value;
    uint16_t tag;

    *p = (struct fetcher_packet){ .word = FETCHER_WORD_COUNT };
    while (record_next(&r, &tag, &value))
        decode_field(&r, tag, value, p);
    return !r.bad && p->word != FETCHER_WORD_COUNT;
}

int fetcher_hear(int socket, int flags, struct fetcher_packet *ret)
{
    char packet[FETCHER_PACKET];
    ssize_t n;

    assert(ret);
    do
        n = recv(socket, packet, sizeof(packet), flags | MSG_TRUNC);
    while (n < 0 && errno == EINTR);
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return 0;
    if (n <= 0 || n > (ssize_t)sizeof(packet))
        return -1;
    return decode(span_of(packet, (size_t)n), ret) ? 1 : -1;
}
