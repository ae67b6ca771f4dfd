/* Containers from files, with services that are called over sockets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipc/pipc.h>

#include "support/cmocka.h"
#include "support/echo.h"

/* A container, a factory of two services, and a file. */
typedef struct program {
    pipc_container container;
    pipc_factory factory;
    char folder[64];
    char file[80];
} program;

static int say_other(tests_other_service *service, pipc_call *call, const Tests__Text *request,
                     Tests__Text *response, pipc_error **error)
{
    (void)service;
    (void)request;
    response->text = pipc_call_strdup(call, "other");
    return response->text == NULL ? pipc_fail_no_memory(error) : PIPC_OK;
}

static const tests_other_handlers other_handlers = {.say = say_other};

static int create_echo(pipc_factory *self, const char *descriptor, pipc_component **out,
                       pipc_error **error)
{
    echo *made = malloc(sizeof *made);

    (void)self;
    (void)descriptor;
    if (made == NULL)
        return pipc_fail_no_memory(error);
    echo_init(made);
    *out = &made->service.service.component;
    return PIPC_OK;
}

static void destroy_echo(pipc_factory *self, pipc_component *component)
{
    echo *made = PIPC_CONTAINER_OF(component, echo, service.service.component);

    (void)self;
    echo_dispose(made);
    free(made);
}

static int create_other(pipc_factory *self, const char *descriptor, pipc_component **out,
                        pipc_error **error)
{
    tests_other_service *made = malloc(sizeof *made);

    (void)self;
    (void)descriptor;
    if (made == NULL)
        return pipc_fail_no_memory(error);
    tests_other_service_init(made, &other_handlers);
    *out = &made->service.component;
    return PIPC_OK;
}

static void destroy_other(pipc_factory *self, pipc_component *component)
{
    (void)self;
    free(PIPC_CONTAINER_OF(component, tests_other_service, service.component));
}

static const pipc_factory_type types[] = {
    {"tests:service:grpc-echo:*:1.0", create_echo, destroy_echo},
    {"tests:service:grpc-other:*:1.0", create_other, destroy_other},
};

static int setup(void **state)
{
    static program self;
    pipc_error *error = NULL;

    strcpy(self.folder, "/tmp/pipc-container-XXXXXX");
    assert_non_null(mkdtemp(self.folder));
    snprintf(self.file, sizeof self.file, "%s/config.json", self.folder);
    pipc_container_init(&self.container, "program");
    pipc_factory_init(&self.factory, types, PIPC_ARRAY_SIZE(types));
    assert_ok(pipc_container_add_factory(&self.container, &self.factory, &error), error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    program *self = *state;

    pipc_dispose(&self->container.component);
    pipc_dispose(&self->factory.component);
    unlink(self->file);
    return rmdir(self->folder);
}

static int read_config(program *self, const char *text, pipc_error **error)
{
    FILE *file = fopen(self->file, "w");
    pipc_config_params *parameters = NULL;
    int code;

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    code = pipc_config_params_from_string("HOST=127.0.0.1", &parameters, error);
    if (code == PIPC_OK)
        code = pipc_container_read_config(&self->container, self->file, parameters, error);
    pipc_config_params_free(parameters);
    return code;
}

/* The component of that descriptor, of the open container. */
static pipc_component *find(program *self, const char *descriptor)
{
    pipc_component *found = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_references_get_one_required(pipc_container_references(&self->container),
                                               descriptor, &found, &error),
              error);
    return found;
}

#define ENDPOINT                                                                                   \
    "{\"descriptor\": \"pip-services:endpoint:grpc:default:1.0\",\n"                               \
    " \"connection\": {\"host\": \"{{HOST}}\", \"port\": 0}}"
#define ECHO "{\"descriptor\": \"tests:service:grpc-echo:default:1.0\"}"
#define OTHER "{\"descriptor\": \"tests:service:grpc-other:default:1.0\"}"

