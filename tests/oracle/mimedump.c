/* Reads paths, one a line, and prints what our reader finds in each file, as
 * lines of tab-separated values that compare.py puts beside other readers':
 *
 *   file    path
 *   refused reason
 *   subject text
 *   part    media type, file name as sent, decoded octets, their SHA-256, name
 *   people  how many From and To name
 *   text    octets of a text part in UTF-8
 *   note    a recovery */
#include <stdio.h>

#include "convoke/base/file.h"
#include "convoke/base/hash.h"
#include "convoke/mail/address.h"
#include "convoke/mail/charset.h"
#include "convoke/mail/letter.h"
#include "convoke/mail/prescan.h"

/* Line ends at the very end of a part do not count. */
static struct span without_line_ends(struct span s)
{
    while (s.n && (s.p[s.n - 1] == '\r' || s.p[s.n - 1] == '\n'))
        s.n--;
    return s;
}

static void print_part(struct letter *l, const struct letter_part *part)
{
    size_t room = transfer_room(part->encoding, part->body.n);
    char *to = arena_alloc(l->arena, room);
    char hex[HASH_HEX];
    struct span octets;

    if (part->kind != LETTER_LEAF)
        return;
    octets = without_line_ends(span_of(
        to, transfer_decode_into(part->encoding, part->body, to, NULL)));
    printf("part\t" SPAN_FMT "\t" SPAN_FMT "\t%zu\t%s\t" SPAN_FMT "\n",
           SPAN_ARG(part->media_type), SPAN_ARG(part->name_sent), octets.n,
           hash_of(octets, hex), SPAN_ARG(part->name));
}

static void print_text(const struct letter *l, int index)
{
    CLEANUP(text_release) struct text text = TEXT_INIT(4 << 20);

    if (!span_starts(l->parts.at[index].media_type, SPAN("text/")))
        return;
    letter_text(l, index, &text);
    printf("text\t%zu\n", text.n);
}

static void print_people(struct letter *l)
{
    facts_addresses list = { 0 };
    size_t n = address_list_read(letter_header(l, 0, SPAN("From")), SPAN_NONE,
                                 FACTS_MAX_ADDRESSES, l->arena, &list);

    n += address_list_read(letter_header(l, 0, SPAN("To")), SPAN_NONE,
                           FACTS_MAX_ADDRESSES, l->arena, &list);
    printf("people\t%zu\n", n);
}

static void print_file(const char *path)
{
    CLEANUP(text_release) struct text raw = TEXT_INIT(TEXT_MAX_OUTPUT);
    CLEANUP(arena_release) struct arena arena = ARENA_INIT(256 << 20);
    struct letter l;
    struct reason why = { 0 };

    printf("file\t%s\n", path);
    if (file_read(path, &raw, &why) != VERDICT_DONE ||
        prescan_check(text_span(&raw), NULL, &why) != VERDICT_DONE ||
        letter_read(text_span(&raw), &arena, &l, &why) != VERDICT_DONE) {
        printf("refused\t%s\n", why.text);
        return;
    }
    printf("subject\t" SPAN_FMT "\n",
           SPAN_ARG(letter_header_text(&l, 0, SPAN("Subject"))));
    print_people(&l);
    for (size_t i = 0; i < l.parts.n; i++) {
        print_part(&l, &l.parts.at[i]);
        print_text(&l, (int)i);
    }
    list_each(&l.notes, note) printf("note\t" SPAN_FMT "\n", SPAN_ARG(*note));
}

int main(void)
{
    char path[4096];

    charset_prepare();
    while (fgets(path, sizeof(path), stdin)) {
        path[strcspn(path, "\n")] = '\0';
        print_file(path);
    }
    return 0;
}
