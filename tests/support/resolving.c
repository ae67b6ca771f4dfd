#include "support/resolving.h"

#include <pipc/config_params.h>

#include "support/cmocka.h"

const pipc__connection_defaults resolving_server = {
    .host = "0.0.0.0", .port = 3000, .listens = true};
const pipc__connection_defaults resolving_client = {.host = "localhost", .port = 3000};

int resolving_resolve(const char *line, const pipc__connection_defaults *defaults,
                      pipc__connection *out, pipc_error **error)
{
    pipc_config_params *config = NULL;
    pipc__sections sections = {.count = 0};
    pipc_error *ignored = NULL;
    int code;

    assert_ok(pipc_config_params_from_string(line, &config, &ignored), ignored);
    assert_ok(pipc__sections_read(config, &sections, &ignored), ignored);
    code = pipc__connection_resolve(&sections, defaults, out, error);
    pipc__sections_dispose(&sections);
    pipc_config_params_free(config);
    return code;
}

void resolving_expect_refusal(const resolving_bad_row *row,
                              const pipc__connection_defaults *defaults)
{
    pipc__connection connection = {.port = 77};
    pipc_error *error = NULL;

    print_message("  %s\n", row->config);
    assert_error(resolving_resolve(row->config, defaults, &connection, &error), error,
                 row->category, row->code, row->message);
    assert_null(connection.target);
    assert_null(connection.uri);
    assert_null(connection.host);
    assert_int_equal(connection.port, 77);
    assert_int_equal(resolving_resolve(row->config, defaults, &connection, NULL), row->category);
}
