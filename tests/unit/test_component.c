#include <pthread.h>

#include <pipc/component.h>
#include <pipc/config_params.h>

#include "component/component.h"
#include "support/cmocka.h"

/* A component that counts what is done with it, and fails when it is told to. */
typedef struct recorder {
    pipc_component component;
    int configured;
    int given_references;
    int unset;
    int opened;
    int closed;
    int disposed;
    bool fails;
} recorder;

static recorder *from_component(pipc_component *component)
{
    return PIPC_CONTAINER_OF(component, recorder, component);
}

static int fail_if_told(const recorder *self, pipc_error **error)
{
    return self->fails ? pipc_fail(error, PIPC_E_NO_RESPONSE, "TOLD", "told to fail") : PIPC_OK;
}

static int recorder_configure(pipc_component *component, const pipc_config_params *config,
                              pipc_error **error)
{
    (void)config;
    from_component(component)->configured++;
    return fail_if_told(from_component(component), error);
}

static int recorder_set_references(pipc_component *component, const pipc_references *references,
                                   pipc_error **error)
{
    (void)references;
    from_component(component)->given_references++;
    return fail_if_told(from_component(component), error);
}

static void recorder_unset_references(pipc_component *component)
{
    assert_false(pipc_is_open(component));
    from_component(component)->unset++;
}

static int recorder_open(pipc_component *component, const pipc_context *context, pipc_error **error)
{
    (void)context;
    assert_false(pipc_is_open(component));
    from_component(component)->opened++;
    return fail_if_told(from_component(component), error);
}

static int recorder_close(pipc_component *component, const pipc_context *context,
                          pipc_error **error)
{
    (void)context;
    from_component(component)->closed++;
    return fail_if_told(from_component(component), error);
}

static void recorder_dispose(pipc_component *component)
{
    assert_false(pipc_is_open(component));
    from_component(component)->disposed++;
}

static const pipc_component_class recorder_class = {
    .size = sizeof(pipc_component_class),
    .type = "recorder",
    .configure = recorder_configure,
    .set_references = recorder_set_references,
    .unset_references = recorder_unset_references,
    .open = recorder_open,
    .close = recorder_close,
    .dispose = recorder_dispose,
};

static const pipc_component_class idle_class = {
    .size = sizeof(pipc_component_class),
    .type = "idle",
};

static int set_up(void **state)
{
    static recorder self;

    self = (recorder){.fails = false};
    pipc_component_init(&self.component, &recorder_class);
    *state = &self;
    return 0;
}

static int tear_down(void **state)
{
    recorder *self = *state;

    self->fails = false;
    pipc_dispose(&self->component);
    return 0;
}

static void a_new_component_is_closed_and_untouched(void **state)
{
    recorder *self = *state;

    assert_false(pipc_is_open(&self->component));
    assert_int_equal(self->configured + self->opened + self->closed + self->disposed, 0);
}

static void open_twice_is_a_no_op(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open(&self->component, NULL, &error), error);
    assert_ok(pipc_open(&self->component, NULL, &error), error);
    assert_true(pipc_is_open(&self->component));
    assert_int_equal(self->opened, 1);
}

static void close_is_a_no_op_when_closed(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_close(&self->component, NULL, &error), error);
    assert_int_equal(self->closed, 0);
    assert_ok(pipc_open(&self->component, NULL, &error), error);
    assert_ok(pipc_close(&self->component, NULL, &error), error);
    assert_ok(pipc_close(&self->component, NULL, &error), error);
    assert_false(pipc_is_open(&self->component));
    assert_int_equal(self->closed, 1);
}

static void it_can_be_opened_again_after_close(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    for (int i = 1; i <= 3; i++) {
        assert_ok(pipc_open(&self->component, NULL, &error), error);
        assert_ok(pipc_close(&self->component, NULL, &error), error);
        assert_int_equal(self->opened, i);
        assert_int_equal(self->closed, i);
    }
}

static void a_failed_open_leaves_it_closed_to_be_tried_again(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    self->fails = true;
    assert_error(pipc_open(&self->component, NULL, &error), error, PIPC_E_NO_RESPONSE, "TOLD",
                 "told to fail");
    assert_false(pipc_is_open(&self->component));
    self->fails = false;
    assert_ok(pipc_open(&self->component, NULL, &error), error);
    assert_true(pipc_is_open(&self->component));
}

static void a_failed_close_leaves_it_closed_all_the_same(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open(&self->component, NULL, &error), error);
    self->fails = true;
    assert_error(pipc_close(&self->component, NULL, &error), error, PIPC_E_NO_RESPONSE, "TOLD",
                 "told to fail");
    assert_false(pipc_is_open(&self->component));
    assert_ok(pipc_close(&self->component, NULL, &error), error);
    assert_int_equal(self->closed, 1);
}

static void an_open_component_takes_no_configuration_and_no_references(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open(&self->component, NULL, &error), error);
    assert_error(pipc_configure(&self->component, NULL, &error), error, PIPC_E_INVALID_STATE,
                 "ALREADY_OPENED", "recorder is open");
    assert_error(pipc_set_references(&self->component, NULL, &error), error, PIPC_E_INVALID_STATE,
                 "ALREADY_OPENED", "recorder is open");
    assert_int_equal(self->configured + self->given_references, 0);
    assert_true(pipc_is_open(&self->component));
}

