#include "rpc/commandable_error.h"

#include <string.h>

#include <pipc/error.h>

#include "support/cmocka.h"

/* Those that Pip.Services' serializer for Node has written. */
static const uint8_t request_bytes[] = "\x0a\x07"
                                       "dummy.x"
                                       "\x12\x01"
                                       "c"
                                       "\x18\x00"
                                       "\x22\x02{}";
static const uint8_t empty_reply_bytes[] = "\x10\x01";
static const uint8_t error_reply_bytes[] = "\x0a\x27"
                                           "\x0a\x08NotFound"
                                           "\x12\x02NF"
                                           "\x20\x94\x03"
                                           "\x2a\x01m"
                                           "\x42\x06\x0a\x01k\x12\x01v"
                                           "\x42\x09\x0a\x01n\x12\x04null"
                                           "\x10\x01";

static void a_request_of_node_is_read(void **state)
{
    Commandable__InvokeRequest *request =
        commandable__invoke_request__unpack(NULL, sizeof request_bytes - 1, request_bytes);

    (void)state;
    assert_non_null(request);
    assert_string_equal(request->method, "dummy.x");
    assert_string_equal(request->correlation_id, "c");
    assert_false(request->args_empty);
    assert_string_equal(request->args_json, "{}");
    commandable__invoke_request__free_unpacked(request, NULL);
}

static void a_reply_without_a_result_is_two_bytes(void **state)
{
    Commandable__InvokeReply reply = COMMANDABLE__INVOKE_REPLY__INIT;
    uint8_t bytes[16];

    (void)state;
    reply.result_empty = 1;
    assert_int_equal(commandable__invoke_reply__pack(&reply, bytes), sizeof empty_reply_bytes - 1);
    assert_memory_equal(bytes, empty_reply_bytes, sizeof empty_reply_bytes - 1);
}

static void an_error_is_sent_as_node_sends_it(void **state)
{
    Commandable__InvokeReply reply = COMMANDABLE__INVOKE_REPLY__INIT;
    uint8_t bytes[128];
    pipc__arena arena;
    pipc_error *error = NULL;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    pipc_fail(&error, PIPC_E_NOT_FOUND, "NF", "m");
    pipc_error_set_detail(error, "k", "v");
    pipc_error_set_detail(error, "n", "null");
    reply.error = pipc__commandable_error_describe(error, NULL, &arena);
    reply.result_empty = 1;
    assert_int_equal(commandable__invoke_reply__get_packed_size(&reply),
                     sizeof error_reply_bytes - 1);
    commandable__invoke_reply__pack(&reply, bytes);
    assert_memory_equal(bytes, error_reply_bytes, sizeof error_reply_bytes - 1);
    pipc__arena_dispose(&arena);
    pipc_error_free(error);
}

static void an_error_of_node_is_read(void **state)
{
    Commandable__InvokeReply *reply =
        commandable__invoke_reply__unpack(NULL, sizeof error_reply_bytes - 1, error_reply_bytes);
    pipc_error *error = NULL;
    int code;

    (void)state;
    assert_non_null(reply);
    assert_true(pipc__commandable_error_is_one(reply->error));
    code = pipc__commandable_error_fail(reply->error, &error);
    assert_int_equal(pipc_error_status(error), 404);
    assert_null(pipc_error_cause(error));
    assert_null(pipc_error_correlation_id(error));
    assert_string_equal(pipc_error_detail(error, "k"), "v");
    assert_string_equal(pipc_error_detail(error, "n"), "null");
    assert_error(code, error, PIPC_E_NOT_FOUND, "NF", "m");
    assert_int_equal(pipc__commandable_error_fail(reply->error, NULL), PIPC_E_NOT_FOUND);
    commandable__invoke_reply__free_unpacked(reply, NULL);
}

static void an_error_with_nothing_in_it_is_none(void **state)
{
    Commandable__ErrorDescription empty = COMMANDABLE__ERROR_DESCRIPTION__INIT;
    Commandable__ErrorDescription status_only = COMMANDABLE__ERROR_DESCRIPTION__INIT;
    Commandable__ErrorDescription code_only = COMMANDABLE__ERROR_DESCRIPTION__INIT;

    (void)state;
    empty.stack_trace = (char *)"NoneType: None";
    status_only.status = 500;
    code_only.code = (char *)"X";
    assert_false(pipc__commandable_error_is_one(NULL));
    assert_false(pipc__commandable_error_is_one(&empty));
    assert_true(pipc__commandable_error_is_one(&status_only));
    assert_true(pipc__commandable_error_is_one(&code_only));
}

static void what_came_is_kept_whatever_its_category(void **state)
{
    static const struct {
        const char *name;
        int category;
    } rows[] = {
        {"Strange", PIPC_E_UNKNOWN},
        {"", PIPC_E_UNKNOWN},
        {"NoFileAccess", PIPC_E_FILE_ERROR},
        {"TooManyRequests", PIPC_E_TOO_MANY_REQUESTS},
        {"InvalidState", PIPC_E_INVALID_STATE},
    };

    (void)state;
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(rows); i++) {
        Commandable__ErrorDescription description = COMMANDABLE__ERROR_DESCRIPTION__INIT;
        pipc_error *error = NULL;
        int code;

        description.category = (char *)rows[i].name;
        description.code = (char *)"CODE_X";
        description.message = (char *)"message";
        description.status = 418;
        description.cause = (char *)"None";
        description.correlation_id = (char *)"cid";
        code = pipc__commandable_error_fail(&description, &error);
        assert_int_equal(pipc_error_status(error), 418);
        assert_null(pipc_error_cause(error));
        assert_string_equal(pipc_error_correlation_id(error), "cid");
        assert_error(code, error, rows[i].category, "CODE_X", "message");
    }
}

static void what_is_sent_is_always_filled_in_and_text(void **state)
{
    Commandable__ErrorDescription *description;
    pipc__arena arena;
    pipc_error *error = NULL;

    (void)state;
    pipc__arena_init(&arena, NULL, 0);
    pipc_fail(&error, PIPC_E_CONFLICT, NULL, "m\xff");
    pipc_error_set_detail(error, "empty", NULL);
    pipc_error_set_cause(error, "c");
    description = pipc__commandable_error_describe(error, "cid", &arena);
    assert_string_equal(description->category, "Conflict");
    assert_string_equal(description->code, "UNKNOWN");
    assert_string_equal(description->message, "m?");
    assert_string_equal(description->cause, "c");
    assert_string_equal(description->stack_trace, "");
    assert_string_equal(description->correlation_id, "cid");
    assert_int_equal(description->status, 409);
    assert_string_equal(description->details[0]->value, "");
    pipc_error_set_correlation_id(error, "own");
    description = pipc__commandable_error_describe(error, "cid", &arena);
    assert_string_equal(description->correlation_id, "own");
    pipc__arena_dispose(&arena);
    pipc_error_free(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_of_node_is_read),
        cmocka_unit_test(a_reply_without_a_result_is_two_bytes),
        cmocka_unit_test(an_error_is_sent_as_node_sends_it),
        cmocka_unit_test(an_error_of_node_is_read),
        cmocka_unit_test(an_error_with_nothing_in_it_is_none),
        cmocka_unit_test(what_came_is_kept_whatever_its_category),
        cmocka_unit_test(what_is_sent_is_always_filled_in_and_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
