#include "scaffold_build_files.h"

#include <set>

#include "naming.h"
#include "substitute.h"

namespace pipc_gen
{
namespace
{

// In these `~name~` is replaced.
constexpr char kMark = '~';

constexpr const char *kCMakeTop =
    R"(# Builds the server and the client, where pipc is installed: cmake -B build && cmake --build build
# This file is yours.
cmake_minimum_required(VERSION 3.22)
project(~project~ LANGUAGES C)

if(NOT TARGET pipc::pipc)
  find_package(pipc REQUIRED)
endif()
set(CMAKE_C_STANDARD 11)

# Where the .proto files are.
set(PROTO_DIR "~proto_dir~")
)";

constexpr const char *kCMakeUnit = R"(
# With SCAFFOLD "${CMAKE_CURRENT_SOURCE_DIR}" as well, each build appends handlers for the rpcs that
# the .proto has gained.
pipc_generate(TARGET ~stem~_proto
  PROTOS "${PROTO_DIR}/~proto~"
  IMPORT_DIRS "${PROTO_DIR}")

add_executable(~stem~_server ~stem~_server.c ~handlers_file~ ~stem~_wiring.c settings.c)
target_compile_options(~stem~_server PRIVATE -Wall -Wextra)
target_link_libraries(~stem~_server PRIVATE ~stem~_proto)

add_executable(~stem~_client ~stem~_client.c settings.c)
target_compile_options(~stem~_client PRIVATE -Wall -Wextra)
target_link_libraries(~stem~_client PRIVATE ~stem~_proto)
)";

constexpr const char *kMakeTop =
    R"(# The same with plain make, where pipc is installed. Should that not be where pkg-config looks:
# make PKG_CONFIG_PATH=/opt/pipc/lib/pkgconfig LDFLAGS=-Wl,-rpath,/opt/pipc/lib
# This file is yours.
CC ?= cc
CFLAGS ?= -O2 -g -Wall -Wextra
PROTOC ?= protoc
PKG_CONFIG ?= pkg-config
export PKG_CONFIG_PATH

# Where the .proto files are.
PROTO_DIR := ~proto_dir~

PKG := PKG_CONFIG_PATH='$(PKG_CONFIG_PATH)' $(PKG_CONFIG)
PLUGIN := $(shell $(PKG) --variable=plugin pipc)
PIPC_CFLAGS := $(shell $(PKG) --cflags pipc)
PIPC_LIBS := $(shell $(PKG) --libs pipc)

COMPILE = $(CC) -std=c11 $(CFLAGS) $(QUIET) -Igen $(PIPC_CFLAGS) -MMD -MP

all:~programs~
)";

constexpr const char *kMakeUnit = R"(
# ~proto~ and what it imports: what it comes to import belongs here too.
~stem~_PROTOS := ~protos~
~stem~_GENERATED := $(~stem~_PROTOS:%=gen/%.pipc.o) $(~stem~_PROTOS:%=gen/%.pb-c.o)

~stem~_server: ~stem~_server.o ~handlers_base~.o ~stem~_wiring.o settings.o $(~stem~_GENERATED)
	$(CC) $(LDFLAGS) $^ $(PIPC_LIBS) -o $@

~stem~_client: ~stem~_client.o settings.o $(~stem~_GENERATED)
	$(CC) $(LDFLAGS) $^ $(PIPC_LIBS) -o $@

# They include what is generated, which must be there before their own dependencies are known.
~stem~_server.o ~handlers_base~.o ~stem~_wiring.o ~stem~_client.o: | $(~stem~_GENERATED)
)";

constexpr const char *kMakeBottom = R"(
PROTOS := $(sort ~all_protos~)

# Of x.proto the files gen/x.*, and in gen/x.d what x.proto depends on.
gen/%.pb-c.c gen/%.pb-c.h gen/%.pipc.c gen/%.pipc.h:
	@mkdir -p $(@D)
	$(PROTOC) -I$(PROTO_DIR) --plugin=protoc-gen-pipc=$(PLUGIN) --pipc_out=messages:gen \
	  --dependency_out=gen/$*.d $*.proto

# All of it first: generated files include each other.
HEADERS := $(PROTOS:%=gen/%.pb-c.h)
gen/%.o: gen/%.c | $(HEADERS)
	$(COMPILE) -c $< -o $@

# What protoc-gen-c writes is not ours to warn about.
gen/%.pb-c.o: QUIET := -w

%.o: %.c
	$(COMPILE) -c $< -o $@

# A .proto that is gone is no reason to stop before protoc says who misses it.
%.proto: ;

