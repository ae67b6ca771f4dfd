#include "support/cmocka.h"

#include <stdbool.h>
#include <string.h>

static const char *shown(const char *text)
{
    return text == NULL ? "(null)" : text;
}

/* Prints, frees and ends the test. */
static void fail_with(pipc_error **error, int code, const char *expected, const char *file,
                      int line)
{
    print_error("%s:%d: got code %d, error %s %s: %s (cause: %s), expected %s\n", file, line, code,
                pipc_category_name(pipc_error_category(*error)), shown(pipc_error_code(*error)),
                shown(pipc_error_message(*error)), shown(pipc_error_cause(*error)), expected);
    pipc_error_free(*error);
    *error = NULL;
    _fail(file, line);
}

void pipc_test_assert_ok(int code, pipc_error **error, const char *file, int line)
{
    if (code != PIPC_OK || *error != NULL)
        fail_with(error, code, "no error", file, line);
}

static bool is_expected(const pipc_error *error, int category, const char *error_code,
                        const char *text)
{
    const char *message = pipc_error_message(error);

    return error != NULL && pipc_error_category(error) == category &&
           strcmp(shown(pipc_error_code(error)), error_code) == 0 &&
           strstr(shown(message), text) != NULL && strchr(shown(message), '\n') == NULL;
}

void pipc_test_assert_error(int code, pipc_error **error, int category, const char *error_code,
                            const char *text, const char *file, int line)
{
    if (code != category || !is_expected(*error, category, error_code, text)) {
        print_error("%s:%d: expected %s %s: one line with \"%s\"\n", file, line,
                    pipc_category_name(category), error_code, text);
        fail_with(error, code, "another one", file, line);
    }
    pipc_error_free(*error);
    *error = NULL;
}
