/* Depth, length and memory of JSON that is read, and messages of proto2. */
#include "support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pipc/alloc.h>
#include <pipc/message_json.h>

#include "kinds.pb-c.h"
#include "old_kinds.pb-c.h"
#include "support/failing_allocator.h"

static int read_kinds(const char *json, const pipc_message_json_options *options,
                      Tests__Kinds **kinds, pipc_error **error)
{
    ProtobufCMessage *message = NULL;
    int code = pipc_message_from_json(&tests__kinds__descriptor, json, strlen(json), options,
                                      &message, error);

    *kinds = (Tests__Kinds *)message;
    return code;
}

/* What is read is `expected` when it is written again. */
static void assert_becomes(const char *json, const pipc_message_json_options *options,
                           const char *expected)
{
    pipc_error *error = NULL;
    Tests__Kinds *kinds;
    char *written = NULL;

    assert_ok(read_kinds(json, options, &kinds, &error), error);
    assert_ok(pipc_message_to_json(&kinds->base, options, &written, &error), error);
    assert_string_equal(written, expected);
    pipc_free(written);
    tests__kinds__free_unpacked(kinds, NULL);
}

static void assert_stays(const char *json)
{
    assert_becomes(json, NULL, json);
}

static void assert_refused(const char *json, const pipc_message_json_options *options,
                           const char *code, const char *text)
{
    pipc_error *error = NULL;
    Tests__Kinds *kinds;

    assert_error(read_kinds(json, options, &kinds, &error), error, PIPC_E_BAD_REQUEST, code, text);
    assert_null(kinds);
}

/* {"child":{"child":… around `inside`, which may be freed. */
static char *nest(size_t levels, const char *open, const char *inside)
{
    size_t length = strlen(open);
    char *json = malloc(levels * (length + 1) + strlen(inside) + 1);
    char *at = json;

    assert_non_null(json);
    for (size_t i = 0; i < levels; i++, at += length)
        memcpy(at, open, length);
    memcpy(at, inside, strlen(inside));
    at += strlen(inside);
    memset(at, '}', levels);
    at[levels] = '\0';
    return json;
}

static void messages_nest_a_hundred_levels_deep(void **state)
{
    char *fits = nest(99, "{\"child\":", "{}");
    char *does_not = nest(100, "{\"child\":", "{}");

    (void)state;
    assert_stays(fits);
    assert_refused(does_not, NULL, "TOO_DEEP", "100 levels");
    free(fits);
    free(does_not);
}

static void a_struct_nests_as_deep_and_comes_back(void **state)
{
    char *fits = nest(98, "{\"a\":", "{}");
    char *json = malloc(strlen(fits) + 32);

    (void)state;
    assert_non_null(json);
    sprintf(json, "{\"struct\":%s}", fits);
    assert_stays(json);
    free(json);
    free(fits);
}

static void json_has_a_bound(void **state)
{
    const pipc_message_json_options options = {.max_bytes = 12};

    (void)state;
    assert_becomes("{\"aInt32\":1}", &options, "{\"aInt32\":1}");
    assert_refused("{\"aInt32\":12}", &options, "TOO_LARGE", "13 bytes, expected no more than 12");
}

static void old_messages_have_presence_and_requirements(void **state)
{
    static const char *const texts[] = {
        "{\"id\":0}",
        "{\"id\":1,\"name\":\"\",\"blob\":\"\",\"count\":\"0\",\"color\":\"OLD_RED\",\"yes\":"
        "false}",
        "{\"id\":1,\"name\":\"nameless\",\"count\":\"5\",\"child\":{\"id\":2},\"numbers\":[1],"
        "\"children\":{\"a\":{\"id\":3}}}"};
    pipc_error *error = NULL;
    ProtobufCMessage *message = NULL;
    char *written = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_ok(pipc_message_from_json(&tests__old_kinds__descriptor, texts[i], strlen(texts[i]),
                                         NULL, &message, &error),
                  error);
        assert_ok(pipc_message_to_json(message, NULL, &written, &error), error);
        assert_string_equal(written, texts[i]);
        pipc_free(written);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    message = NULL;
    assert_error(pipc_message_from_json(&tests__old_kinds__descriptor, "{\"id\":1,\"child\":{}}",
                                        19, NULL, &message, &error),
                 error, PIPC_E_BAD_REQUEST, "MISSING_FIELD", "field child.id is missing");
    assert_error(pipc_message_from_json(&tests__old_kinds__descriptor, "{\"id\":null}", 11, NULL,
                                        &message, &error),
                 error, PIPC_E_BAD_REQUEST, "MISSING_FIELD", "field id is missing");
    assert_null(message);
}

