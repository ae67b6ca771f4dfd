#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/compressing.h"
#include "support/echo.h"
#include "support/packing.h"
#include "support/raw_client.h"

static int setup(void **state)
{
    static echo service;

    echo_init(&service);
    echo_open(&service);
    *state = &service;
    return 0;
}

/* Whatever came, the service is alive. */
static int teardown(void **state)
{
    tests_echo_client client;

    echo_client_open(&client, echo_port(*state), "");
    echo_client_check(&client, "alive");
    pipc_dispose(&client.client.component);
    echo_dispose(*state);
    return 0;
}

static raw_answer say(echo *service, const void *bytes, size_t length)
{
    return raw_call(echo_port(service), "/tests.Echo/Say", bytes, length);
}

static void expect_refused_messages(echo *service, const raw_message *messages, size_t count,
                                    const char *text)
{
    unsigned before = echo_look(service).said;
    raw_answer answer = raw_call_with(echo_port(service), "/tests.Echo/Say", messages, count);

    assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
    assert_non_null(strstr(answer.message, text));
    assert_int_equal(answer.response_bytes, 0);
    assert_int_equal(echo_look(service).said, before);
}

/* What is refused has not. */
static void expect_refused(echo *service, const void *bytes, size_t length, const char *text)
{
    unsigned before = echo_look(service).said;
    raw_answer answer = say(service, bytes, length);

    assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
    assert_non_null(strstr(answer.message, text));
    assert_int_equal(echo_look(service).said, before);
}

static void no_message_is_an_error(void **state)
{
    expect_refused(*state, NULL, 0, "no message came where one was expected");
}

static void an_empty_message_is_a_message(void **state)
{
    assert_int_equal(say(*state, "", 0).status, PIPC_GRPC_OK);
}

static void bytes_that_are_no_message_are_an_error(void **state)
{
    static const char *const cases[] = {
        "\x0a\x05only",         /* cut off */
        "\x0a\xff\xff\xff\x7f", /* a length past the end */
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        "\x0b",     /* a group */
        "\x07\x01", /* no such wire type */
        "\x0a",
    };

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        expect_refused(*state, cases[i], strlen(cases[i]), "cannot be parsed");
    }
}

static const raw_message first = {"\x0a\x05"
                                  "first",
                                  7};
static char large[1024 * 1024];

static const raw_message seconds[] = {{"\x0a\x06"
                                       "second",
                                       8},
                                      {"\xff\xff", 2},
                                      {"", 0},
                                      {large, sizeof large}};

static void a_second_message_is_refused(void **state)
{
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(seconds); i++) {
        const raw_message both[] = {first, seconds[i]};

        expect_refused_messages(*state, both, 2, "more messages came where one was expected");
    }
}

static void messages_without_end_are_refused(void **state)
{
    raw_message messages[100];

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(messages); i++)
        messages[i] = (raw_message){"\x0a\x01x", 3};
    expect_refused_messages(*state, messages, PIPC_ARRAY_SIZE(messages),
                            "more messages came where one was expected");
}

static void a_second_message_is_not_looked_at_when_it_is_not_to_be(void **state)
{
    echo *service = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&service->service.service.component, NULL, &error), error);
    echo_open_with(service, ";options.check_cardinality=false");
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(seconds); i++) {
        const raw_message both[] = {first, seconds[i]};
        unsigned before = echo_look(service).said;
        raw_answer answer = raw_call_with(echo_port(service), "/tests.Echo/Say", both, 2);

        assert_int_equal(answer.status, PIPC_GRPC_OK);
        assert_int_equal(answer.response_bytes, first.length);
        assert_int_equal(echo_look(service).said, before + 1);
    }
}

/* Peers may be newer than this side's .proto file, and say much that it does not know. */
static void unknown_fields_without_end_are_served(void **state)
{
    static char bytes[1024 * 1024 + 3];
    const raw_message message = {bytes, sizeof bytes};
    raw_answer answer;

    memcpy(bytes, "\x0a\x01x", 3);
    for (size_t i = 3; i < sizeof bytes; i += 2)
        memcpy(bytes + i, "\x10\x01", 2);
    answer = raw_call_with(echo_port(*state), "/tests.Echo/Say", &message, 1);
    assert_int_equal(answer.status, PIPC_GRPC_OK);
    assert_int_equal(answer.response_bytes, 3); /* what the handler answered of the known ones */
}

/* {first: {text: "x"}}, for which protobuf-c makes a new message each time, merged with the last.
 */
static void a_field_that_comes_again_and_again_is_served(void **state)
{
    static char bytes[5 * 10000];
    raw_answer answer;

    for (size_t i = 0; i < sizeof bytes; i += 5)
        memcpy(bytes + i, "\x0a\x03\x0a\x01x", 5);
    answer = raw_call(echo_port(*state), "/tests.Echo/Plant", bytes, sizeof bytes);
    assert_int_equal(answer.status, PIPC_GRPC_OK);
    assert_int_equal(answer.response_bytes, 5);
}

static void unknown_fields_are_skipped(void **state)
{
    assert_int_equal(say(*state, "\x0a\x01x\x52\x03yyy", 8).status, PIPC_GRPC_OK);
}

