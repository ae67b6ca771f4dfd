#include "support/cmocka.h"

#include <sys/wait.h>
#include <unistd.h>

#include <pipc/error.h>

#include "component/fork.h"

enum { GENERATION_BITS = 4, BROKEN = 1 << GENERATION_BITS };

/* What a child of this process knows of itself, as BROKEN and the generation. */
static int ask_child(void)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit((pipc__fork_has_broken_core() ? BROKEN : 0) + (int)pipc__fork_generation());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_child_is_a_generation_younger(void **state)
{
    (void)state;
    pipc__fork_watch();
    pipc__fork_watch();
    assert_int_equal(ask_child(), 1);
    assert_int_equal(pipc__fork_generation(), 0);
}

static void the_core_is_broken_only_where_it_was_in_use(void **state)
{
    pipc_error *error = NULL;

    (void)state;
    pipc__fork_core_begins();
    pipc__fork_core_begins();
    assert_int_equal(ask_child(), BROKEN + 1);
    pipc__fork_core_ends();
    assert_int_equal(ask_child(), BROKEN + 1);
    assert_ok(pipc__fork_check_core("it", &error), error);
    pipc__fork_core_ends();
    assert_int_equal(ask_child(), 1);
}

static void a_failure_names_what_was_used(void **state)
{
    pipc_error *error = NULL;
    int code = pipc__fork_fail("the endpoint", &error);

    (void)state;
    assert_error(code, error, PIPC_E_INVALID_STATE, "FORKED", "the endpoint is used in a process");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_is_a_generation_younger),
        cmocka_unit_test(the_core_is_broken_only_where_it_was_in_use),
        cmocka_unit_test(a_failure_names_what_was_used),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
