#include "support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "grpc/reflection/v1/reflection.pipc.h"
#include "reflecting.pipc.h"
#include "support/echo.h"

typedef Grpc__Reflection__V1__ServerReflectionRequest request;
typedef Grpc__Reflection__V1__ServerReflectionResponse response;
typedef grpc_reflection_v1_server_reflection_client_server_reflection_info_stream info_stream;

#define REQUEST_INIT GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT
#define ASKED(what) GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_##what
#define ANSWERED(what) GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_##what

enum { NOT_FOUND = 5, INVALID_ARGUMENT = 3, QUESTIONS = 2000 };

typedef struct reflected {
    tests_reflecting_reflecting_service service;
    grpc_reflection_v1_server_reflection_client client;
    info_stream *stream;
} reflected;

static int setup(void **state)
{
    static reflected self;
    static const tests_reflecting_reflecting_handlers nothing = {.get = NULL};
    pipc_component *service = &self.service.service.component;
    pipc_error *error = NULL;
    char config[96];

    tests_reflecting_reflecting_service_init(&self.service, &nothing);
    configure_component(service, "connection.host=127.0.0.1;connection.port=0;"
                                 "options.reflection=true;options.shutdown_timeout=60000");
    assert_ok(pipc_open(service, NULL, &error), error);
    snprintf(config, sizeof config,
             "connection.host=127.0.0.1;connection.port=%d;options.timeout=60000",
             pipc_grpc_endpoint_port(pipc_grpc_service_endpoint(&self.service.service)));
    grpc_reflection_v1_server_reflection_client_init(&self.client);
    configure_component(&self.client.client.component, config);
    assert_ok(pipc_open(&self.client.client.component, NULL, &error), error);
    assert_ok(grpc_reflection_v1_server_reflection_client_server_reflection_info(
                  &self.client, NULL, &self.stream, &error),
              error);
    *state = &self;
    return 0;
}

static int teardown(void **state)
{
    reflected *self = *state;

    grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_free(self->stream);
    pipc_dispose(&self->client.client.component);
    pipc_dispose(&self->service.service.component);
    return 0;
}

static void send(reflected *self, const request *asked)
{
    pipc_error *error = NULL;

    assert_ok(grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_write(
                  self->stream, asked, &error),
              error);
}

static const response *receive(reflected *self)
{
    const response *answer = NULL;
    pipc_error *error = NULL;
    int code = grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_read(
        self->stream, &answer, &error);

    assert_ok(code > 0 ? PIPC_OK : code, error);
    assert_int_equal(code, 1);
    return answer;
}

static const response *
ask_text(void **state, Grpc__Reflection__V1__ServerReflectionRequest__MessageRequestCase what,
         const char *text)
{
    request asked = REQUEST_INIT;

    asked.host = (char *)"example.org";
    asked.message_request_case = what;
    asked.file_by_filename = (char *)text; /* where all texts are */
    send(*state, &asked);
    return receive(*state);
}

static const response *ask_extension(void **state, const char *message, int32_t number)
{
    Grpc__Reflection__V1__ExtensionRequest extension =
        GRPC__REFLECTION__V1__EXTENSION_REQUEST__INIT;
    request asked = REQUEST_INIT;

    extension.containing_type = (char *)message;
    extension.extension_number = number;
    asked.message_request_case = ASKED(FILE_CONTAINING_EXTENSION);
    asked.file_containing_extension = &extension;
    send(*state, &asked);
    return receive(*state);
}

static void expect_error(const response *answer, int code, const char *text)
{
    assert_int_equal(answer->message_response_case, ANSWERED(ERROR_RESPONSE));
    assert_int_equal(answer->error_response->error_code, code);
    assert_non_null(strstr(answer->error_response->error_message, text));
}

/* reflecting.proto, and behind it what it imports. */
static void expect_file(void **state, const response *answer)
{
    const reflected *self = *state;
    const pipc_grpc_file *file = self->service.service.desc->file;
    const Grpc__Reflection__V1__FileDescriptorResponse *files = answer->file_descriptor_response;

    assert_int_equal(answer->message_response_case, ANSWERED(FILE_DESCRIPTOR_RESPONSE));
    assert_int_equal(files->n_file_descriptor_proto, 2);
    assert_int_equal(files->file_descriptor_proto[0].len, file->length);
    assert_memory_equal(files->file_descriptor_proto[0].data, file->bytes, file->length);
    file = file->dependencies[0];
    assert_int_equal(files->file_descriptor_proto[1].len, file->length);
    assert_memory_equal(files->file_descriptor_proto[1].data, file->bytes, file->length);
}

