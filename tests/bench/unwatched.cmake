# A server whose calls nobody can watch, beside the same one whose calls nobody watches: what loggers,
# counters, tracers, interceptors, authorizers and rules cost a call that has none of them. Both are
# linked with the static library; the one has the few files of it that serve calls in a form of its
# own, from which a script takes out whatever looks for them.

set(generated_dir ${CMAKE_CURRENT_BINARY_DIR}/unwatched)
set(server_sources servers/pipc_listening.c servers/pipc_server.c)
file(MAKE_DIRECTORY ${generated_dir})
_pipc_generate_one(${CMAKE_CURRENT_SOURCE_DIR}/bench.proto "" ${generated_dir} sources)
list(APPEND server_sources ${sources})
_pipc_generate_one(${PROJECT_SOURCE_DIR}/proto/summator.proto "" ${generated_dir} sources)
list(APPEND server_sources ${sources})

set(script ${CMAKE_CURRENT_SOURCE_DIR}/take_out_watchers.cmake)
set(unwatched_sources "")
foreach(name call_course call_finish request)
  set(source ${PROJECT_SOURCE_DIR}/runtime/rpc/${name}.c)
  add_custom_command(
    OUTPUT ${generated_dir}/${name}.c
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFROM=${source} -DTO=${generated_dir}/${name}.c
      -P ${script}
    DEPENDS ${source} ${script}
    VERBATIM)
  list(APPEND unwatched_sources ${generated_dir}/${name}.c)
endforeach()
# A function that is called no more is none of our making.
set_source_files_properties(${unwatched_sources} PROPERTIES COMPILE_OPTIONS "-Wno-unused-function")

foreach(name watchable unwatched)
  pipc_add_bench(bench_${name}_server SOURCES ${server_sources} LIBRARIES pipc_static)
  target_include_directories(bench_${name}_server PRIVATE ${generated_dir})
endforeach()
target_sources(bench_unwatched_server PRIVATE ${unwatched_sources})
target_include_directories(bench_unwatched_server PRIVATE
  $<TARGET_PROPERTY:pipc_objects,INCLUDE_DIRECTORIES>)
target_compile_options(bench_unwatched_server PRIVATE ${PIPC_ROOMS})
set_target_properties(bench_unwatched_server PROPERTIES C_VISIBILITY_PRESET hidden)
