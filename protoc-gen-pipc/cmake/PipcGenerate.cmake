# pipc_generate(TARGET <target> PROTOS <file.proto>... [IMPORT_DIRS <dir>...] [SCAFFOLD <dir>]
#   [MOCK] [NO_MESSAGES])
#
# Makes the static library <target> from the messages (protoc-gen-c) and the components
# (protoc-gen-pipc) of each .proto and of all that it imports, well-known types included. Link it:
# headers, libpipc and protobuf-c come with it.
#
# A .proto below one of IMPORT_DIRS keeps its path there; any other is found by its file name. Each
# is compiled once in a build, however many targets name or import it. It is generated anew when it
# or an import of it changes; when it comes to import something else, CMake runs again by itself.
#
# SCAFFOLD has <dir> filled with handlers, programs and build files for the services of PROTOS, when
# they are built: what is missing is written, handlers of new rpcs are appended, nothing is
# overwritten.
#
# MOCK has <base>.pipc-mock.{h,c} made of each of PROTOS as well: the mocks of its services, which
# are linked into the programs that use them only.
#
# NO_MESSAGES leaves the messages out: have the .pb-c.h files found by <target>, with
# target_link_libraries() or target_include_directories().

find_program(PIPC_PROTOC protoc REQUIRED)

# Where pipc/validate.proto is, which any .proto may import: in the source tree, or installed.
cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH _pipc_parent)
cmake_path(GET _pipc_parent PARENT_PATH _pipc_parent)
find_path(PIPC_PROTO_DIR pipc/validate.proto
  HINTS ${_pipc_parent}/proto ${PACKAGE_PREFIX_DIR}/include REQUIRED)

function(pipc_generate)
  cmake_parse_arguments(PARSE_ARGV 0 arg "MOCK;NO_MESSAGES" "TARGET;SCAFFOLD" "PROTOS;IMPORT_DIRS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "pipc_generate: unknown argument \"${arg_UNPARSED_ARGUMENTS}\"; "
      "expected TARGET, PROTOS, IMPORT_DIRS, SCAFFOLD, MOCK, NO_MESSAGES")
  endif()
  if(NOT arg_TARGET OR NOT arg_PROTOS)
    message(FATAL_ERROR "pipc_generate: TARGET and PROTOS are required")
  endif()
  foreach(list IN ITEMS PROTOS IMPORT_DIRS SCAFFOLD)
    set(absolute "")
    foreach(path IN LISTS arg_${list})
      cmake_path(ABSOLUTE_PATH path NORMALIZE)
      string(REGEX REPLACE "(.)/$" "\\1" path "${path}")
      list(APPEND absolute "${path}")
    endforeach()
    set(arg_${list} "${absolute}")
  endforeach()

  set(empty ${CMAKE_CURRENT_BINARY_DIR}/${arg_TARGET}.empty.c)
  file(CONFIGURE OUTPUT ${empty} CONTENT "typedef int pipc_all_is_elsewhere;\n")
  add_library(${arg_TARGET} STATIC ${empty})
  target_link_libraries(${arg_TARGET} PUBLIC pipc::pipc)
  set_target_properties(${arg_TARGET} PROPERTIES POSITION_INDEPENDENT_CODE ON)

  set(extras "")
  if(arg_SCAFFOLD)
    list(APPEND extras SCAFFOLD "${arg_SCAFFOLD}")
  endif()
  if(arg_MOCK)
    list(APPEND extras MOCK)
  endif()
  if(arg_NO_MESSAGES)
    _pipc_add_alone(${arg_TARGET} "${arg_PROTOS}" "${arg_IMPORT_DIRS}" ${extras})
  else()
    _pipc_add_shared(${arg_TARGET} "${arg_PROTOS}" "${arg_IMPORT_DIRS}" ${extras})
  endif()
endfunction()

