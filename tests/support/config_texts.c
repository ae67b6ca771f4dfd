#include "support/config_texts.h"

#include <string.h>

#include <pipc/alloc.h>
#include <pipc/config_reader.h>

#include "support/cmocka.h"

void assert_config_texts(const char *name, const config_text_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pipc_config_params *config = NULL;
        pipc_error *error = NULL;
        char *text = NULL;

        assert_ok(
            pipc_config_read_text(name, rows[i].text, strlen(rows[i].text), NULL, &config, &error),
            error);
        assert_ok(pipc_config_params_to_string(config, &text, &error), error);
        assert_string_equal(text, rows[i].params);
        pipc_free(text);
        pipc_config_params_free(config);
    }
}

void assert_bad_config_texts(const char *name, const bad_config_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pipc_config_params *config = NULL;
        pipc_error *error = NULL;

        assert_error(
            pipc_config_read_text(name, rows[i].text, strlen(rows[i].text), NULL, &config, &error),
            error, PIPC_E_MISCONFIGURATION, rows[i].code, rows[i].message);
        assert_null(config);
    }
}
