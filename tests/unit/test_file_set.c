#include "support/cmocka.h"

#include <stdio.h>

#include "rpc/file_set.h"
#include "support/failing_allocator.h"

static const pipc_grpc_file base = {.name = "base.proto"};
static const pipc_grpc_file base_again = {.name = "base.proto"};
static const pipc_grpc_file *const of_left[] = {&base};
static const pipc_grpc_file left = {
    .name = "left.proto", .dependency_count = 1, .dependencies = of_left};
static const pipc_grpc_file *const of_right[] = {&base_again};
static const pipc_grpc_file right = {
    .name = "right.proto", .dependency_count = 1, .dependencies = of_right};
static const pipc_grpc_file *const of_top[] = {&left, &right};
static const pipc_grpc_file top = {
    .name = "top.proto", .dependency_count = 2, .dependencies = of_top};

static void imports_follow_and_come_once(void **state)
{
    pipc__file_set set = {.files = NULL};

    (void)state;
    assert_true(pipc__file_set_add(&set, &top));
    assert_int_equal(set.count, 4);
    assert_ptr_equal(set.files[0], &top);
    assert_ptr_equal(set.files[1], &left);
    assert_ptr_equal(set.files[2], &right);
    assert_ptr_equal(set.files[3], &base);
    assert_true(pipc__file_set_add(&set, &left));
    assert_true(pipc__file_set_add(&set, &base_again));
    assert_int_equal(set.count, 4);
    assert_ptr_equal(pipc__file_set_find(&set, "right.proto"), &right);
    assert_null(pipc__file_set_find(&set, "nothing.proto"));
    pipc__file_set_dispose(&set);
    assert_null(pipc__file_set_find(&set, "right.proto"));
}

static void a_long_chain_of_imports_is_followed(void **state)
{
    enum { FILES = 2000 };
    static pipc_grpc_file files[FILES];
    static const pipc_grpc_file *next[FILES];
    static char names[FILES][16];
    pipc__file_set set = {.files = NULL};

    (void)state;
    for (int i = 0; i < FILES; i++) {
        snprintf(names[i], sizeof names[i], "%d.proto", i);
        next[i] = &files[(i + 1) % FILES];
        files[i] =
            (pipc_grpc_file){.name = names[i], .dependency_count = 1, .dependencies = &next[i]};
    }
    assert_true(pipc__file_set_add(&set, &files[0]));
    assert_int_equal(set.count, FILES);
    pipc__file_set_dispose(&set);
}

static int fill(void *data)
{
    pipc__file_set set = {.files = NULL};
    bool done = pipc__file_set_add(&set, data);

    pipc__file_set_dispose(&set);
    return done ? PIPC_OK : PIPC_E_NO_MEMORY;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for_each_failing_allocation(fill, (void *)&top);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(imports_follow_and_come_once),
        cmocka_unit_test(a_long_chain_of_imports_is_followed),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
