#include "template_file.h"

#include <assert.h>
#include <dirent.h>
#include <limits.h>
#include <unistd.h>

#include "convoke/base/file.h"

static const char suffix[] = ".mustache";

/* The path of `name`, in the override folder when it is there. */
static const char *path_of(const struct template_folder *in, const char *name,
                           char buf[PATH_MAX])
{
    if (in->override && file_join(buf, in->override, name) &&
        access(buf, F_OK) == 0)
        return buf;
    return file_join(buf, in->path, name);
}

static struct span without_cr(struct arena *a, struct span s)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;

    if (span_starts(s, SPAN("\xEF\xBB\xBF")))
        s = span_from(s, 3);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r')
            p[n++] = s.p[i];
    return span_of(p, n);
}

bool template_file_read(const struct template_folder *in, const char *name,
                        struct template_source *ret, struct text *errors)
{
    CLEANUP(text_release) struct text bytes = TEXT_INIT(TEXT_MAX_NOTICE);
    char buf[PATH_MAX];
    const char *path = path_of(in, name, buf);
    struct reason why = { 0 };

    if (!path || access(path, F_OK) != 0) {
        text_addf(errors, "%s/%s:1:1: file is missing\n", in->path, name);
        return false;
    }
    if (file_read(path, &bytes, &why) != VERDICT_DONE) {
        text_addf(errors, "%s:1:1: %s\n", path, why.text);
        return false;
    }
    ret->file = arena_str(in->arena, span_str(path));
    ret->line = 1;
    ret->column = 1;
    ret->text = without_cr(in->arena, text_span(&bytes));
    return true;
}

static bool find_partial(const struct template_partials *from, struct span name,
                         struct template_source *ret)
{
    /* The folder begins with its partials. */
    const struct template_folder *in = (const struct template_folder *)from;
    const char *forms[] = { in->language ? in->language : ".", "." };
    CLEANUP(text_release) struct text ignored = TEXT_INIT(TEXT_MAX_HEADER);

    if (!name.n || span_find_char(name, '/') < name.n || name.p[0] == '.')
        return false;
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        struct span file = arena_printf(in->arena, "%s/_" SPAN_FMT "%s",
                                        forms[i], SPAN_ARG(name), suffix);
        if (template_file_read(in, file.p, ret, &ignored))
            return true;
    }
    return false;
}

struct template_folder template_folder(const char *path, const char *override,
                                       const char *language,
                                       struct arena *arena)
{
    return (struct template_folder){
        .partials = { find_partial },
        .path = path,
        .override = override,
        .language = language,
        .arena = arena,
    };
}

bool template_file_split(const struct template_source *file,
                         struct template_source *ret_subject,
                         struct template_source *ret_body, struct text *errors)
{
    struct span lead = SPAN("Subject: ");
    struct span rest = file->text;
    struct span subject = SPAN_NONE;
    struct span empty = SPAN_NONE;

    span_line(&rest, &subject);
    if (!span_starts(subject, lead) ||
        !span_trim(span_from(subject, lead.n)).n) {
        text_addf(errors, "%s:1:1: the first line must be \"Subject: …\"\n",
                  file->file);
        return false;
    }
    span_line(&rest, &empty);
    if (span_trim(empty).n || !span_trim(rest).n) {
        text_addf(
            errors,
            "%s:2:1: an empty line and the body must follow the subject\n",
            file->file);
        return false;
    }
    *ret_subject = (struct template_source){
        .file = file->file,
        .line = 1,
        .column = (int)lead.n + 1,
        .text = span_from(subject, lead.n),
    };
    *ret_body = (struct template_source){
        .file = file->file, .line = 3, .column = 1, .text = rest
    };
    return true;
}

static bool check_folder(const char *path, const char *language,
                         bool (*is_known)(const void *of, struct span stem),
                         const void *of, struct text *errors)
{
    char buf[PATH_MAX];
    bool ok = true;
    struct dirent *entry;
    DIR *folder = file_join(buf, path, language) ? opendir(buf) : NULL;

    while (folder && (entry = readdir(folder)) != NULL) {
        struct span name = span_str(entry->d_name);
        if (!span_ends(name, span_str(suffix)) || name.p[0] == '_')
            continue;
        if (is_known(of, span_sub(name, 0, name.n - strlen(suffix))))
            continue;
        text_addf(errors, "%s/%s:1:1: no notification has this code\n", buf,
                  entry->d_name);
        ok = false;
    }
    if (folder)
        closedir(folder);
    return ok;
}

bool template_folder_check(const struct template_folder *in,
                           bool (*is_known)(const void *of, struct span stem),
                           const void *of, struct text *errors)
{
    bool ok = check_folder(in->path, in->language, is_known, of, errors);

    if (in->override)
        ok &= check_folder(in->override, in->language, is_known, of, errors);
    return ok;
}
