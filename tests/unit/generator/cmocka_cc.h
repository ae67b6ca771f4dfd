// cmocka for C++.
#ifndef PIPC_TESTS_CMOCKA_CC_H_
#define PIPC_TESTS_CMOCKA_CC_H_

// cmocka wants these first.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

extern "C" {
#include <cmocka.h>
}

#include <string>
#include <vector>

inline void assert_text(const std::string &actual, const std::string &expected)
{
    assert_string_equal(actual.c_str(), expected.c_str());
}

inline std::string join_lines(const std::vector<std::string> &lines)
{
    std::string text;
    for (const std::string &line : lines)
        text += line + "\n";
    return text;
}

#endif