static void *count_and_alloc(void *data, size_t size)
{
    ++*(int *)data;
    return malloc(size);
}

static void count_and_free(void *data, void *memory)
{
    if (memory != NULL)
        --*(int *)data;
    free(memory);
}

static void memory_comes_from_the_allocator_of_the_options(void **state)
{
    int blocks = 0;
    ProtobufCAllocator allocator = {count_and_alloc, count_and_free, &blocks};
    const pipc_message_json_options options = {.allocator = &allocator};
    pipc_error *error = NULL;
    Tests__Kinds *kinds;

    (void)state;
    assert_ok(read_kinds("{\"strings\":[\"a\",\"b\"]}", &options, &kinds, &error), error);
    assert_true(blocks >= 4);
    tests__kinds__free_unpacked(kinds, &allocator);
    assert_int_equal(blocks, 0);
}

static const char everything[] =
    "{\"aInt32\":\"1\",\"aString\":\"a\\n\",\"aBytes\":\"Zm9v\",\"child\":{\"aDouble\":0.5},"
    "\"strings\":[\"a\",\"b\"],\"byString\":{\"a\":1,\"b\\t\":2},\"values\":{\"a\":[null,{\"b\":1}]"
    "},"
    "\"at\":\"1970-01-01T00:00:00Z\",\"mask\":\"aB,c\",\"wrappedString\":\"x\","
    "\"any\":{\"a\\u0062\":1,\"@type\":\"x/google.protobuf.Struct\",\"value\":{\"x\":[1]}}}";

static int read_and_write(void *data)
{
    const ProtobufCMessageDescriptor *types[] = {data};
    const pipc_message_json_options options = {
        .any_types = types, .any_type_count = 1, .ignore_unknown = true};
    pipc_error *error = NULL;
    Tests__Kinds *kinds;
    char *json = NULL;
    int code = read_kinds(everything, &options, &kinds, &error);

    if (code == PIPC_OK)
        code = pipc_message_to_json(&kinds->base, &options, &json, &error);
    assert_int_equal(code, pipc_error_category(error));
    if (kinds != NULL)
        protobuf_c_message_free_unpacked(&kinds->base, NULL);
    pipc_free(json);
    pipc_error_free(error);
    return code;
}

static void nothing_leaks_without_memory(void **state)
{
    (void)state;
    for_each_failing_allocation(read_and_write, (void *)&google__protobuf__struct__descriptor);
}

static int refuse(void *data)
{
    pipc_error *error = NULL;
    Tests__Kinds *kinds;
    int code = read_kinds(data, NULL, &kinds, &error);

    assert_int_equal(code, pipc_error_category(error));
    pipc_error_free(error);
    return code == PIPC_E_BAD_REQUEST ? PIPC_OK : code;
}

static void a_refusal_leaks_nothing_without_memory(void **state)
{
    static const char *const wrong[] = {"{\"children\":[{\"aInt32\":1.5}]}", "{\"nope\":1}",
                                        "{\"byString\":{\"a\":1,\"a\":1}}",
                                        "{\"any\":{\"@type\":1}}"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        for_each_failing_allocation(refuse, (void *)wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_nest_a_hundred_levels_deep),
        cmocka_unit_test(a_struct_nests_as_deep_and_comes_back),
        cmocka_unit_test(json_has_a_bound),
        cmocka_unit_test(old_messages_have_presence_and_requirements),
        cmocka_unit_test(memory_comes_from_the_allocator_of_the_options),
        cmocka_unit_test(nothing_leaks_without_memory),
        cmocka_unit_test(a_refusal_leaks_nothing_without_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
