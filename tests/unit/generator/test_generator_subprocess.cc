#include "subprocess.h"

#include <signal.h>
#include <sys/stat.h>

#include "cmocka_cc.h"
#include "programs.h"

using pipc_gen::Exit;
using pipc_gen::RunProgram;

// Runs `script` with sh.
static Exit RunScript(const std::string &script, const std::string &input)
{
    TemporaryFolder folder;
    std::string path = folder.Path("script");
    WriteText(path, "#!/bin/sh\n" + script + "\n");
    chmod(path.c_str(), 0700);
    Exit exit;
    assert_text(RunProgram(path, input, &exit), "");
    return exit;
}

static void both_ways_at_once(void **)
{
    std::string input(10000000, 'x');
    Exit exit;
    assert_text(RunProgram("cat", input, &exit), "");
    assert_true(exit.standard_output == input);
    assert_int_equal(exit.status, 0);
    assert_int_equal(exit.signal, 0);
}

static void much_is_said_before_anything_is_read(void **)
{
    Exit exit = RunScript("head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero; cat",
                          std::string(1000000, 'x'));
    assert_int_equal(exit.standard_error.size(), 1000000);
    assert_int_equal(exit.standard_output.size(), 2000000);
}

static void a_program_need_not_listen(void **)
{
    Exit exit = RunScript("exec <&-; echo done; exit 3", std::string(1000000, 'x'));
    assert_text(exit.standard_output, "done\n");
    assert_int_equal(exit.status, 3);
}

static void a_signal_is_told_from_a_status(void **)
{
    Exit exit = RunScript("kill -SEGV $$", "");
    assert_int_equal(exit.signal, SIGSEGV);
    assert_text(exit.signal_name, "Segmentation fault");
}

static void a_program_that_is_not_there_is_named(void **)
{
    Exit exit;
    assert_text(RunProgram("/not/there", "", &exit),
                "cannot run /not/there: No such file or directory");
}

static void the_child_dies_of_a_broken_pipe_as_usual(void **)
{
    Exit exit = RunScript("kill -PIPE $$; exit 5", "");
    assert_int_equal(exit.signal, SIGPIPE);
}

int main()
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ways_at_once),
        cmocka_unit_test(much_is_said_before_anything_is_read),
        cmocka_unit_test(a_program_need_not_listen),
        cmocka_unit_test(a_signal_is_told_from_a_status),
        cmocka_unit_test(a_program_that_is_not_there_is_named),
        cmocka_unit_test(the_child_dies_of_a_broken_pipe_as_usual),
    };
    return cmocka_run_group_tests(tests, nullptr, nullptr);
}