# Appends handlers for the rpcs that the .proto files have gained.
scaffold:
	@mkdir -p gen
	$(PROTOC) -I$(PROTO_DIR) --plugin=protoc-gen-pipc=$(PLUGIN) --pipc_out=gen \
	  --pipc_opt=scaffold=.,proto_dir=$(PROTO_DIR)~unit_protos~

clean:
	rm -rf gen *.o *.d~programs~

-include $(PROTOS:%=gen/%.d) $(PROTOS:%=gen/%.pb-c.d) $(PROTOS:%=gen/%.pipc.d) $(wildcard *.d)

.PHONY: all clean scaffold
.SECONDARY:
)";

constexpr const char *kConfig = R"(# Configuration of the server and the client. This file is yours.
connection:
  protocol: http
  host: 127.0.0.1
  port: 50055
options:
  timeout: 10000           # milliseconds that a call of the client may take
  shutdown_timeout: 10000  # milliseconds that the server lets calls finish when it is stopped
)";

std::string CMakeEscape(const std::string &text)
{
    std::string escaped;
    for (char c : text)
        escaped += (c == '"' || c == '\\' || c == '$' || c == ';' ? "\\" : "") + std::string(1, c);
    return escaped;
}

bool IsPlain(const std::string &path)
{
    for (char c : path) {
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && std::string("_-./+@").find(c) == std::string::npos &&
            static_cast<unsigned char>(c) < 0x80)
            return false;
    }
    return true;
}

// What protoc generates of the import; protoc-gen-c makes nothing of its own options.
bool IsGenerated(const std::string &import)
{
    return import != "protobuf-c/protobuf-c.proto";
}

Values UnitValues(const ScaffoldUnit &unit)
{
    std::string protos = FileBase(unit.file->path);
    for (const std::string &import : unit.imports) {
        if (IsGenerated(import))
            protos += " " + FileBase(import);
    }
    Values values;
    values.Borrow("stem", unit.stem);
    values.Borrow("proto", unit.file->path);
    values.Borrow("handlers_file", unit.handlers_file);
    values.Add("handlers_base", unit.handlers_file.substr(0, unit.handlers_file.rfind('.')));
    values.Add("protos", protos);
    return values;
}

} // namespace

std::string RenderCMakeLists(const std::vector<ScaffoldUnit> &units, const std::string &proto_dir)
{
    bool absolute = proto_dir.compare(0, 1, "/") == 0;
    std::string escaped = CMakeEscape(proto_dir);
    std::string text =
        Substitute(kCMakeTop,
                   {{"project", units[0].stem},
                    {"proto_dir", absolute ? escaped : "${CMAKE_CURRENT_SOURCE_DIR}/" + escaped}},
                   kMark);
    for (const ScaffoldUnit &unit : units) {
        text += Substitute(kCMakeUnit,
                           {{"stem", unit.stem},
                            {"proto", CMakeEscape(unit.file->path)},
                            {"handlers_file", CMakeEscape(unit.handlers_file)}},
                           kMark);
    }
    return text;
}

std::string RenderMakefile(const std::vector<ScaffoldUnit> &units, const std::string &proto_dir)
{
    std::string programs;
    std::string all_protos;
    std::string unit_protos;
    std::string rules;
    for (const ScaffoldUnit &unit : units) {
        programs += " " + unit.stem + "_server " + unit.stem + "_client";
        all_protos += (all_protos.empty() ? "" : " ") + ("$(" + unit.stem + "_PROTOS)");
        unit_protos += " " + unit.file->path;
        rules += Substitute(kMakeUnit, UnitValues(unit), kMark);
    }
    Values values = {{"proto_dir", proto_dir},
                     {"programs", programs},
                     {"all_protos", all_protos},
                     {"unit_protos", unit_protos}};
    return Substitute(kMakeTop, values, kMark) + rules + Substitute(kMakeBottom, values, kMark);
}

std::string NoMakefileReason(const std::vector<ScaffoldUnit> &units, const std::string &proto_dir)
{
    std::vector<std::string> paths = {proto_dir};
    for (const ScaffoldUnit &unit : units) {
        paths.push_back(unit.file->path);
        paths.push_back(unit.handlers_file);
        paths.insert(paths.end(), unit.imports.begin(), unit.imports.end());
    }
    for (const std::string &path : paths) {
        if (!IsPlain(path))
            return "make cannot handle the name \"" + path + "\"";
    }
    for (const ScaffoldUnit &unit : units) {
        if (unit.file->path != FileBase(unit.file->path) + ".proto")
            return "it knows .proto files only, not \"" + unit.file->path + "\"";
    }
    return "";
}

std::string RenderConfig()
{
    return kConfig;
}

} // namespace pipc_gen
