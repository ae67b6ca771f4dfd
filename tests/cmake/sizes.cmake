# No source file is longer than a reader can hold in mind, be it of a test.

cmake_minimum_required(VERSION 3.22)

set(most_lines 400)

# find_files(OUT KINDS FOLDER...)
function(find_files out kinds)
  set(patterns)
  foreach(folder IN LISTS ARGN)
    foreach(kind IN LISTS kinds)
      list(APPEND patterns ${ROOT}/${folder}/*.${kind})
    endforeach()
  endforeach()
  file(GLOB_RECURSE files RELATIVE ${ROOT} ${patterns})
  # What is generated is as long as what it is generated from.
  list(FILTER files EXCLUDE REGEX "^tests/golden/[^/]+/expected/")
  if(NOT files)
    message(FATAL_ERROR "${ROOT} holds no source files in ${ARGN}")
  endif()
  set(${out} ${files} PARENT_SCOPE)
endfunction()

find_files(sources "c;cc;h" include protoc-gen-pipc runtime)
find_files(tests "c;cc;h;py;sh" tests)
foreach(file IN LISTS sources tests)
  file(READ ${ROOT}/${file} text)
  string(REGEX REPLACE "[^\n]" "" newlines "${text}")
  string(LENGTH "${newlines}" lines)
  if(lines GREATER most_lines)
    message(SEND_ERROR "${file} has ${lines} lines, expected ${most_lines} at most")
  endif()
endforeach()

# And no function either; most are seen at a glance, of the tests and of the rest.
find_program(AWK awk)
if(NOT AWK)
  message("skipped: awk is missing")
  return()
endif()
foreach(files sources tests)
  list(FILTER ${files} INCLUDE REGEX "\\.(c|cc)$")
  execute_process(
    COMMAND ${AWK} -v most=60 -v short=30 -v percent=85
      -f ${CMAKE_CURRENT_LIST_DIR}/function_sizes.awk ${${files}}
    WORKING_DIRECTORY ${ROOT} OUTPUT_VARIABLE text RESULT_VARIABLE result)
  if(NOT result EQUAL 0 OR NOT text STREQUAL "")
    string(REPLACE "\n" "\n  " text "\n${text}")
    message(FATAL_ERROR "functions are too long:${text}")
  endif()
endforeach()
