# The floors of the runtime know only those below, and few files know the core, protobuf-c and zlib.

cmake_minimum_required(VERSION 3.22)

set(floors base component commands connect grpc rpc)

# On which floor what <pipc/….h> declares lives; those that are not named here are everybody's.
set(public_base alloc error)
set(public_component component config_params context context_info counters dependency_resolver factory
  lifecycle log references tracer)
set(public_commands command command_set parameters paging schema)
set(public_connect)
set(public_grpc event_loop grpc_endpoint grpc_status)
set(public_rpc call commandable_grpc_client commandable_grpc_service generated grpc_factory
  grpc_health grpc_interceptor grpc_client grpc_service pipc version)

set(may_know_protobuf_c
  "^(grpc/(any|codec|foreign_details|inspection|message_types|status_details)|rpc/(method|call|service|client|client_call))\\.[hc]$")

# Those that are left out where jansson is not there.
set(may_know_jansson "^(commands/.*|rpc/commandable_[a-z_]+)\\.[hc]$")

function(fail file include why)
  message(SEND_ERROR "runtime/${file}: #include ${include}: ${why}")
endfunction()

# The floor of `include`, which is <pipc/x.h> or "floor/x.h"; "" if it has none.
function(floor_of include result)
  set(found "")
  if(include MATCHES "^<pipc/([a-z_]+)\\.h>$")
    foreach(floor IN LISTS floors)
      if(CMAKE_MATCH_1 IN_LIST public_${floor})
        set(found ${floor})
      endif()
    endforeach()
  elseif(include MATCHES "^\"([a-z]+)/")
    set(found ${CMAKE_MATCH_1})
  endif()
  set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(check_floor file include)
  string(REGEX REPLACE "/.*" "" own ${file})
  floor_of(${include} other)
  if(other STREQUAL "")
    return()
  endif()
  list(FIND floors ${own} own_height)
  list(FIND floors ${other} other_height)
  if(other_height EQUAL -1)
    fail(${file} ${include} "expected a floor of the runtime: ${floors}")
  elseif(other_height GREATER own_height)
    fail(${file} ${include} "${other} is above ${own}")
  endif()
endfunction()

function(check_include file include)
  if(include MATCHES "^.(grpc|grpcpp)/" AND NOT include MATCHES "^\"" AND NOT file MATCHES "^grpc/")
    fail(${file} ${include} "only runtime/grpc knows the core")
  elseif(include MATCHES "protobuf-c/|\\.pb-c\\.h" AND NOT file MATCHES "${may_know_protobuf_c}")
    fail(${file} ${include} "it is not one of those that know protobuf-c")
  elseif(include STREQUAL "<zlib.h>" AND NOT file STREQUAL "grpc/inflate.c")
    fail(${file} ${include} "only runtime/grpc/inflate.c knows zlib")
  elseif(include MATCHES "^<openssl/" AND NOT file STREQUAL "connect/pem_openssl.c")
    fail(${file} ${include} "pipc is built without OpenSSL too")
  elseif(include STREQUAL "<jansson.h>" AND NOT file MATCHES "${may_know_jansson}")
    fail(${file} ${include} "pipc is built without jansson too")
  elseif(include MATCHES "^\"" AND NOT include MATCHES "/")
    fail(${file} ${include} "expected the floor before the name")
  elseif(NOT include MATCHES "\\.pb-c\\.h")
    check_floor(${file} ${include})
  endif()
endfunction()

file(GLOB_RECURSE files RELATIVE ${ROOT}/runtime ${ROOT}/runtime/*.[ch])
set(count 0)
foreach(file IN LISTS files)
  file(STRINGS ${ROOT}/runtime/${file} lines REGEX "^ *# *include")
  foreach(line IN LISTS lines)
    if(line MATCHES "([<\"][^>\"]+[>\"])")
      check_include(${file} "${CMAKE_MATCH_1}")
      math(EXPR count "${count} + 1")
    endif()
  endforeach()
endforeach()
if(count EQUAL 0)
  message(FATAL_ERROR "${ROOT}/runtime includes nothing at all")
endif()
message(STATUS "${count} includes looked at")
