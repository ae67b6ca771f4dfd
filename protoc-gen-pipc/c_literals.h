// Values as C writes them.
#ifndef PROTOC_GEN_PIPC_C_LITERALS_H_
#define PROTOC_GEN_PIPC_C_LITERALS_H_

#include <string>
#include <string_view>

namespace pipc_gen
{

// What stands between the quotes of a string of those bytes.
std::string EscapeForC(std::string_view bytes);

} // namespace pipc_gen

#endif
