/* Listing, reading and marking messages. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convoke/base/mem.h"
#include "convoke/base/moment.h"
#include "imap_session.h"

static void *needed(void *made)
{
    if (!made)
        mem_exhausted("imap.fetch", 1);
    return made;
}

/* The command's parts are freed whatever comes of it. Where the server says NO
 * libetpan has freed the list it leaves in `ret`. */
static int uid_fetch(struct imap *s, uint32_t low, uint32_t high,
                     struct mailimap_fetch_type *type, clist **ret)
{
    struct mailimap_set *set = needed(mailimap_set_new_interval(low, high));
    int code = mailimap_uid_fetch(s->etpan, set, type, ret);

    mailimap_set_free(set);
    mailimap_fetch_type_free(type);
    if (code != MAILIMAP_NO_ERROR)
        *ret = NULL;
    return code;
}

static struct mailimap_fetch_type *listing_type(void)
{
    struct mailimap_fetch_type *type =
        needed(mailimap_fetch_type_new_fetch_att_list_empty());

    mailimap_fetch_type_new_fetch_att_list_add(
        type, needed(mailimap_fetch_att_new_uid()));
    mailimap_fetch_type_new_fetch_att_list_add(
        type, needed(mailimap_fetch_att_new_internaldate()));
    mailimap_fetch_type_new_fetch_att_list_add(
        type, needed(mailimap_fetch_att_new_rfc822_size()));
    return type;
}

/* The zone is ±hhmm as a decimal number. */
static int64_t instant(const struct mailimap_date_time *d)
{
    char text[64];
    int64_t moment;
    int zone = d->dt_zone;

    if (abs(zone) > 1400)
        return MOMENT_NONE;
    snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
             d->dt_year, d->dt_month, d->dt_day, d->dt_hour, d->dt_min,
             d->dt_sec, zone < 0 ? '-' : '+', abs(zone) / 100, abs(zone) % 100);
    return moment_parse(span_str(text), &moment) ? moment : MOMENT_NONE;
}

/* What one FETCH response tells; libetpan's structures in one walk. */
struct told {
    struct imap_item item;
    const struct mailimap_msg_att_body_section *body; /* borrowed; NULL none */
};

static void read_static(const struct mailimap_msg_att_static *a,
                        struct told *ret)
{
    switch (a->att_type) {
    case MAILIMAP_MSG_ATT_UID:
        ret->item.uid = a->att_data.att_uid;
        break;
    case MAILIMAP_MSG_ATT_RFC822_SIZE:
        ret->item.size = a->att_data.att_rfc822_size;
        break;
    case MAILIMAP_MSG_ATT_INTERNALDATE:
        if (a->att_data.att_internal_date)
            ret->item.received = instant(a->att_data.att_internal_date);
        break;
    case MAILIMAP_MSG_ATT_BODY_SECTION:
        ret->body = a->att_data.att_body_section;
        break;
    default:
        break;
    }
}

static struct told read_response(const struct mailimap_msg_att *att)
{
    struct told told = { .item.received = MOMENT_NONE };

    for (clistiter *i = clist_begin(att->att_list); i; i = clist_next(i)) {
        const struct mailimap_msg_att_item *item = clist_content(i);

        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
            item->att_data.att_static)
            read_static(item->att_data.att_static, &told);
    }
    return told;
}

/* Keeps the lowest that fit, in order; the same again changes nothing. */
static void list_in(struct imap_listing *l, const struct imap_item *item)
{
    size_t at = l->n;

    while (at > 0 && l->at[at - 1].uid > item->uid)
        at--;
    if (at > 0 && l->at[at - 1].uid == item->uid)
        return;
    if (l->n == IMAP_WINDOW) {
        l->more = true;
        if (at == l->n)
            return;
        l->n--;
    }
    memmove(l->at + at + 1, l->at + at, (l->n - at) * sizeof(*l->at));
    l->at[at] = *item;
    l->n++;
}

static void listing_free(clist **list)
{
    if (*list)
        mailimap_fetch_list_free(*list);
}

enum verdict imap_list(struct imap *s, uint32_t low, uint32_t high,
                       struct imap_listing *ret, struct reason *why)
{
    CLEANUP(listing_free) clist *list = NULL;
    enum verdict v;