/* --- what is asked for ---------------------------------------------------------------------- */

static void all_services_are_listed(void **state)
{
    static const char *const expected[] = {"tests.reflecting.Reflecting",
                                           "grpc.reflection.v1.ServerReflection",
                                           "grpc.reflection.v1alpha.ServerReflection"};
    const response *answer = ask_text(state, ASKED(LIST_SERVICES), "*");
    const Grpc__Reflection__V1__ListServiceResponse *services = answer->list_services_response;

    assert_int_equal(answer->message_response_case, ANSWERED(LIST_SERVICES_RESPONSE));
    assert_int_equal(services->n_service, PIPC_ARRAY_SIZE(expected));
    for (size_t i = 0; i < services->n_service; i++)
        assert_string_equal(services->service[i]->name, expected[i]);
}

static void a_file_is_found_by_its_name(void **state)
{
    expect_file(state, ask_text(state, ASKED(FILE_BY_FILENAME), "reflecting.proto"));
    expect_file(state, ask_text(state, ASKED(FILE_BY_FILENAME), "reflecting.proto"));
}

static void an_import_is_found_by_its_name(void **state)
{
    const response *answer = ask_text(state, ASKED(FILE_BY_FILENAME), "reflected.proto");

    assert_int_equal(answer->message_response_case, ANSWERED(FILE_DESCRIPTOR_RESPONSE));
    assert_int_equal(answer->file_descriptor_response->n_file_descriptor_proto, 1);
}

static void a_file_is_found_by_what_it_declares(void **state)
{
    static const char *const names[] = {
        "tests.reflecting.Reflecting", "tests.reflecting.Reflecting.Get",  "tests.reflecting.Base",
        "tests.reflecting.Base.Inner", "tests.reflecting.Base.Inner.Deep", "tests.reflecting.RED",
        "tests.reflecting.Colour",     "tests.reflecting.outside",
    };

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(names); i++)
        expect_file(state, ask_text(state, ASKED(FILE_CONTAINING_SYMBOL), names[i]));
}

static void reflection_tells_of_itself(void **state)
{
    const response *answer =
        ask_text(state, ASKED(FILE_CONTAINING_SYMBOL), "grpc.reflection.v1alpha.ServerReflection");

    assert_int_equal(answer->message_response_case, ANSWERED(FILE_DESCRIPTOR_RESPONSE));
}

static void a_file_is_found_by_its_extension(void **state)
{
    expect_file(state, ask_extension(state, "tests.reflecting.Base", 150));
    expect_file(state, ask_extension(state, "tests.reflecting.Base", 102));
}

static void the_extensions_of_a_message_are_numbered(void **state)
{
    const response *answer =
        ask_text(state, ASKED(ALL_EXTENSION_NUMBERS_OF_TYPE), "tests.reflecting.Base");
    const Grpc__Reflection__V1__ExtensionNumberResponse *numbers =
        answer->all_extension_numbers_response;
    int sum = 0;

    assert_int_equal(answer->message_response_case, ANSWERED(ALL_EXTENSION_NUMBERS_RESPONSE));
    assert_string_equal(numbers->base_type_name, "tests.reflecting.Base");
    assert_int_equal(numbers->n_extension_number, 3);
    for (size_t i = 0; i < 3; i++)
        sum += numbers->extension_number[i];
    assert_int_equal(sum, 101 + 102 + 150);
    answer = ask_text(state, ASKED(ALL_EXTENSION_NUMBERS_OF_TYPE), "tests.reflected.Imported");
    assert_int_equal(answer->message_response_case, ANSWERED(ALL_EXTENSION_NUMBERS_RESPONSE));
    assert_int_equal(answer->all_extension_numbers_response->n_extension_number, 0);
}

/* --- what is not there ---------------------------------------------------------------------- */