static void text_that_is_none_is_refused(void **state)
{
    static const char *const cases[] = {"\x0a\x02\xff\xff",
                                        "\x0a\x02"
                                        "a\0",
                                        "\x0a\x02"
                                        "a\xc3"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(cases); i++) {
        expect_refused(*state, cases[i], 4,
                       "field text of message tests.Text is not text: expected UTF-8 without a 0");
    }
}

static raw_answer grow(echo *service, unsigned levels)
{
    size_t length;
    uint8_t *bytes = pack_nested(levels, &length);
    raw_answer answer = raw_call(echo_port(service), "/tests.Echo/Grow", bytes, length);

    free(bytes);
    return answer;
}

static void a_hundred_levels_are_served(void **state)
{
    assert_int_equal(grow(*state, 100).status, PIPC_GRPC_OK);
}

static void more_levels_are_refused(void **state)
{
    static const unsigned levels[] = {101, 1000, 10000, 100000};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(levels); i++) {
        raw_answer answer = grow(*state, levels[i]);

        assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
        assert_string_equal(answer.message, "a message nests deeper than 100 levels");
    }
}

static raw_answer say_compressed(echo *service, const char *encoding, const void *bytes,
                                 size_t length)
{
    return raw_call_compressed(echo_port(service), "/tests.Echo/Say", encoding, bytes, length);
}

static void what_is_compressed_is_read(void **state)
{
    compressed gzip = compress_bytes(AS_GZIP, "\x0a\x04text", 6, 0);
    compressed deflate = compress_bytes(AS_DEFLATE, "\x0a\x04text", 6, 0);

    assert_int_equal(say_compressed(*state, "gzip", gzip.bytes, gzip.length).status, PIPC_GRPC_OK);
    assert_int_equal(say_compressed(*state, "deflate", deflate.bytes, deflate.length).status,
                     PIPC_GRPC_OK);
    assert_int_equal(say_compressed(*state, "gzip", "", 0).status, PIPC_GRPC_OK);
    free(gzip.bytes);
    free(deflate.bytes);
}

static void what_is_not_compressed_as_it_says_is_refused(void **state)
{
    static const char *const encodings[] = {"gzip", "deflate"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(encodings); i++) {
        raw_answer answer = say_compressed(*state, encodings[i], "\x0a\x04text", 6);

        assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
        assert_non_null(strstr(answer.message, "a message cannot be decompressed: "));
    }
}

/* Although it could be read as it is. */
static void a_message_that_does_not_say_how_it_is_compressed_is_refused(void **state)
{
    static const char *const encodings[] = {NULL, "identity"};

    for (size_t i = 0; i < PIPC_ARRAY_SIZE(encodings); i++) {
        raw_answer answer = say_compressed(*state, encodings[i], "\x0a\x04text", 6);

        assert_int_equal(answer.status, PIPC_GRPC_INTERNAL);
        assert_string_equal(answer.message, "a message says that it is compressed, and its "
                                            "grpc-encoding is neither gzip nor deflate");
    }
}

static void a_message_past_the_limit_is_refused(void **state)
{
    size_t length = 5 * 1024 * 1024;
    char *bytes = calloc(1, length);

    assert_int_equal(say(*state, bytes, length).status, PIPC_GRPC_RESOURCE_EXHAUSTED);
    assert_int_equal(echo_look(*state).said, 0);
    free(bytes);
}

/* The client of another type is the client of a server that answers nonsense. */
static void an_answer_that_is_no_message_is_an_error_of_the_client(void **state)
{
    echo *service = *state;
    tests_echo_client client;
    Tests__Text request = TESTS__TEXT__INIT;
    ProtobufCMessage *response = NULL;
    pipc_error *error = NULL;
    char config[64];
    const pipc_grpc_method wrong = {
        .path = "/tests.Echo/Say",
        .kind = PIPC_GRPC_UNARY,
        .request = &tests__text__descriptor,
        .response = &tests__forest__descriptor, /* its field 1 is a message, not a string */
    };
    const pipc_grpc_service_desc desc = {
        .abi = PIPC_GENERATED_ABI, .name = "tests.Echo", .method_count = 1, .methods = &wrong};

    pipc_grpc_client_init(&client.client, &desc);
    snprintf(config, sizeof config, "connection.host=127.0.0.1;connection.port=%d",
             echo_port(service));
    configure_component(&client.client.component, config);
    assert_ok(pipc_open(&client.client.component, NULL, &error), error);
    request.text = (char *)"\x07\x07";
    assert_error(
        pipc_grpc_client_call(&client.client, &wrong, NULL, &request.base, &response, &error),
        error, PIPC_E_INTERNAL, "BAD_MESSAGE", "cannot be parsed");
    assert_null(response);
    pipc_dispose(&client.client.component);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(no_message_is_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_message_is_a_message, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_that_are_no_message_are_an_error, setup, teardown),
        cmocka_unit_test_setup_teardown(a_second_message_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(messages_without_end_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_second_message_is_not_looked_at_when_it_is_not_to_be,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_fields_are_skipped, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_fields_without_end_are_served, setup, teardown),
        cmocka_unit_test_setup_teardown(a_field_that_comes_again_and_again_is_served, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(text_that_is_none_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_hundred_levels_are_served, setup, teardown),
        cmocka_unit_test_setup_teardown(more_levels_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_compressed_is_read, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_not_compressed_as_it_says_is_refused, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_message_that_does_not_say_how_it_is_compressed_is_refused,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_message_past_the_limit_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(an_answer_that_is_no_message_is_an_error_of_the_client,
                                        setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
