/* Configurations as text, for the tests of what reads them. */
#ifndef PIPC_TESTS_SUPPORT_CONFIG_TEXTS_H_
#define PIPC_TESTS_SUPPORT_CONFIG_TEXTS_H_

#include <pipc/config_params.h>

/* A file and what it holds, as pipc_config_params_to_string() writes it. */
typedef struct config_text_row {
    const char *text;
    const char *params;
} config_text_row;

/* Reads each as a file called `name`, without parameters, and compares. */
void assert_config_texts(const char *name, const config_text_row *rows, size_t count);

/* A file, and how it is refused. */
typedef struct bad_config_row {
    const char *text;
    const char *code;
    const char *message; /* a part of it */
} bad_config_row;

void assert_bad_config_texts(const char *name, const bad_config_row *rows, size_t count);

#endif
