#include "keywords.h"

#include <algorithm>
#include <iterator>

namespace pipc_gen
{
namespace
{

constexpr std::string_view kCKeywords[] = {
    "asm",      "auto",   "break",    "case",   "char",     "const",    "continue", "default",
    "do",       "double", "else",     "enum",   "extern",   "float",    "for",      "goto",
    "if",       "inline", "int",      "long",   "register", "restrict", "return",   "short",
    "signed",   "sizeof", "static",   "struct", "switch",   "typedef",  "typeof",   "union",
    "unsigned", "void",   "volatile", "while",
};

constexpr std::string_view kOtherKeywords[] = {
    "alignas",   "alignof",       "and",         "and_eq",    "bitand",   "bitor",
    "bool",      "catch",         "char16_t",    "char32_t",  "char8_t",  "class",
    "co_await",  "co_return",     "co_yield",    "compl",     "concept",  "const_cast",
    "consteval", "constexpr",     "constinit",   "decltype",  "delete",   "dynamic_cast",
    "explicit",  "export",        "false",       "friend",    "mutable",  "namespace",
    "new",       "noexcept",      "not",         "not_eq",    "nullptr",  "operator",
    "or",        "or_eq",         "private",     "protected", "public",   "reinterpret_cast",
    "requires",  "static_assert", "static_cast", "template",  "this",     "thread_local",
    "throw",     "true",          "try",         "typeid",    "typename", "typeof_unqual",
    "using",     "virtual",       "wchar_t",     "xor",       "xor_eq",
};

constexpr std::string_view kPredefinedMacros[] = {
    "bool", "false", "linux", "static_assert", "true", "unix",
};

// Of the macros with parameters only those that our own source has to do with: a name without
// parentheses behind it is none of theirs.
constexpr std::string_view kLibraryMacros[] = {
    "assert",   "basename",   "complex",      "d_fileno",         "errno",          "h_addr",
    "h_errno",  "i386",       "imaginary",    "math_errhandling", "noreturn",       "offsetof",
    "s6_addr",  "sa_handler", "sa_sigaction", "setjmp",           "sched_priority", "si_addr",
    "si_fd",    "si_int",     "si_pid",       "si_ptr",           "si_status",      "si_uid",
    "si_value", "st_atime",   "st_ctime",     "st_mtime",         "stderr",         "stdin",
    "stdout",   "va_arg",     "va_copy",      "va_end",           "va_start",
};

template <size_t Count> bool Contains(const std::string_view (&words)[Count], std::string_view word)
{
    return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

} // namespace

bool IsCKeyword(std::string_view word)
{
    return Contains(kCKeywords, word);
}

bool IsOtherKeyword(std::string_view word)
{
    return Contains(kOtherKeywords, word);
}

bool IsPredefinedMacro(std::string_view word)
{
    return Contains(kPredefinedMacros, word);
}

bool IsLibraryMacro(std::string_view word)
{
    return Contains(kLibraryMacros, word);
}

} // namespace pipc_gen
