// The files that a source carries, as C.
#ifndef PROTOC_GEN_PIPC_EMBEDDED_FILES_TEMPLATE_H_
#define PROTOC_GEN_PIPC_EMBEDDED_FILES_TEMPLATE_H_

#include <string>
#include <vector>

#include "model.h"

namespace pipc_gen
{

// Adds definitions of `files`, laid out, to `out`.
void AddEmbeddedFiles(const std::vector<EmbeddedFile> &files, std::string *out);

// The name of the `index`-th of them. No service can have it: theirs never begin with pipc_.
std::string EmbeddedFileName(size_t index);

} // namespace pipc_gen

#endif
