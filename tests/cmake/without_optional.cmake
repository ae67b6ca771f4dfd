# The library as it is without jansson, libyaml and libmicrohttpd, of the same objects but for those
# that need them: nothing else may, or it cannot be linked. Sanitizers leave their own symbols open.
if(PIPC_SANITIZE)
  return()
endif()

find_package(Threads REQUIRED)
pkg_check_modules(PIPC_PROTOBUF_C REQUIRED IMPORTED_TARGET libprotobuf-c>=1.4)
set(runtime ${PROJECT_SOURCE_DIR}/runtime)
set(optional "/commands/|/commandable|/json_jansson|/json_none|/yaml_|/http_server_|/microhttpd")
add_library(pipc_without_optional SHARED
  $<FILTER:$<TARGET_OBJECTS:pipc_objects>,EXCLUDE,${optional}>
  ${runtime}/container/json_none.c ${runtime}/container/yaml_none.c
  ${runtime}/observe/http_server_none.c)
target_include_directories(pipc_without_optional PRIVATE ${PROJECT_SOURCE_DIR}/include)
target_compile_options(pipc_without_optional PRIVATE ${PIPC_ROOMS})
target_compile_definitions(pipc_without_optional PRIVATE _GNU_SOURCE)
set_target_properties(pipc_without_optional PROPERTIES C_VISIBILITY_PRESET hidden)
target_link_options(pipc_without_optional PRIVATE -Wl,-z,defs)
target_link_libraries(pipc_without_optional PRIVATE
  PkgConfig::PIPC_PROTOBUF_C Threads::Threads pipc_compiler_options
  ${PIPC_GRPC_LIBRARY} ${PIPC_GPR_LIBRARY} ${PIPC_ZLIB_LIBRARY} m ${PIPC_USED_OPENSSL_LIBRARIES})

list(JOIN PIPC_JANSSON_HEADERS "," left_out)
add_test(NAME exported_symbols_without_optional
  COMMAND ${CMAKE_COMMAND} -DROOT=${PROJECT_SOURCE_DIR} -DNM=${CMAKE_NM}
    -DLIBRARY=$<TARGET_FILE:pipc_without_optional> -DLEFT_OUT=${left_out}
    -P ${CMAKE_CURRENT_LIST_DIR}/exported_symbols.cmake)
