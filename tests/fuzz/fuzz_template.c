/*
 * Templates: what is left of one has no tag of its own any more, knows where each line comes from,
 * and does not change when it is expanded again.
 */
#include <pipc/pipc.h>

#include "container/template.h"
#include "fuzz.h"

static void check_lines(const pipc__config_text *expanded, const char *text, size_t size)
{
    size_t lines = 1;

    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    for (size_t i = 0; i < expanded->line_count; i++) {
        FUZZ_CHECK(expanded->lines[i] >= 1 && expanded->lines[i] <= lines);
        FUZZ_CHECK(i == 0 || expanded->lines[i] >= expanded->lines[i - 1]);
    }
}

/* Braces that stand alone may meet others when what was between them is gone. */
static void check_expanded(const pipc__config_text *expanded)
{
    pipc__config_text again = {.name = NULL};
    int code = pipc__config_text_copy("t", expanded->text, expanded->length, &again, NULL);

    if (code != PIPC_OK)
        return; /* the bound of a file is below that of what it expands to */
    /* Of several byte order marks each reading takes one. */
    if (strstr(again.text, "{{") == NULL && strncmp(expanded->text, "\xef\xbb\xbf", 3) != 0) {
        FUZZ_CHECK(pipc__template_expand(&again, NULL, NULL) == PIPC_OK);
        FUZZ_CHECK(strcmp(again.text, expanded->text) == 0);
    }
    pipc__config_text_dispose(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = fuzz_text(data, size);
    pipc__config_text text = {.name = NULL};
    pipc_config_params *parameters = NULL;
    pipc_error *error = NULL;

    FUZZ_CHECK(pipc_config_params_from_tuples(&parameters, NULL, "A", "1", "bc", "x\n\"\\\x01", "D",
                                              "", NULL) == PIPC_OK);
    if (pipc__config_text_copy("t", bytes, size, &text, NULL) == PIPC_OK) {
        if (pipc__template_expand(&text, parameters, &error) == PIPC_OK) {
            FUZZ_CHECK(strlen(text.text) == text.length);
            check_lines(&text, bytes, size);
            check_expanded(&text);
        } else {
            FUZZ_CHECK(pipc_error_category(error) == PIPC_E_MISCONFIGURATION);
            FUZZ_CHECK(strncmp(pipc_error_message(error), "t:", 2) == 0);
            FUZZ_CHECK(strcmp(text.text, bytes) == 0 || bytes[0] == '\xef');
        }
        pipc_error_free(error);
        pipc__config_text_dispose(&text);
    }
    pipc_config_params_free(parameters);
    free(bytes);
    return 0;
}