# Puts what is generated of `protos` and their imports into `target`; what another target has
# already is linked instead. An import that no target names gets a library of its own. Behind the
# named arguments stand SCAFFOLD and MOCK, as _pipc_generate_one() has them.
function(_pipc_add_shared target protos import_dirs)
  set(extras ${ARGN})
  cmake_parse_arguments(PARSE_ARGV 3 arg "MOCK" "SCAFFOLD" "")
  set(own "")
  foreach(proto IN LISTS protos)
    _pipc_root("${proto}" "${import_dirs}" root)
    _pipc_unit_key("${proto}" "${root}" key)
    get_property(owner GLOBAL PROPERTY ${key})
    if(NOT owner)
      set_property(GLOBAL PROPERTY ${key} ${target})
      list(APPEND own "${proto}")
    elseif(NOT owner STREQUAL target)
      target_link_libraries(${target} PUBLIC ${owner})
      foreach(extra IN ITEMS SCAFFOLD MOCK)
        if(arg_${extra})
          message(FATAL_ERROR "pipc_generate: ${proto} belongs to the target ${owner}, which was "
            "first to need it; give ${extra} there, or name the file in an earlier pipc_generate()")
        endif()
      endforeach()
    endif()
  endforeach()
  foreach(proto IN LISTS own)
    _pipc_root("${proto}" "${import_dirs}" root)
    _pipc_add_unit(${target} "${proto}" "${root}" "${import_dirs}" ${extras})
  endforeach()
endfunction()

# Adds one .proto to `target`, and the libraries of its imports.
function(_pipc_add_unit target proto root import_dirs)
  _pipc_gen_dir("${root}" gen)
  _pipc_generate_one("${proto}" "${root};${import_dirs}" ${gen} sources ${ARGN})
  target_sources(${target} PRIVATE ${sources})
  target_include_directories(${target} PUBLIC ${gen})
  _pipc_imports("${proto}" "${root};${import_dirs}" files roots)
  foreach(import import_root IN ZIP_LISTS files roots)
    _pipc_unit_key("${import}" "${import_root}" key)
    get_property(owner GLOBAL PROPERTY ${key})
    if(NOT owner)
      cmake_path(GET import STEM LAST_ONLY owner)
      string(MAKE_C_IDENTIFIER "${owner}" owner)
      set(owner ${key}_${owner})
      set_property(GLOBAL PROPERTY ${key} ${owner})
      add_library(${owner} STATIC)
      target_link_libraries(${owner} PUBLIC pipc::pipc)
      set_target_properties(${owner} PROPERTIES POSITION_INDEPENDENT_CODE ON)
      _pipc_add_unit(${owner} "${import}" "${import_root}" "${root};${import_dirs}")
    endif()
    if(NOT owner STREQUAL target)
      target_link_libraries(${target} PUBLIC ${owner})
    endif()
  endforeach()
endfunction()

# Puts all into `target`, which alone knows where the messages are. Two such targets may hold the
# same: a linker takes from a static library only what it lacks.
function(_pipc_add_alone target protos import_dirs)
  set(extras ${ARGN})
  set(gen ${CMAKE_CURRENT_BINARY_DIR}/${target}.gen)
  target_include_directories(${target} PUBLIC ${gen})
  set(done "")
  foreach(proto IN LISTS protos)
    _pipc_root("${proto}" "${import_dirs}" root)
    _pipc_generate_one("${proto}" "${root};${import_dirs}" ${gen} sources
      NO_MESSAGES ${extras})
    target_sources(${target} PRIVATE ${sources})
    list(APPEND done "${proto}")
  endforeach()
  foreach(proto IN LISTS protos)
    _pipc_root("${proto}" "${import_dirs}" root)
    _pipc_imports("${proto}" "${root};${import_dirs}" files roots)
    foreach(import import_root IN ZIP_LISTS files roots)
      if(NOT import IN_LIST done)
        list(APPEND done "${import}")
        _pipc_generate_one("${import}" "${import_root};${root};${import_dirs}" ${gen} sources
          NO_MESSAGES)
        target_sources(${target} PRIVATE ${sources})
      endif()
    endforeach()
  endforeach()
endfunction()

