# pipc_generate(TARGET <target> PROTOS <file.proto>... [IMPORT_DIRS <dir>...])
#
# Makes the static library <target> from the messages (protoc-gen-c) and the components
# (protoc-gen-pipc) of each .proto; what they import must be named too. Link it: headers, libpipc and
# protobuf-c come with it.
#
# A .proto below one of IMPORT_DIRS keeps its path there; any other is found by its file name. The
# imports of a .proto are tracked: it is generated anew when one of them changes.

find_program(PIPC_PROTOC protoc REQUIRED)

function(pipc_generate)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "TARGET" "PROTOS;IMPORT_DIRS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "pipc_generate: unknown argument \"${arg_UNPARSED_ARGUMENTS}\"; "
      "expected TARGET, PROTOS, IMPORT_DIRS")
  endif()
  if(NOT arg_TARGET OR NOT arg_PROTOS)
    message(FATAL_ERROR "pipc_generate: TARGET and PROTOS are required")
  endif()

  set(gen ${CMAKE_CURRENT_BINARY_DIR}/${arg_TARGET}.gen)
  file(MAKE_DIRECTORY ${gen})
  set(import_dirs "")
  foreach(dir IN LISTS arg_IMPORT_DIRS)
    cmake_path(ABSOLUTE_PATH dir NORMALIZE)
    list(APPEND import_dirs ${dir})
  endforeach()

  set(sources "")
  foreach(proto IN LISTS arg_PROTOS)
    cmake_path(ABSOLUTE_PATH proto NORMALIZE)
    _pipc_generate_one(${proto} "${import_dirs}" ${gen} generated)
    list(APPEND sources ${generated})
  endforeach()

  add_library(${arg_TARGET} STATIC ${sources})
  target_include_directories(${arg_TARGET} PUBLIC ${gen})
  target_link_libraries(${arg_TARGET} PUBLIC pipc::pipc)
endfunction()

# The commands that generate one .proto; their outputs go to the variable named by `out`.
function(_pipc_generate_one proto import_dirs gen out)
  set(root "")
  foreach(dir IN LISTS import_dirs)
    cmake_path(IS_PREFIX dir ${proto} NORMALIZE below)
    if(below)
      set(root ${dir})
      break()
    endif()
  endforeach()
  if(NOT root)
    cmake_path(GET proto PARENT_PATH root)
  endif()
  cmake_path(RELATIVE_PATH proto BASE_DIRECTORY ${root} OUTPUT_VARIABLE relative)
  string(REGEX REPLACE "\\.(proto|protodevel)$" "" base ${relative})

  set(outputs ${gen}/${base}.pb-c.c ${gen}/${base}.pb-c.h ${gen}/${base}.pipc.c
    ${gen}/${base}.pipc.h)
  cmake_path(GET base PARENT_PATH directory)
  file(MAKE_DIRECTORY ${gen}/${directory})
  set(paths -I${root})
  foreach(dir IN LISTS import_dirs)
    list(APPEND paths -I${dir})
  endforeach()
  list(REMOVE_DUPLICATES paths)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND ${PIPC_PROTOC} ${paths} --plugin=protoc-gen-pipc=$<TARGET_FILE:pipc::protoc-gen-pipc>
      --c_out=${gen} --pipc_out=${gen} --dependency_out=${gen}/${base}.d ${proto}
    DEPENDS ${proto} pipc::protoc-gen-pipc
    DEPFILE ${gen}/${base}.d
    COMMENT "Generating ${relative}"
    VERBATIM)
  set(${out} ${outputs} PARENT_SCOPE)
endfunction()
