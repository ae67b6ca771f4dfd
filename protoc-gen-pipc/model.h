// What a .proto file says, as far as the templates need it, with the C names it gets.
#ifndef PROTOC_GEN_PIPC_MODEL_H_
#define PROTOC_GEN_PIPC_MODEL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pipc_gen
{

enum class MethodKind {
    kUnary,
    kServerStreaming,
    kClientStreaming,
    kBidiStreaming,
};

// Whether the client of such an rpc sends a stream, and whether it gets one.
constexpr bool SendsStream(MethodKind kind)
{
    return kind == MethodKind::kClientStreaming || kind == MethodKind::kBidiStreaming;
}

constexpr bool GetsStream(MethodKind kind)
{
    return kind == MethodKind::kServerStreaming || kind == MethodKind::kBidiStreaming;
}

enum class Idempotency {
    kUnknown,
    kNoSideEffects,
    kIdempotent,
};

// A request or a response.
struct Message {
    std::string type;          // Acme__V1__Number1
    std::string descriptor;    // acme__v1__number1__descriptor
    std::string free_function; // what its owner frees it with
};

// The lines of a comment of the .proto, harmless and trimmed.
using CommentLines = std::vector<std::string>;

// What a field must keep to: pipc.FieldRules.
struct FieldRules {
    int field = 0;
    bool is_given = false; // or only there for what `message` says
    bool required = false;
    bool enum_defined = false;
    std::optional<double> min, max, above, below;
    std::optional<uint64_t> min_length, max_length, min_items, max_items;
    std::optional<std::string> pattern;
    int message = -1; // where the rules of the messages in it stand; -1: there are none
};

struct MessageRules {
    std::vector<FieldRules> fields;
};

struct Method {
    std::string signature; // "rpc sum (Number1) returns (Number2)"
    std::string path;      // "/Summator/sum"
    MethodKind kind = MethodKind::kUnary;
    Idempotency idempotency = Idempotency::kUnknown;
    bool deprecated = false;
    Message request;
    Message response;
    int rules = -1; // of its requests, where they stand among the file's; -1: there are none
    CommentLines comment;
    std::string path_macro;      // SUMMATOR_PATH_SUM
    std::string slot;            // sum
    std::string invoke_function; // summator_invoke_sum
    std::string client_function; // summator_client_sum
    std::string async_function;  // summator_client_sum_async
    std::string client_listener; // summator_client_sum_listener
    std::string client_stream;   // chat_client_talk_stream, ...; empty if unary
    std::string server_stream;   // chat_talk_stream, chat_talk_reader, ...; empty if unary
    std::string server_listener; // chat_talk_listener; empty if unary
    std::string listen_function; // chat_talk_listen; empty if unary
    std::string mock;            // summator_mock_sum, the stem of what its mock has of it
};

struct Service {
    std::string name;      // "Summator", as in the .proto
    std::string full_name; // as on the wire
    CommentLines comment;
    std::string prefix;     // summator
    std::string name_macro; // SUMMATOR_SERVICE_NAME
    std::string mock;       // summator_mock
    std::vector<Method> methods;
};

// A file as server reflection tells of it.
struct EmbeddedFile {
    std::string name;                         // google/protobuf/empty.proto
    std::shared_ptr<const std::string> bytes; // a serialized FileDescriptorProto
    std::vector<size_t> dependencies;         // where its imports stand among their like
};

// A field whose name in JSON the .proto gives.
struct JsonName {
    std::string message; // acme.v1.Number
    int field;
    std::string name;
};

struct File {
    std::string path; // summator.proto
    std::string base; // summator
    std::string guard;
    std::string mock_guard;
    std::vector<std::string> message_headers; // the .pb-c.h files, sorted
    std::vector<Service> services;
    std::vector<MessageRules> rules;
    std::vector<JsonName> json_names;   // of its messages, and of those of what it imports
    std::string json_names_symbol;      // pipc_json_names_of_summator
    std::vector<EmbeddedFile> embedded; // itself, last, and what it imports; none without services
};

} // namespace pipc_gen

#endif