# The directory that import statements start from: the first import directory above the file.
function(_pipc_root proto import_dirs out)
  cmake_path(GET proto PARENT_PATH root)
  foreach(dir IN LISTS import_dirs)
    cmake_path(IS_PREFIX dir "${proto}" NORMALIZE below)
    if(below)
      set(root "${dir}")
      break()
    endif()
  endforeach()
  set(${out} "${root}" PARENT_SCOPE)
endfunction()

# A property name for the one target that has this file.
function(_pipc_unit_key proto root out)
  string(SHA1 hash "${root}|${proto}")
  string(SUBSTRING ${hash} 0 10 hash)
  set(${out} pipc_${hash} PARENT_SCOPE)
endfunction()

# Files of one root are generated into one directory: they include each other by path.
function(_pipc_gen_dir root out)
  string(SHA1 hash "${root}")
  string(SUBSTRING ${hash} 0 10 hash)
  set(${out} ${CMAKE_BINARY_DIR}/pipc_generate/${hash} PARENT_SCOPE)
endfunction()

# All files that `proto` imports, directly or not, and the root of each. protoc-gen-c makes nothing
# of the file that declares its own options, and nothing is to be made of ours.
function(_pipc_imports proto dirs out_files out_roots)
  _pipc_scan("${proto}" "${dirs}" dependencies)
  set(files "")
  set(roots "")
  foreach(file IN LISTS dependencies)
    if(NOT file STREQUAL proto AND NOT file MATCHES "/(protobuf-c/protobuf-c|pipc/validate)\\.proto$")
      _pipc_import_root("${file}" "${dirs}" "${dependencies}" root)
      list(APPEND files "${file}")
      list(APPEND roots "${root}")
    endif()
  endforeach()
  set(${out_files} "${files}" PARENT_SCOPE)
  set(${out_roots} "${roots}" PARENT_SCOPE)
endfunction()

# The root of an import is what precedes the name by which it is imported. It is one of `dirs`, or
# where protoc has its well-known types.
function(_pipc_import_root file dirs importers out)
  set(candidates "")
  foreach(dir IN LISTS dirs)
    cmake_path(IS_PREFIX dir "${file}" NORMALIZE below)
    if(below)
      list(APPEND candidates "${dir}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES candidates)
  list(LENGTH candidates count)
  if(count EQUAL 1)
    set(${out} "${candidates}" PARENT_SCOPE)
    return()
  endif()
  foreach(importer IN LISTS importers)
    file(STRINGS "${importer}" lines REGEX "import")
    string(REGEX MATCHALL "[\"'][^\"']+[\"']" names "${lines}")
    foreach(name IN LISTS names)
      string(REGEX REPLACE "^.(.*).$" "/\\1" name "${name}")
      string(LENGTH "${file}" length)
      string(LENGTH "${name}" name_length)
      string(FIND "${file}" "${name}" at REVERSE)
      math(EXPR end "${at} + ${name_length}")
      if(at GREATER 0 AND end EQUAL length)
        string(SUBSTRING "${file}" 0 ${at} root)
        if(count EQUAL 0 OR root IN_LIST candidates)
          set(${out} "${root}" PARENT_SCOPE)
          return()
        endif()
      endif()
    endforeach()
  endforeach()
  message(FATAL_ERROR "pipc_generate: by which name ${file} is imported cannot be told")
endfunction()

# The files on which `proto` depends, itself included, as protoc tells them. It is asked again only
# when one of them has changed, or how they are found; and CMake runs again when one changes.
function(_pipc_scan proto dirs out)
  _pipc_paths("${dirs}" paths)
  string(SHA1 hash "${PIPC_PROTOC}|${paths}|${proto}")
  set(scan_dir ${CMAKE_BINARY_DIR}/pipc_generate/scan)
  set(record ${scan_dir}/${hash}.d)
  file(MAKE_DIRECTORY ${scan_dir})
  _pipc_read_dependencies(${record} dependencies fresh)
  if(NOT fresh)
    file(REMOVE ${record})
    execute_process(
      COMMAND ${PIPC_PROTOC} ${paths} --dependency_out=${record}
        --descriptor_set_out=${scan_dir}/${hash}.bin "${proto}"
      RESULT_VARIABLE result ERROR_VARIABLE error)
    if(NOT result EQUAL 0)
      string(REPLACE "\n" "\n  " error "${error}") # lines that begin with a space stay lines
      message(FATAL_ERROR "pipc_generate: protoc refuses ${proto}:\n  ${error}")
    endif()
    _pipc_read_dependencies(${record} dependencies fresh)
  endif()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${dependencies})
  set(${out} "${dependencies}" PARENT_SCOPE)
