#include "support/cmocka.h"

#include <sys/mman.h>

#include <pipc/generated.h>
#include <pipc/message_json.h>

/* --- what an ABI stands for ----------------------------------------------------------------- */

typedef struct place {
    const char *what;
    size_t is;
    size_t was;
} place;

#define SIZE(type, bytes)                                                                          \
    {                                                                                              \
        "size of " #type, sizeof(type), bytes                                                      \
    }
#define MEMBER(type, member, bytes)                                                                \
    {                                                                                              \
#type "." #member, offsetof(type, member), bytes                                           \
    }

/* What is compiled into generated code, where pointers have 8 bytes. */
static const place places_of_abi_2[] = {
    SIZE(pipc_grpc_service_desc, 40),
    MEMBER(pipc_grpc_service_desc, abi, 0),
    MEMBER(pipc_grpc_service_desc, name, 8),
    MEMBER(pipc_grpc_service_desc, method_count, 16),
    MEMBER(pipc_grpc_service_desc, methods, 24),
    MEMBER(pipc_grpc_service_desc, file, 32),
    SIZE(pipc_grpc_method, 72),
    MEMBER(pipc_grpc_method, path, 0),
    MEMBER(pipc_grpc_method, kind, 8),
    MEMBER(pipc_grpc_method, idempotency, 12),
    MEMBER(pipc_grpc_method, request, 16),
    MEMBER(pipc_grpc_method, response, 24),
    MEMBER(pipc_grpc_method, unary, 32),
    MEMBER(pipc_grpc_method, server_streaming, 40),
    MEMBER(pipc_grpc_method, client_streaming, 48),
    MEMBER(pipc_grpc_method, bidi_streaming, 56),
    MEMBER(pipc_grpc_method, rules, 64),
    SIZE(pipc_grpc_file, 40),
    MEMBER(pipc_grpc_file, name, 0),
    MEMBER(pipc_grpc_file, bytes, 8),
    MEMBER(pipc_grpc_file, length, 16),
    MEMBER(pipc_grpc_file, dependency_count, 24),
    MEMBER(pipc_grpc_file, dependencies, 32),
    SIZE(pipc_message_rules, 16),
    SIZE(pipc_field_rules, 80),
    MEMBER(pipc_field_rules, min, 16),
    MEMBER(pipc_field_rules, min_length, 32),
    MEMBER(pipc_field_rules, pattern, 64),
    MEMBER(pipc_field_rules, message, 72),
    SIZE(pipc_message_json_names, 16),
    SIZE(pipc_message_json_name, 24),
    SIZE(pipc_grpc_service, 32),
    SIZE(pipc_grpc_client, 32),
    SIZE(pipc_grpc_client_listener, 8),
    SIZE(pipc_grpc_server_listener, 8),
    SIZE(pipc_grpc_client_events, 24),
    MEMBER(pipc_grpc_client_events, message, 0),
    MEMBER(pipc_grpc_client_events, writable, 8),
    MEMBER(pipc_grpc_client_events, done, 16),
    SIZE(pipc_grpc_server_events, 32),
    MEMBER(pipc_grpc_server_events, message, 0),
    MEMBER(pipc_grpc_server_events, half_closed, 8),
    MEMBER(pipc_grpc_server_events, writable, 16),
    MEMBER(pipc_grpc_server_events, cancelled, 24),
};

/* Fails when a struct has changed: PIPC_GENERATED_ABI has to change with it, then this table. */
static void the_abi_changes_with_what_is_compiled_into_generated_code(void **state)
{
    (void)state;
    if (sizeof(void *) != 8)
        skip();
    assert_int_equal(PIPC_GENERATED_ABI, 2);
    for (size_t i = 0; i < PIPC_ARRAY_SIZE(places_of_abi_2); i++) {
        const place *at = &places_of_abi_2[i];

        if (at->is != at->was)
            fail_msg("%s is %zu, expected %zu in ABI 2", at->what, at->is, at->was);
    }
}

/* --- code that is older than the library ---------------------------------------------------- */

/* A table that cannot be read: its rows are not as long as the library believes. */
static const pipc_grpc_method *unreadable_rows(void)
{
    void *rows = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    assert_true(rows != MAP_FAILED);
    return rows;
}

static void check_refused(int abi, const char *told)
{
    const pipc_grpc_service_desc desc = {
        .abi = abi, .name = "tests.Old", .method_count = 2, .methods = unreadable_rows()};
    pipc_grpc_service service;
    pipc_grpc_client client;
    pipc_config_params *config = NULL;
    pipc_error *error = NULL;

    assert_ok(pipc_config_params_new(&config, &error), error);
    pipc_grpc_service_init(&service, &desc);
    assert_error(pipc_configure(&service.component, config, &error), error, PIPC_E_INTERNAL,
                 "ABI_MISMATCH", told);
    assert_error(pipc_open(&service.component, NULL, &error), error, PIPC_E_INTERNAL,
                 "ABI_MISMATCH", told);
    pipc_grpc_client_init(&client, &desc);
    assert_error(pipc_configure(&client.component, config, &error), error, PIPC_E_INTERNAL,
                 "ABI_MISMATCH", told);
    pipc_dispose(&service.component);
    pipc_dispose(&client.component);
    pipc_config_params_free(config);
    munmap((void *)desc.methods, 4096);
}

static void tables_of_abi_1_are_refused_before_a_row_is_read(void **state)
{
    (void)state;
    check_refused(1, "generated code of service tests.Old has ABI 1, this libpipc has 2: generate "
                     "it anew");
}

static void tables_of_a_later_abi_are_refused_too(void **state)
{
    (void)state;
    check_refused(PIPC_GENERATED_ABI + 1, "has ABI 3, this libpipc has 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_abi_changes_with_what_is_compiled_into_generated_code),
        cmocka_unit_test(tables_of_abi_1_are_refused_before_a_row_is_read),
        cmocka_unit_test(tables_of_a_later_abi_are_refused_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