static void services_share_the_endpoint_of_the_file(void **state)
{
    program *self = *state;
    tests_echo_client client;
    pipc_error *error = NULL;
    int port;

    assert_ok(read_config(self, "[" ECHO ",\n" ENDPOINT ",\n" OTHER "]", &error), error);
    for (int i = 0; i < 2; i++) {
        assert_ok(pipc_open(&self->container.component, NULL, &error), error);
        port = pipc_grpc_endpoint_port(
            pipc_grpc_endpoint_from_component(find(self, "*:endpoint:grpc:*:1.0")));
        assert_int_not_equal(port, 0);
        echo_client_open(&client, port, "");
        echo_client_check(&client, "from a file");
        assert_ok(pipc_close(&self->container.component, NULL, &error), error);
        assert_int_not_equal(echo_client_say(&client, NULL, "gone", NULL), PIPC_OK);
        pipc_dispose(&client.client.component);
    }
}

static void two_of_the_same_service_are_told_with_their_line(void **state)
{
    program *self = *state;
    pipc_error *error = NULL;
    int code;

    assert_ok(read_config(self, "[" ENDPOINT ",\n" ECHO ",\n\n" ECHO "]", &error), error);
    code = pipc_open(&self->container.component, NULL, &error);
    assert_string_equal(pipc_error_detail(error, "path"), self->file);
    assert_string_equal(pipc_error_detail(error, "line"), "5");
    assert_error(code, error, PIPC_E_CONFLICT, "DUPLICATE_SERVICE",
                 "config.json:5: tests:service:grpc-echo:default:1.0: the endpoint has a service");
}

static void a_value_that_cannot_be_read_is_told_with_its_line_and_key(void **state)
{
    program *self = *state;
    pipc_error *error = NULL;
    int code;

    assert_ok(read_config(self,
                          "[" ECHO ",\n"
                          "{\"descriptor\": \"pip-services:endpoint:grpc:default:1.0\",\n"
                          " \"connection\": {\n"
                          "   \"port\": 70000}}]",
                          &error),
              error);
    code = pipc_open(&self->container.component, NULL, &error);
    assert_string_equal(pipc_error_detail(error, "line"), "4");
    assert_string_equal(pipc_error_detail(error, "key"), "connection.port");
    assert_string_equal(pipc_error_detail(error, "descriptor"),
                        "pip-services:endpoint:grpc:default:1.0");
    assert_error(code, error, PIPC_E_MISCONFIGURATION, "BAD_PORT",
                 "config.json:4: connection.port is \"70000\"");
}

static void mistakes_in_the_list_are_told_with_their_line(void **state)
{
    static const struct {
        const char *text;
        const char *code;
        const char *message;
    } rows[] = {
        {"", "BAD_CONFIG", "config.json holds no components, expected a list of components"},
        {"[]", "BAD_CONFIG", "config.json holds no components"},
        {"[" ECHO ",\n{\"descriptr\": \"a\"}]", "BAD_CONFIG",
         "config.json:2: component 1 has no descriptor, expected a list of components"},
        {"[\n\"x\"]", "BAD_CONFIG", "config.json:2: component 0 has no descriptor"},
        {"{\"a\": {\"x\": 1,\n\n \"descriptor\": \"logger\"}}", "BAD_DESCRIPTOR",
         "config.json:3: descriptor: Descriptor logger is in wrong format"},
        {"[" ECHO ",\n", "BAD_JSON", "config.json:1: JSON cannot be read: "},
    };
    program *self = *state;

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        pipc_error *error = NULL;

        assert_error(read_config(self, rows[i].text, &error), error, PIPC_E_MISCONFIGURATION,
                     rows[i].code, rows[i].message);
    }
}

static void an_unknown_descriptor_is_told_with_its_line(void **state)
{
    program *self = *state;
    pipc_error *error = NULL;

    assert_ok(
        read_config(self, "[" ECHO ",\n\n{\"x\": 1, \"descriptor\":\n \"a:b:c:d:1.0\"}]", &error),
        error);
    assert_error(pipc_open(&self->container.component, NULL, &error), error,
                 PIPC_E_MISCONFIGURATION, "CANNOT_CREATE",
                 "config.json:3: descriptor is a:b:c:d:1.0, which no factory makes");
}

#define PROGRAM_TEST(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PROGRAM_TEST(services_share_the_endpoint_of_the_file),
        PROGRAM_TEST(two_of_the_same_service_are_told_with_their_line),
        PROGRAM_TEST(a_value_that_cannot_be_read_is_told_with_its_line_and_key),
        PROGRAM_TEST(mistakes_in_the_list_are_told_with_their_line),
        PROGRAM_TEST(an_unknown_descriptor_is_told_with_its_line),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
