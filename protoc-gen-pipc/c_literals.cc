#include "c_literals.h"

namespace pipc_gen
{

std::string EscapeForC(std::string_view bytes)
{
    std::string text;
    for (char c : bytes) {
        auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\' || c == '?') // two ? in a row may begin a trigraph
            text += std::string("\\") + c;
        else if (byte >= 0x20 && byte < 0x7f)
            text += c;
        else
            for (int shift : {6, 3, 0})
                text += (shift == 6 ? "\\" : "") + std::to_string(byte >> shift & 7);
    }
    return text;
}

} // namespace pipc_gen
