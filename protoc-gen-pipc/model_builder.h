// Makes the model of a .proto file, and says what is wrong with it.
#ifndef PROTOC_GEN_PIPC_MODEL_BUILDER_H_
#define PROTOC_GEN_PIPC_MODEL_BUILDER_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "model.h"
#include "options.h"

namespace pipc_gen
{

// The model of `file`. What stands in the way of good C is added to `errors`, each as
// "file:line:column: message"; with any, the model is of no use.
File BuildModel(const google::protobuf::FileDescriptor &file, const Options &options,
                std::vector<std::string> *errors);

} // namespace pipc_gen

#endif
