# Nothing in the runtime but base/alloc.c takes memory from the C library, or gives it back.

cmake_minimum_required(VERSION 3.22)

set(doors
  malloc calloc realloc reallocarray free cfree aligned_alloc posix_memalign memalign valloc strdup
  strndup __strdup __strndup asprintf vasprintf __asprintf_chk __vasprintf_chk getline getdelim
  open_memstream)

string(REPLACE "," ";" objects "${OBJECTS}")
set(alloc_seen FALSE)
foreach(object IN LISTS objects)
  execute_process(
    COMMAND ${NM} --undefined-only --format=posix ${object}
    OUTPUT_VARIABLE symbols RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${object} cannot be read")
  endif()
  string(REGEX MATCHALL "(^|\n)[^ \n]+" used "${symbols}")
  list(TRANSFORM used STRIP)
  foreach(door IN LISTS doors)
    if(door IN_LIST used AND object MATCHES "/base/alloc\\.c")
      set(alloc_seen TRUE)
    elseif(door IN_LIST used)
      message(SEND_ERROR "${object} calls ${door}(), expected pipc__alloc() and its kin")
    endif()
  endforeach()
endforeach()
if(NOT alloc_seen)
  message(FATAL_ERROR "base/alloc.c calls no malloc(): this test sees nothing")
endif()
