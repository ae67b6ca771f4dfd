/* Descriptors: what is read can be written and read again, and matches itself. */
#include <pipc/pipc.h>

#include "fuzz.h"

static void check_read(const pipc_descriptor *descriptor)
{
    pipc_descriptor *again = NULL;
    const char *text = pipc_descriptor_to_string(descriptor);

    FUZZ_CHECK(pipc_descriptor_parse(text, &again, NULL) == PIPC_OK);
    FUZZ_CHECK(strcmp(text, pipc_descriptor_to_string(again)) == 0);
    FUZZ_CHECK(pipc_descriptor_exact_match(descriptor, again));
    FUZZ_CHECK(pipc_descriptor_match(descriptor, again));
    FUZZ_CHECK(pipc_descriptor_is_complete(descriptor) == pipc_descriptor_is_complete(again));
    pipc_descriptor_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    pipc_descriptor *descriptor = NULL;
    pipc_error *error = NULL;

    if (pipc_descriptor_parse(text, &descriptor, &error) == PIPC_OK) {
        check_read(descriptor);
    } else {
        FUZZ_CHECK(pipc_error_category(error) == PIPC_E_MISCONFIGURATION);
        FUZZ_CHECK(descriptor == NULL);
    }
    pipc_error_free(error);
    pipc_descriptor_free(descriptor);
    free(text);
    return 0;
}
