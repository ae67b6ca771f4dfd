// Words that C or C++ has taken.
#ifndef PROTOC_GEN_PIPC_KEYWORDS_H_
#define PROTOC_GEN_PIPC_KEYWORDS_H_

#include <string_view>

namespace pipc_gen
{

// A keyword of C11, or of GNU C, which compilers speak unless told otherwise.
bool IsCKeyword(std::string_view word);

// A keyword of C++20 or C23 that C11 leaves free.
bool IsOtherKeyword(std::string_view word);

// A macro that protobuf-c, libpipc or the compiler itself defines for every .pb-c.h to come.
bool IsPredefinedMacro(std::string_view word);

// A macro of the C library that a program may well have defined when it uses our header.
bool IsLibraryMacro(std::string_view word);

} // namespace pipc_gen

#endif
