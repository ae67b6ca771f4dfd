# The peers on gRPC C++, of the same core as libpipc's.

pkg_check_modules(GRPCPP REQUIRED IMPORTED_TARGET grpc++ protobuf)
find_program(PIPC_GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)

set(cpp_dir ${CMAKE_CURRENT_BINARY_DIR}/cpp)
set(cpp_sources)
file(MAKE_DIRECTORY ${cpp_dir})
foreach(proto ${CMAKE_CURRENT_SOURCE_DIR}/bench.proto ${PROJECT_SOURCE_DIR}/proto/summator.proto)
  cmake_path(GET proto PARENT_PATH root)
  cmake_path(GET proto STEM base)
  set(outputs ${cpp_dir}/${base}.pb.cc ${cpp_dir}/${base}.grpc.pb.cc)
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND ${PIPC_PROTOC} -I${root} --cpp_out=${cpp_dir} --grpc_out=${cpp_dir}
      --plugin=protoc-gen-grpc=${PIPC_GRPC_CPP_PLUGIN} ${proto}
    DEPENDS ${proto}
    COMMENT "Generating C++ of ${base}.proto"
    VERBATIM)
  list(APPEND cpp_sources ${outputs})
endforeach()

# What others write is not ours to warn about.
add_library(bench_cpp_protos STATIC ${cpp_sources})
target_include_directories(bench_cpp_protos SYSTEM PUBLIC ${cpp_dir})
target_compile_options(bench_cpp_protos PRIVATE -w)
target_link_libraries(bench_cpp_protos PUBLIC PkgConfig::GRPCPP)

pipc_add_bench(bench_cpp_sync_server SOURCES servers/cpp/sync_server.cc
  LIBRARIES bench_cpp_protos)
pipc_add_bench(bench_cpp_async_server SOURCES servers/cpp/async_calls.cc
  servers/cpp/async_server.cc LIBRARIES bench_cpp_protos)
pipc_add_bench(bench_cpp_callback_server SOURCES servers/cpp/callback_server.cc
  LIBRARIES bench_cpp_protos)
pipc_add_bench(bench_cpp_client SOURCES clients/client.c clients/cpp/client.cc
  LIBRARIES bench_cpp_protos)
