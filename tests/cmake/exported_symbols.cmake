# The shared library exports what the headers declare with PIPC_API, and nothing else.

cmake_minimum_required(VERSION 3.22)

file(GLOB headers ${ROOT}/include/pipc/*.h)
string(REPLACE "," ";" left_out "${LEFT_OUT}")
foreach(header IN LISTS left_out)
  list(REMOVE_ITEM headers ${ROOT}/include/pipc/${header})
endforeach()
set(declared)
foreach(header IN LISTS headers)
  file(READ ${header} text)
  string(REGEX REPLACE "/\\*([^*]|\\*+[^*/])*\\*+/" "" text "${text}")
  string(REGEX MATCHALL "PIPC_API[^;(]*[( ]" declarations "${text}")
  foreach(declaration IN LISTS declarations)
    if(declaration MATCHES "(pipc_[a-z0-9_]+)\\($")
      list(APPEND declared ${CMAKE_MATCH_1})
    endif()
  endforeach()
  string(REGEX MATCHALL "PIPC_API extern const [a-z_]+ [a-z_]+;" constants "${text}")
  list(TRANSFORM constants REPLACE ".* " "")
  list(TRANSFORM constants REPLACE ";" "")
  list(APPEND declared ${constants})
endforeach()

execute_process(
  COMMAND ${NM} --dynamic --defined-only --format=posix ${LIBRARY}
  OUTPUT_VARIABLE symbols RESULT_VARIABLE result)
if(NOT result EQUAL 0 OR NOT declared)
  message(FATAL_ERROR "${LIBRARY} or the headers cannot be read")
endif()
string(REGEX MATCHALL "(^|\n)[^_ \n][^ \n]*" exported "${symbols}") # _ is the compiler's
list(TRANSFORM exported STRIP)

set(missing ${declared})
list(REMOVE_ITEM missing ${exported})
if(missing)
  message(SEND_ERROR "declared with PIPC_API but not exported: ${missing}")
endif()
set(surplus ${exported})
list(REMOVE_ITEM surplus ${declared})
if(surplus)
  message(SEND_ERROR "exported but not declared with PIPC_API: ${surplus}")
endif()
