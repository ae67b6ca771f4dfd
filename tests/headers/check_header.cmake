# Compiles SOURCE.c and SOURCE.cc, which include HEADER, and looks at what that drags in.

cmake_minimum_required(VERSION 3.22)

string(REPLACE "," ";" include_list "${INCLUDES}")
set(includes)
foreach(folder IN LISTS include_list)
  if(folder)
    list(APPEND includes -I${folder})
  endif()
endforeach()
set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Werror)

function(compile compiler standard source)
  execute_process(
    COMMAND ${compiler} -std=${standard} ${warnings} ${ARGN} ${includes} -fsyntax-only ${source}
    RESULT_VARIABLE result ERROR_VARIABLE text)
  if(NOT result EQUAL 0)
    string(REPLACE "\n" "\n  " text "\n${text}") # lines that begin with a space stay lines
    message(SEND_ERROR "<${HEADER}> does not compile by itself as ${standard}:${text}")
  endif()
endfunction()

compile(${C_COMPILER} c11 ${SOURCE}.c -Wstrict-prototypes -Wmissing-prototypes)
compile(${C_COMPILER} c99 ${SOURCE}.c -Wstrict-prototypes -Wmissing-prototypes)
compile(${CXX_COMPILER} c++17 ${SOURCE}.cc -Wold-style-cast -Wzero-as-null-pointer-constant)

# Users see neither the core nor, but for generated code and messages, protobuf-c.
execute_process(
  COMMAND ${C_COMPILER} -std=c11 ${includes} -M ${SOURCE}.c
  OUTPUT_VARIABLE dependencies RESULT_VARIABLE result)
set(hidden "/grpc/")
if(NOT HEADER MATCHES "^pipc/(generated|generated_mock|message_json)\\.h$")
  string(APPEND hidden "|/protobuf-c/")
endif()
if(NOT result EQUAL 0 OR NOT dependencies MATCHES "/${HEADER}")
  message(SEND_ERROR "<${HEADER}>: the compiler does not tell what it includes")
elseif(dependencies MATCHES "${hidden}")
  message(SEND_ERROR "<${HEADER}> must not include ${CMAKE_MATCH_0}: ${dependencies}")
endif()
