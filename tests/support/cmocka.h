/* cmocka, which wants these headers before it, and assertions on errors. */
#ifndef PIPC_TESTS_SUPPORT_CMOCKA_H_
#define PIPC_TESTS_SUPPORT_CMOCKA_H_

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include <pipc/error.h>

/* `code` is PIPC_OK and `error`, a variable, is NULL; otherwise the error is printed. */
#define assert_ok(code, error) pipc_test_assert_ok((code), &(error), __FILE__, __LINE__)

/*
 * `code` is `category`, and `error`, a variable, is of that category, has the code `error_code` and
 * a message that holds `text`. The error is freed and the variable NULL again.
 */
#define assert_error(code, error, category, error_code, text)                                      \
    pipc_test_assert_error((code), &(error), (category), (error_code), (text), __FILE__, __LINE__)

void pipc_test_assert_ok(int code, pipc_error **error, const char *file, int line);
void pipc_test_assert_error(int code, pipc_error **error, int category, const char *error_code,
                            const char *text, const char *file, int line);

#endif
