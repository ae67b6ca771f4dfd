/* Configuration as text: what is read can be written and read again, and any value asked for. */
#include <pipc/pipc.h>

#include "fuzz.h"

static int text_equal(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void check_equal(const pipc_config_params *a, const pipc_config_params *b)
{
    FUZZ_CHECK(pipc_config_params_count(a) == pipc_config_params_count(b));
    for (size_t i = 0; i < pipc_config_params_count(a); i++) {
        const char *value_a;
        const char *value_b;
        const char *key_a = pipc_config_params_at(a, i, &value_a);
        const char *key_b = pipc_config_params_at(b, i, &value_b);

        FUZZ_CHECK(text_equal(key_a, key_b));
        FUZZ_CHECK(text_equal(value_a, value_b));
    }
}

static void check_round_trip(const pipc_config_params *config)
{
    pipc_config_params *again = NULL;
    char *text = NULL;

    FUZZ_CHECK(pipc_config_params_to_string(config, &text, NULL) == PIPC_OK);
    FUZZ_CHECK(pipc_config_params_from_string(text, &again, NULL) == PIPC_OK);
    check_equal(config, again);
    pipc_config_params_free(again);
    pipc_free(text);
}

/* Each is either read, within its bounds, or refused with a reason; never something in between. */
static void check_values(const pipc_config_params *config, const char *key)
{
    pipc_error *error = NULL;
    double real = 7;
    long whole = 7;
    bool truth = true;

    if (pipc_config_params_get_long(config, key, -9, 99999, 1, &whole, &error) == PIPC_OK)
        FUZZ_CHECK(whole >= -9 && whole <= 99999 && error == NULL);
    else
        FUZZ_CHECK(whole == 7 && pipc_error_category(error) == PIPC_E_MISCONFIGURATION);
    pipc_error_free(error);
    error = NULL;
    if (pipc_config_params_get_double(config, key, 1, &real, &error) == PIPC_OK)
        FUZZ_CHECK(real - real == 0 && error == NULL); /* finite */
    else
        FUZZ_CHECK(pipc_error_category(error) == PIPC_E_MISCONFIGURATION);
    pipc_error_free(error);
    error = NULL;
    FUZZ_CHECK(pipc_config_params_get_boolean(config, key, false, &truth, &error) == PIPC_OK ||
               error != NULL);
    pipc_error_free(error);
}

/* All sections put together are the parameters that have one. */
static void check_sections(const pipc_config_params *config)
{
    pipc_config_params *names = NULL;
    const char *name;

    FUZZ_CHECK(pipc_config_params_get_section_names(config, &names, NULL) == PIPC_OK);
    FUZZ_CHECK(pipc_config_params_count(names) <= pipc_config_params_count(config));
    for (size_t i = 0; (name = pipc_config_params_at(names, i, NULL)) != NULL; i++) {
        pipc_config_params *section = NULL;
        pipc_config_params *joined = NULL;

        FUZZ_CHECK(pipc_config_params_get_section(config, name, &section, NULL) == PIPC_OK);
        FUZZ_CHECK(pipc_config_params_override(NULL, config, &joined, NULL) == PIPC_OK);
        FUZZ_CHECK(pipc_config_params_add_section(joined, name, section, NULL) == PIPC_OK);
        FUZZ_CHECK(pipc_config_params_count(joined) <= pipc_config_params_count(config) + 1);
        pipc_config_params_free(joined);
        pipc_config_params_free(section);
    }
    pipc_config_params_free(names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    pipc_config_params *config = NULL;
    const char *key;

    FUZZ_CHECK(pipc_config_params_from_string(text, &config, NULL) == PIPC_OK);
    check_round_trip(config);
    check_sections(config);
    for (size_t i = 0; (key = pipc_config_params_at(config, i, NULL)) != NULL; i++)
        check_values(config, key);
    pipc_config_params_free(config);
    free(text);
    return 0;
}
