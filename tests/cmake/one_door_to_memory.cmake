# Nothing in the runtime but base/alloc.c takes memory from the C library, or gives it back.

cmake_minimum_required(VERSION 3.22)

set(doors
  malloc calloc realloc reallocarray free cfree aligned_alloc posix_memalign memalign valloc strdup
  strndup __strdup __strndup asprintf vasprintf __asprintf_chk __vasprintf_chk getline getdelim
  open_memstream)
list(JOIN doors "|" doors)

string(REPLACE "," ";" objects "${OBJECTS}")
execute_process(
  COMMAND ${NM} --print-file-name --undefined-only --format=posix ${objects}
  COMMAND grep -E ": (${doors}) "
  OUTPUT_VARIABLE lines RESULTS_VARIABLE results)
list(GET results 0 result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the objects of libpipc cannot be read")
endif()
set(alloc_seen FALSE)
string(REGEX MATCHALL "[^\n]+" lines "${lines}")
foreach(line IN LISTS lines)
  string(REGEX MATCH "^(.*): ([a-z_]+) " ignored "${line}")
  if(CMAKE_MATCH_1 MATCHES "/base/alloc\\.c")
    set(alloc_seen TRUE)
  else()
    message(SEND_ERROR "${CMAKE_MATCH_1} calls ${CMAKE_MATCH_2}(), expected pipc__alloc() and its kin")
  endif()
endforeach()
if(NOT alloc_seen)
  message(FATAL_ERROR "base/alloc.c calls no malloc(): this test sees nothing")
endif()
