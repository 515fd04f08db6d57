/* stream.h — a connection libetpan may read and write without harm.
 *
 * TCP and TLS over poll: every wait ends at an absolute deadline, every read
 * counts against a budget of octets, end of file is an error, any descriptor
 * number will do. With TLS, chain and host name are verified in the handshake,
 * before either side has said a word. A stream is used by one thread.
 *
 * Once something has failed the stream stays failed and stream_failure tells
 * why. RFC 8446, RFC 6125, RFC 3207. */
#ifndef CONVOKE_MAIL_STREAM_H
#define CONVOKE_MAIL_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include <libetpan/mailstream.h>

#include "convoke/base/verdict.h"

struct stream;
struct stream_trust;

/* Certificate authorities, loaded once and shared by many streams; outlives
 * them. `ca_file` NULL: what the system trusts. NEVER when none can be read. */
MUST_USE enum verdict stream_trust_open(const char *ca_file,
                                        struct stream_trust **ret,
                                        struct reason *why);
struct stream_trust *stream_trust_close(struct stream_trust *trust);
void stream_trust_drop(struct stream_trust **trust);

/* Connects within `ms` to one of the addresses of `host`. The name is looked
 * up by the system's resolver, which keeps time limits of its own. */
MUST_USE enum verdict stream_open(const char *host, int port, int64_t ms,
                                  struct stream **ret, struct reason *why);

/* The same over a connected socket, which is taken. */
struct stream *stream_from_fd(int fd);

/* Closes at once: nothing that still waits to be written leaves. */
struct stream *stream_close(struct stream *s);

/* From now on: at most `ms` milliseconds in all and `octets` received. */
void stream_limit(struct stream *s, int64_t ms, size_t octets);

/* Handshake as the client of `host`. Refused when plain octets have been
 * received that nobody asked for: they could pose as replies under TLS. */
MUST_USE enum verdict stream_start_tls(struct stream *s,
                                       const struct stream_trust *trust,
                                       const char *host, struct reason *why);

/* Borrowed; lives as long as the stream. Hand it to libetpan, take it back
 * before libetpan frees its session. */
mailstream *stream_etpan(struct stream *s);

bool stream_is_tls(const struct stream *s);
bool stream_is_loopback(const struct stream *s);
bool stream_failed(const struct stream *s);

/* What failed first: "timed out", "the peer closed the connection", …; ""
 * while nothing has. */
const char *stream_failure(const struct stream *s);

/* True when octets or the end of file wait to be read although nothing was
 * asked: an idle session that must not be used again. */
bool stream_has_news(struct stream *s);

#endif
