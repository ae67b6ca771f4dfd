// protoc-gen-pipc: what protoc runs for --pipc_out.
#include <pipc/version.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "plugin.h"

namespace
{

constexpr const char *kHelp =
    R"(protoc-gen-pipc makes gRPC services and clients in C of .proto files. It is run by protoc:

    protoc --c_out=DIR --pipc_out=DIR summator.proto

--c_out has protobuf-c write the messages, --pipc_out has this program write summator.pipc.h and
summator.pipc.c beside them. protoc finds it on PATH, or by --plugin=protoc-gen-pipc=PATH.

Options, as --pipc_opt=KEY[=VALUE],...:

  messages[=PATH]  makes summator.pb-c.h and summator.pb-c.c as well, by running protoc-gen-c (from
                   PATH, or the one given): then leave out --c_out. So even proto3 optional fields
                   and rpcs named like C keywords pass, which --c_out refuses or breaks on. What the
                   file imports has to be generated too.
  mock             makes summator.pipc-mock.h and summator.pipc-mock.c as well: services for tests,
                   which record what they are asked and answer what they are told
  scaffold[=DIR]   also writes what is yours to fill in into DIR, by default the working directory:
                   handlers, server, client, CMakeLists.txt, Makefile, config.yml. What is there
                   already is never overwritten: handlers of new rpcs are appended to it. DIR may be
                   a handlers file, too: then only that is taken care of.
  proto_dir=DIR    where the .proto files are, for the build files of the scaffold

Run by hand:

  --version   prints the version
  --help      prints this
)";

} // namespace

int main(int argc, char *argv[])
{
    std::string argument = argc > 1 ? argv[1] : "";
    if (argument == "--version") {
        std::cout << "protoc-gen-pipc " PIPC_VERSION "\n";
        return 0;
    }
    if (argument == "--help") {
        std::cout << kHelp;
        return 0;
    }
    if (argc > 1) {
        std::cerr << "protoc-gen-pipc: unknown argument " << argument << "; see --help\n";
        return 1;
    }
    return pipc_gen::RunPlugin(STDIN_FILENO, STDOUT_FILENO);
}