static void the_stream_goes_on_after_what_is_not_found(void **state)
{
    static char long_name[4000];
    request nothing = REQUEST_INIT;

    memset(long_name, 'x', sizeof long_name - 1);
    expect_error(ask_text(state, ASKED(FILE_BY_FILENAME), "a.proto"), NOT_FOUND, "a.proto");
    expect_error(ask_text(state, ASKED(FILE_CONTAINING_SYMBOL), "a.B"), NOT_FOUND, "a.B");
    expect_error(ask_text(state, ASKED(FILE_CONTAINING_SYMBOL), ""), NOT_FOUND, "symbol");
    expect_error(ask_text(state, ASKED(FILE_CONTAINING_SYMBOL), long_name), NOT_FOUND, "xxx");
    expect_error(ask_extension(state, "tests.reflecting.Base", 103), NOT_FOUND, "103");
    expect_error(ask_extension(state, "tests.Nothing", 101), NOT_FOUND, "tests.Nothing");
    expect_error(ask_text(state, ASKED(ALL_EXTENSION_NUMBERS_OF_TYPE), "tests.Nothing"), NOT_FOUND,
                 "tests.Nothing");
    expect_error(
        ask_text(state, ASKED(ALL_EXTENSION_NUMBERS_OF_TYPE), "tests.reflecting.Reflecting"),
        NOT_FOUND, "message");
    send(*state, &nothing);
    expect_error(receive(*state), INVALID_ARGUMENT, "nothing is asked for");
    all_services_are_listed(state);
}

static void the_request_is_said_back(void **state)
{
    const response *answer = ask_text(state, ASKED(FILE_BY_FILENAME), "a.proto");

    assert_string_equal(answer->valid_host, "example.org");
    assert_string_equal(answer->original_request->host, "example.org");
    assert_int_equal(answer->original_request->message_request_case, ASKED(FILE_BY_FILENAME));
    assert_string_equal(answer->original_request->file_by_filename, "a.proto");
}

/* --- the stream ----------------------------------------------------------------------------- */

static void *send_many(void *argument)
{
    pipc_error *error = NULL;
    reflected *self = argument;

    for (int i = 0; i < QUESTIONS; i++) {
        char name[16];
        request asked = REQUEST_INIT;

        snprintf(name, sizeof name, "%d.proto", i);
        asked.message_request_case = ASKED(FILE_BY_FILENAME);
        asked.file_by_filename = i % 2 == 0 ? name : (char *)"reflecting.proto";
        send(self, &asked);
    }
    assert_ok(grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_writes_done(
                  self->stream, &error),
              error);
    return NULL;
}

/* More than is taken at once: reading pauses until what was answered has gone. */
static void answers_come_in_order_and_then_the_end(void **state)
{
    reflected *self = *state;
    const response *answer = NULL;
    pipc_error *error = NULL;
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, send_many, self), 0);
    for (int i = 0; i < QUESTIONS; i++) {
        char name[16];

        snprintf(name, sizeof name, "%d.proto", i);
        answer = receive(self);
        if (i % 2 == 0)
            assert_string_equal(answer->original_request->file_by_filename, name);
        else
            expect_file(state, answer);
    }
    pthread_join(thread, NULL);
    assert_int_equal(grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_read(
                         self->stream, &answer, &error),
                     0);
}

/* It would wait for a minute for the stream, were that not ended. */
static void a_close_ends_the_stream(void **state)
{
    reflected *self = *state;
    const response *answer = ask_text(state, ASKED(LIST_SERVICES), "");
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->service.service.component, NULL, &error), error);
    assert_error(grpc_reflection_v1_server_reflection_client_server_reflection_info_stream_read(
                     self->stream, &answer, &error),
                 error, PIPC_E_NO_RESPONSE, "UNAVAILABLE", "the endpoint closes");
}

#define REFLECTION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        REFLECTION_TEST(all_services_are_listed),
        REFLECTION_TEST(a_file_is_found_by_its_name),
        REFLECTION_TEST(an_import_is_found_by_its_name),
        REFLECTION_TEST(a_file_is_found_by_what_it_declares),
        REFLECTION_TEST(reflection_tells_of_itself),
        REFLECTION_TEST(a_file_is_found_by_its_extension),
        REFLECTION_TEST(the_extensions_of_a_message_are_numbered),
        REFLECTION_TEST(the_stream_goes_on_after_what_is_not_found),
        REFLECTION_TEST(the_request_is_said_back),
        REFLECTION_TEST(answers_come_in_order_and_then_the_end),
        REFLECTION_TEST(a_close_ends_the_stream),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
