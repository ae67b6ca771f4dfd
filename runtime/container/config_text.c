#include "container/config_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <pipc/error.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"

void pipc__config_text_dispose(pipc__config_text *self)
{
    pipc__free(self->text);
    pipc__free(self->lines);
    *self = (pipc__config_text){.name = NULL};
}

int pipc__config_text_fail(const pipc__config_text *self, unsigned line, const char *code,
                           pipc_error **error, const char *format, ...)
{
    va_list arguments;
    char *message;

    va_start(arguments, format);
    message = pipc__str_vformat(format, arguments);
    va_end(arguments);
    if (message == NULL)
        return pipc_fail_no_memory(error);
    pipc_fail(error, PIPC_E_MISCONFIGURATION, code, "%s:%u: %s", self->name, line, message);
    pipc__free(message);
    if (error == NULL)
        return PIPC_E_MISCONFIGURATION;
    message = pipc__str_format("%u", line);
    pipc_error_set_detail(*error, "path", self->name);
    pipc_error_set_detail(*error, "line", message == NULL ? "" : message);
    pipc__free(message);
    return pipc_error_category(*error);
}

unsigned pipc__config_text_line(const pipc__config_text *self, size_t index)
{
    if (self->lines == NULL)
        return (unsigned)index + 1;
    if (self->line_count == 0)
        return 1;
    return self->lines[index < self->line_count ? index : self->line_count - 1];
}

unsigned pipc__config_text_line_at(const pipc__config_text *self, size_t offset)
{
    size_t index = 0;

    for (size_t i = 0; i < offset && i < self->length; i++)
        index += self->text[i] == '\n';
    return pipc__config_text_line(self, index);
}

/* Where the first line begins that is not text throughout; `length` if there is none. */
static size_t find_bad_line(const pipc__config_text *self)
{
    size_t start = 0;

    while (start < self->length) {
        const char *end = memchr(self->text + start, '\n', self->length - start);
        size_t length = end == NULL ? self->length - start : (size_t)(end - self->text) - start + 1;

        if (!pipc__utf8_is_text(self->text + start, length))
            return start;
        start += length;
    }
    return self->length;
}

int pipc__config_text_check(const pipc__config_text *self, pipc_error **error)
{
    size_t bad = find_bad_line(self);

    if (bad == self->length)
        return PIPC_OK;
    return pipc__config_text_fail(self, pipc__config_text_line_at(self, bad), "BAD_TEXT", error,
                                  "the line is not text, expected UTF-8 without zeros");
}

/* --- reading -------------------------------------------------------------------------------- */

static int fail_to_read(const char *name, int number, pipc_error **error)
{
    int code =
        pipc_fail(error, PIPC_E_FILE_ERROR, "READ_FAILED",
                  "%s cannot be read: %s; expected a configuration file", name, strerror(number));

    if (error != NULL)
        pipc_error_set_detail(*error, "path", name);
    return code;
}

static int fail_too_large(const char *name, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "TOO_LARGE",
                     "%s is too large, expected at most %d bytes", name,
                     PIPC__CONFIG_FILE_MAX_BYTES);
}

/* Reads until the end, or one byte more than there may be; false, and errno is set. */
static bool read_all(int fd, pipc__str *out)
{
    char buffer[4096];

    while (out->length <= PIPC__CONFIG_FILE_MAX_BYTES && !out->failed) {
        ssize_t length = read(fd, buffer, sizeof buffer);

        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0)
            return false;
        if (length == 0)
            return true;
        pipc__str_append_bytes(out, buffer, (size_t)length);
    }
    return true;
}

static int read_file(const char *name, pipc__str *out, pipc_error **error)
{
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    int number;
    bool is_read;

    if (fd < 0)
        return fail_to_read(name, errno, error);
    is_read = read_all(fd, out);
    number = errno;
    close(fd);
    return is_read ? PIPC_OK : fail_to_read(name, number, error);
}

int pipc__config_text_read(const char *name, pipc__config_text *out, pipc_error **error)
{
    pipc__str bytes = {.length = 0};
    int code = read_file(name, &bytes, error);

    if (code == PIPC_OK && bytes.failed)
        code = pipc_fail_no_memory(error);
    if (code == PIPC_OK)
        code = pipc__config_text_copy(name, bytes.text == NULL ? "" : bytes.text, bytes.length, out,
                                      error);
    pipc__str_dispose(&bytes);
    return code;
}

int pipc__config_text_copy(const char *name, const char *text, size_t length,
                           pipc__config_text *out, pipc_error **error)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t skipped = length >= 3 && memcmp(text, mark, 3) == 0 ? 3 : 0;
    pipc__config_text copy = {.name = name, .length = length - skipped};
    int code;

    if (length > PIPC__CONFIG_FILE_MAX_BYTES)
        return fail_too_large(name, error);
    copy.text = pipc__strndup(text + skipped, copy.length);
    if (copy.text == NULL)
        return pipc_fail_no_memory(error);
    code = pipc__config_text_check(&copy, error);
    if (code == PIPC_OK)
        *out = copy;
    else
        pipc__config_text_dispose(&copy);
    return code;
}
