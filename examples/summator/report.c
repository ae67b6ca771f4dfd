/* What the programs say when something is wrong. */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void write_text(FILE *file, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        putc((unsigned char)*text < ' ' || *text == '\177' ? '?' : *text, file);
}

void report_write(FILE *file, const pipc_error *error)
{
    const char *message = pipc_error_message(error);
    const char *cause = pipc_error_cause(error);

    write_text(file, pipc_category_name(pipc_error_category(error)));
    putc(' ', file);
    write_text(file, pipc_error_code(error));
    fputs(": ", file);
    write_text(file, message);
    if (cause != NULL && (message == NULL || strstr(message, cause) == NULL)) {
        fputs(" (", file);
        write_text(file, cause);
        putc(')', file);
    }
}

int report_failure(const char *program, pipc_error *error)
{
    fprintf(stderr, "%s: ", program);
    report_write(stderr, error);
    putc('\n', stderr);
    pipc_error_free(error);
    return EXIT_FAILURE;
}

int report_flush(const char *program)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    fprintf(stderr, "%s: standard output cannot be written: %s\n", program, strerror(errno));
    return -1;
}