    assert(s->stream);
    ret->n = 0;
    ret->more = false;
    stream_limit(s->stream, s->set.verb_ms, IMAP_LISTING);
    v = imap_end(s, uid_fetch(s, low, high, listing_type(), &list), "UID FETCH",
                 why);
    if (v != VERDICT_DONE)
        return v;
    for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
        struct told told = read_response(clist_content(i));

        /* "n:*" names the last message even below n; what others change at
         * the same time is told without a size. */
        if (told.item.uid >= low && (high == 0 || told.item.uid <= high) &&
            told.item.size > 0)
            list_in(ret, &told.item);
    }
    return VERDICT_DONE;
}

static struct mailimap_fetch_type *piece_type(uint32_t offset, size_t most)
{
    struct mailimap_section *whole = needed(mailimap_section_new(NULL));

    return needed(mailimap_fetch_type_new_fetch_att(
        needed(mailimap_fetch_att_new_body_peek_section_partial(
            whole, offset, (uint32_t)most))));
}

static bool is_piece_of(const struct told *told, uint32_t uid, uint32_t offset)
{
    return told->body && told->item.uid == uid &&
           told->body->sec_origin_octet == offset;
}

enum verdict imap_piece(struct imap *s, uint32_t uid, uint32_t offset,
                        const struct imap_taker *taker, size_t *ret_n,
                        bool *ret_there, struct reason *why)
{
    CLEANUP(listing_free) clist *list = NULL;
    enum verdict v;

    assert(s->stream);
    *ret_n = 0;
    *ret_there = false;
    stream_limit(s->stream, s->set.piece_ms, s->set.piece + IMAP_TALK);
    v = imap_end(
        s, uid_fetch(s, uid, uid, piece_type(offset, s->set.piece), &list),
        "UID FETCH", why);
    if (v != VERDICT_DONE)
        return v;
    for (clistiter *i = list ? clist_begin(list) : NULL; i; i = clist_next(i)) {
        struct told told = read_response(clist_content(i));

        if (!is_piece_of(&told, uid, offset))
            continue;
        if (told.body->sec_length > s->set.piece) {
            imap_close(s);
            return reason_set(why, VERDICT_LATER, "imap.piece",
                              "the server sends more than was asked for");
        }
        *ret_there = true;
        *ret_n = told.body->sec_body_part ? told.body->sec_length : 0;
        return *ret_n
                   ? taker->take(taker->ctx,
                                 span_of(told.body->sec_body_part, *ret_n), why)
                   : VERDICT_DONE;
    }
    return VERDICT_DONE;
}

/* Marking. */

enum { MARK_LINE = 4096 };

static bool put_uids(const uint32_t *uids, size_t n, char *line, size_t *at)
{
    for (size_t i = 0; i < n; i++) {
        int m = snprintf(line + *at, MARK_LINE - *at, "%s%u", i ? "," : "",
                         uids[i]);
        if (m < 0 || (size_t)m >= MARK_LINE - *at)
            return false;
        *at += (size_t)m;
    }
    return true;
}

enum verdict imap_mark(struct imap *s, const uint32_t *uids, size_t n,
                       struct reason *why)
{
    bool moves = s->set.after == IMAP_AFTER_MOVE && s->can_move;
    char folder[2 * IMAP_FOLDER] = "";
    char line[MARK_LINE + 2 * IMAP_FOLDER];
    size_t at;
    enum verdict v;

    assert(s->stream);
    if (n == 0 || s->set.after == IMAP_AFTER_NOTHING)
        return VERDICT_DONE;
    at = (size_t)snprintf(line, sizeof(line), "UID %s ",
                          moves ? "MOVE" : "STORE");
    if (!put_uids(uids, n, line, &at))
        return VERDICT_DONE;
    if (moves && imap_folder_wire(s->set.move_to, folder, sizeof(folder)))
        snprintf(line + at, sizeof(line) - at, " \"%s\"", folder);
    else
        snprintf(line + at, sizeof(line) - at, " +FLAGS.SILENT (%s)",
                 s->set.flag);
    stream_limit(s->stream, s->set.verb_ms, IMAP_TALK);
    v = imap_end(s, mailimap_custom_command(s->etpan, line),
                 moves ? "UID MOVE" : "UID STORE", why);
    return v == VERDICT_NEVER ? VERDICT_DONE : v;
}