static void a_closed_component_takes_both_as_often_as_one_likes(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    for (int i = 1; i <= 2; i++) {
        assert_ok(pipc_configure(&self->component, NULL, &error), error);
        assert_ok(pipc_set_references(&self->component, NULL, &error), error);
        assert_int_equal(self->configured, i);
        assert_int_equal(self->given_references, i);
    }
    self->fails = true;
    assert_error(pipc_configure(&self->component, NULL, &error), error, PIPC_E_NO_RESPONSE, "TOLD",
                 "");
    assert_error(pipc_set_references(&self->component, NULL, &error), error, PIPC_E_NO_RESPONSE,
                 "TOLD", "");
}

static void unset_references_closes_first(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open(&self->component, NULL, &error), error);
    pipc_unset_references(&self->component);
    assert_int_equal(self->closed, 1);
    assert_int_equal(self->unset, 1);
}

static void dispose_closes_unsets_and_zeroes(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open(&self->component, NULL, &error), error);
    self->fails = true; /* even if close fails */
    pipc_dispose(&self->component);
    assert_int_equal(self->closed, 1);
    assert_int_equal(self->unset, 1);
    assert_int_equal(self->disposed, 1);
    assert_null(self->component.component_class);
    assert_false(pipc_is_open(&self->component));
}

static void dispose_takes_null_zeroed_and_disposed_components(void **state)
{
    recorder *self = *state;
    pipc_component zeroed = {0};

    pipc_dispose(NULL);
    pipc_dispose(&zeroed);
    pipc_dispose(&self->component);
    pipc_dispose(&self->component);
    assert_int_equal(self->disposed, 1);
}

static void empty_slots_do_nothing(void **state)
{
    pipc_component idle;
    pipc_error *error = NULL;

    (void)state;
    pipc_component_init(&idle, &idle_class);
    assert_ok(pipc_configure(&idle, NULL, &error), error);
    assert_ok(pipc_set_references(&idle, NULL, &error), error);
    assert_ok(pipc_open(&idle, NULL, &error), error);
    assert_true(pipc_is_open(&idle));
    assert_ok(pipc_close(&idle, NULL, &error), error);
    assert_ok(pipc_open(&idle, NULL, &error), error);
    pipc_unset_references(&idle);
    assert_false(pipc_is_open(&idle));
    pipc_dispose(&idle);
}

static void inside_a_handler_no_lifecycle_function_works(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;
    int category = PIPC_E_INVALID_STATE;

    pipc__handler_enter();
    pipc__handler_enter();
    pipc__handler_leave(); /* handlers nest */
    assert_error(pipc_configure(&self->component, NULL, &error), error, category, "IN_HANDLER",
                 "recorder is asked to be configured inside a handler");
    assert_error(pipc_set_references(&self->component, NULL, &error), error, category, "IN_HANDLER",
                 "take references");
    assert_error(pipc_open(&self->component, NULL, &error), error, category, "IN_HANDLER", "open");
    assert_error(pipc_close(&self->component, NULL, &error), error, category, "IN_HANDLER",
                 "close");
    pipc__handler_leave();
    assert_int_equal(self->configured + self->given_references + self->opened + self->closed, 0);
    assert_ok(pipc_open(&self->component, NULL, &error), error);
}

static void inside_a_handler_an_open_component_stays_as_it_is(void **state)
{
    recorder *self = *state;
    pipc_error *error = NULL;

    assert_ok(pipc_open(&self->component, NULL, &error), error);
    pipc__handler_enter();
    pipc_unset_references(&self->component);
    pipc_dispose(&self->component);
    pipc__handler_leave();
    assert_true(pipc_is_open(&self->component));
    assert_int_equal(self->closed + self->unset + self->disposed, 0);
}

static void inside_a_handler_a_closed_component_may_be_disposed(void **state)
{
    recorder *self = *state;

    pipc__handler_enter();
    pipc_dispose(&self->component);
    pipc__handler_leave();
    assert_int_equal(self->disposed, 1);
}

static void *open_elsewhere(void *argument)
{
    recorder *self = argument;
    pipc_error *error = NULL;

    self->fails = pipc_open(&self->component, NULL, &error) != PIPC_OK;
    pipc_error_free(error);
    return NULL;
}

static void a_handler_on_one_thread_does_not_hinder_another(void **state)
{
    recorder *self = *state;
    pthread_t thread;

    pipc__handler_enter();
    assert_int_equal(pthread_create(&thread, NULL, open_elsewhere, self), 0);
    pthread_join(thread, NULL);
    pipc__handler_leave();
    assert_false(self->fails);
    assert_true(pipc_is_open(&self->component));
}

#define COMPONENT_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        COMPONENT_TEST(a_new_component_is_closed_and_untouched),
        COMPONENT_TEST(open_twice_is_a_no_op),
        COMPONENT_TEST(close_is_a_no_op_when_closed),
        COMPONENT_TEST(it_can_be_opened_again_after_close),
        COMPONENT_TEST(a_failed_open_leaves_it_closed_to_be_tried_again),
        COMPONENT_TEST(a_failed_close_leaves_it_closed_all_the_same),
        COMPONENT_TEST(an_open_component_takes_no_configuration_and_no_references),
        COMPONENT_TEST(a_closed_component_takes_both_as_often_as_one_likes),
        COMPONENT_TEST(unset_references_closes_first),
        COMPONENT_TEST(dispose_closes_unsets_and_zeroes),
        COMPONENT_TEST(dispose_takes_null_zeroed_and_disposed_components),
        cmocka_unit_test(empty_slots_do_nothing),
        COMPONENT_TEST(inside_a_handler_no_lifecycle_function_works),
        COMPONENT_TEST(inside_a_handler_an_open_component_stays_as_it_is),
        COMPONENT_TEST(inside_a_handler_a_closed_component_may_be_disposed),
        COMPONENT_TEST(a_handler_on_one_thread_does_not_hinder_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
