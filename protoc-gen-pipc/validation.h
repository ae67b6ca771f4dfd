// The rules that pipc/validate.proto lets a .proto give for the fields of its messages.
#ifndef PROTOC_GEN_PIPC_VALIDATION_H_
#define PROTOC_GEN_PIPC_VALIDATION_H_

#include <google/protobuf/descriptor.h>

#include <map>
#include <string>
#include <vector>

#include "model.h"

namespace pipc_gen
{

// Adds what is wrong with the rules in `file`, with file, line and column.
void CheckRules(const google::protobuf::FileDescriptor &file, std::vector<std::string> *errors);

// The tables of the messages that are asked for.
class RulesCollector
{
public:
    // Where the rules of `message` stand among tables(); -1: neither it nor what it can hold has
    // any.
    int Add(const google::protobuf::Descriptor &message);

    const std::vector<MessageRules> &tables() const
    {
        return tables_;
    }

private:
    bool Reaches(const google::protobuf::Descriptor &message);

    std::map<const google::protobuf::Descriptor *, int> places_;
    std::map<const google::protobuf::Descriptor *, bool> reaches_;
    std::vector<MessageRules> tables_;
};

} // namespace pipc_gen

#endif
