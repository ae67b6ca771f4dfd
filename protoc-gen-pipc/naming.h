// Every identifier and file name. What belongs to messages follows protoc-gen-c letter by letter.
#ifndef PROTOC_GEN_PIPC_NAMING_H_
#define PROTOC_GEN_PIPC_NAMING_H_

#include <optional>
#include <string>
#include <string_view>

#include "model.h"

namespace pipc_gen
{

// protoc-gen-c's case rules, for one piece of a name.
std::string ToCamel(std::string_view piece);
std::string CamelToLower(std::string_view piece);
std::string ToUpper(std::string_view text);

// `full_name` as protoc-gen-c sees it: with (pb_c_file).c_package in the place of the package.
std::string OverridePackage(const std::string &full_name, const std::string &package,
                            const std::optional<std::string> &c_package);

// The names of protoc-gen-c, from an overridden full name.
std::string MessageTypeName(std::string_view name);
std::string MessageLowerName(std::string_view name);
std::string MessageUpperName(std::string_view name);

// The stem of all names of a service of ours, from its overridden full name.
std::string ServicePrefix(std::string_view name);

// The member of the handlers for a method, from its lowered name: with a `_` behind it if that is a
// keyword of C or C++, or a macro that may well be there.
std::string SlotName(const std::string &method);

// The client's function for a method, which keeps clear of x_client_init.
std::string ClientFunctionName(const std::string &prefix, const std::string &method);

// The stem of all names of a service's mock.
std::string MockName(const std::string &prefix);

// What each side of a streaming rpc does with its stream: "reader", "writer" or "stream" for both;
// empty for a unary rpc.
std::string ServerStreamRole(MethodKind kind);
std::string ClientStreamRole(MethodKind kind);

// Why protoc-gen-c's own code for an rpc of this lowered name does not compile; empty if it does.
std::string UnusableMethodReason(const std::string &method);

// summator.proto -> summator
std::string FileBase(const std::string &proto_file);
// summator.proto -> pipc_json_names_of_summator, which no service can have
std::string JsonNamesSymbol(const std::string &proto_file);
std::string HeaderGuard(const std::string &proto_file);
std::string MockHeaderGuard(const std::string &proto_file);

} // namespace pipc_gen

#endif
