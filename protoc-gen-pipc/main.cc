// protoc-gen-pipc: what protoc runs for --pipc_out.
#include <google/protobuf/compiler/plugin.h>
#include <pipc/version.h>

#include <iostream>
#include <string>

#include "generator.h"

namespace
{

constexpr const char *kHelp =
    R"(protoc-gen-pipc makes gRPC services and clients in C of .proto files. It is run by protoc:

    protoc --c_out=DIR --pipc_out=DIR summator.proto

--c_out has protobuf-c write the messages, --pipc_out has this program write summator.pipc.h and
summator.pipc.c beside them. protoc finds it on PATH, or by --plugin=protoc-gen-pipc=PATH.

  --pipc_opt=scaffold=DIR    also writes what is yours to fill in into DIR, by default the working
                             directory: handlers, server, client, CMakeLists.txt, Makefile,
                             config.yml. What is there already is never overwritten: handlers of
                             new rpcs are appended to it. DIR may be a handlers file, too: then
                             only that is taken care of.
  --pipc_opt=proto_dir=DIR   where the .proto files are, for the build files of the scaffold

  --version   prints the version
  --help      prints this
)";

} // namespace

int main(int argc, char *argv[])
{
    std::string argument = argc == 2 ? argv[1] : "";
    if (argument == "--version") {
        std::cout << "protoc-gen-pipc " PIPC_VERSION "\n";
        return 0;
    }
    if (argument == "--help") {
        std::cout << kHelp;
        return 0;
    }
    pipc_gen::Generator generator;
    return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
