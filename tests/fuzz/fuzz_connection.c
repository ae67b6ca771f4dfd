/* Hosts, ports and uris of a configuration: refused with a reason, or fit for the core. */
#include <pipc/pipc.h>

#include "connect/connection_resolver.h"
#include "connect/uri.h"
#include "fuzz.h"

static int is_printable(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7f)
            return 0;
    return 1;
}

/* What is told of a connection leads to the same one. */
static void check_uri(const pipc__connection *connection, const pipc__connection_defaults *defaults)
{
    pipc__connection again = {0};

    FUZZ_CHECK(pipc__connection_parse_uri("connection", connection->uri, connection->secure,
                                          defaults, &again, NULL) == PIPC_OK);
    FUZZ_CHECK(connection->secure == again.secure);
    FUZZ_CHECK(strcmp(connection->target, again.target) == 0);
    FUZZ_CHECK(connection->port == again.port);
    pipc__connection_dispose(&again);
}

static void check_one(const pipc__connection *connection, const pipc__connection_defaults *defaults)
{
    FUZZ_CHECK(is_printable(connection->target) && is_printable(connection->uri));
    FUZZ_CHECK(connection->port >= -1 && connection->port <= 65535);
    FUZZ_CHECK((connection->host == NULL) == (connection->port == -1));
    FUZZ_CHECK(connection->port != 0 || defaults->listens);
    check_uri(connection, defaults);
}

static void check(const pipc_config_params *config, const pipc__connection_defaults *defaults)
{
    pipc__sections sections = {.count = 0};
    pipc__connection connection = {.port = 12345};
    pipc_error *error = NULL;
    int code;

    FUZZ_CHECK(pipc__sections_read(config, &sections, NULL) == PIPC_OK);
    code = pipc__connection_resolve(&sections, defaults, &connection, &error);
    if (code == PIPC_OK) {
        FUZZ_CHECK(error == NULL);
        /* There is none where all of them are left to discovery. */
        for (const pipc__connection *one = &connection; one != NULL && one->target != NULL;
             one = one->next)
            check_one(one, defaults);
        pipc__connection_dispose(&connection);
    } else {
        FUZZ_CHECK(pipc_error_category(error) == code);
        FUZZ_CHECK(connection.target == NULL && connection.port == 12345);
    }
    pipc_error_free(error);
    pipc__sections_dispose(&sections);
}

static void check_both_sides(const pipc_config_params *config)
{
    check(config, &(pipc__connection_defaults){.host = "0.0.0.0", .port = 0, .listens = true});
    check(config, &(pipc__connection_defaults){.port = 50055});
}

/* The text once as a whole configuration and once as each of the values that take any text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const keys[] = {"connection.uri", "connection.host", "connection.port"};
    char *text = fuzz_text(data, size);
    pipc_config_params *config = NULL;

    FUZZ_CHECK(pipc_config_params_from_string(text, &config, NULL) == PIPC_OK);
    check_both_sides(config);
    pipc_config_params_free(config);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(keys); i++) {
        FUZZ_CHECK(pipc_config_params_from_tuples(&config, NULL, "connection.host", "localhost",
                                                  keys[i], text, NULL) == PIPC_OK);
        check_both_sides(config);
        pipc_config_params_free(config);
    }
    free(text);
    return 0;
}