endfunction()

# protoc writes a line for each: names with spaces, which no make could read, are no trouble here.
function(_pipc_read_dependencies record out out_fresh)
  set(${out} "" PARENT_SCOPE)
  set(${out_fresh} FALSE PARENT_SCOPE)
  if(NOT EXISTS ${record})
    return()
  endif()
  file(READ ${record} text)
  string(REGEX REPLACE "^[^\n]*\\.bin: " "" text "${text}")
  string(REGEX REPLACE "\\\\\n *" ";" dependencies "${text}")
  set(fresh TRUE)
  foreach(file IN LISTS dependencies)
    if(NOT EXISTS "${file}" OR "${file}" IS_NEWER_THAN ${record})
      set(fresh FALSE)
    endif()
  endforeach()
  set(${out} "${dependencies}" PARENT_SCOPE)
  set(${out_fresh} ${fresh} PARENT_SCOPE)
endfunction()

function(_pipc_paths dirs out)
  list(REMOVE_ITEM dirs "")
  list(APPEND dirs ${PIPC_PROTO_DIR})
  list(REMOVE_DUPLICATES dirs)
  list(TRANSFORM dirs PREPEND -I)
  set(${out} "${dirs}" PARENT_SCOPE)
endfunction()

# The command that generates one .proto into `gen`; its outputs go to the variable named by `out`.
# The first of `dirs` is its root, unless another one is above it.
function(_pipc_generate_one proto dirs gen out)
  cmake_parse_arguments(PARSE_ARGV 4 arg "MOCK;NO_MESSAGES" "SCAFFOLD" "")
  _pipc_root("${proto}" "${dirs}" root)
  list(PREPEND dirs "${root}")
  cmake_path(RELATIVE_PATH proto BASE_DIRECTORY "${root}" OUTPUT_VARIABLE relative)
  string(REGEX REPLACE "\\.(proto|protodevel)$" "" base "${relative}")

  set(outputs "${gen}/${base}.pipc.c" "${gen}/${base}.pipc.h")
  set(flags --pipc_out=${gen})
  if(NOT arg_NO_MESSAGES)
    list(APPEND outputs "${gen}/${base}.pb-c.c" "${gen}/${base}.pb-c.h")
    list(APPEND flags --pipc_opt=messages)
    # What protoc-gen-c writes is not ours to warn about.
    set_source_files_properties("${gen}/${base}.pb-c.c" PROPERTIES COMPILE_OPTIONS "-w")
  endif()
  if(arg_MOCK)
    list(APPEND outputs "${gen}/${base}.pipc-mock.c" "${gen}/${base}.pipc-mock.h")
    list(APPEND flags --pipc_opt=mock)
  endif()
  if(arg_SCAFFOLD)
    if("${arg_SCAFFOLD}${root}" MATCHES ",")
      message(FATAL_ERROR "pipc_generate: with SCAFFOLD no directory can have a comma in its name")
    endif()
    list(APPEND flags "--pipc_opt=scaffold=${arg_SCAFFOLD},proto_dir=${root}")
  endif()

  cmake_path(GET base PARENT_PATH directory)
  file(MAKE_DIRECTORY "${gen}/${directory}")
  _pipc_paths("${dirs}" paths)
  _pipc_scan("${proto}" "${dirs}" dependencies)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND ${PIPC_PROTOC} ${paths} --plugin=protoc-gen-pipc=$<TARGET_FILE:pipc::protoc-gen-pipc>
      ${flags} "${proto}"
    DEPENDS ${dependencies} pipc::protoc-gen-pipc
    COMMENT "Generating ${relative}"
    VERBATIM)
  set(${out} ${outputs} PARENT_SCOPE)
endfunction()
