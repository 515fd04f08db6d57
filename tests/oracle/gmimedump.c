/* What gmime finds, in the form of mimedump.c. */
#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>

static void print_text(const char *s)
{
    for (; s && *s; s++)
        if ((unsigned char)*s >= 0x20)
            putchar(*s);
}

static gboolean is_line_end(guint8 octet)
{
    return octet == '\r' || octet == '\n';
}

static void print_part(GMimePart *part)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *memory = g_mime_stream_mem_new();
    char *name = g_mime_content_type_get_mime_type(type);
    char *lower = g_ascii_strdown(name, -1);
    GByteArray *octets;
    char *sum;

    if (content)
        g_mime_data_wrapper_write_to_stream(content, memory);
    octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
    while (octets->len && is_line_end(octets->data[octets->len - 1]))
        octets->len--;
    sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, octets->data,
                                      octets->len);
    printf("part\t%s\t", lower);
    print_text(g_mime_part_get_filename(part));
    printf("\t%u\t%s\n", octets->len, sum);
    g_free(sum);
    g_free(lower);
    g_free(name);
    g_object_unref(memory);
}

static void print_message(GMimeMessage *message)
{
    GMimePartIter *iter = g_mime_part_iter_new(GMIME_OBJECT(message));

    printf("subject\t");
    print_text(g_mime_message_get_subject(message));
    putchar('\n');
    do {
        GMimeObject *object = g_mime_part_iter_get_current(iter);
        if (object && GMIME_IS_PART(object))
            print_part(GMIME_PART(object));
    } while (g_mime_part_iter_next(iter));
    g_mime_part_iter_free(iter);
}

static void print_file(const char *path)
{
    GMimeStream *stream = g_mime_stream_file_open(path, "r", NULL);
    GMimeParser *parser;
    GMimeMessage *message;

    printf("file\t%s\n", path);
    if (!stream)
        return;
    parser = g_mime_parser_new_with_stream(stream);
    message = g_mime_parser_construct_message(parser, NULL);
    if (message) {
        print_message(message);
        g_object_unref(message);
    } else {
        printf("refused\tno message\n");
    }
    g_object_unref(parser);
    g_object_unref(stream);
}

int main(void)
{
    char path[4096];

    g_mime_init();
    while (fgets(path, sizeof(path), stdin)) {
        path[strcspn(path, "\n")] = '\0';
        print_file(path);
    }
    g_mime_shutdown();
    return 0;
}
