# No source file is longer than a reader can hold in mind.

cmake_minimum_required(VERSION 3.22)

set(most_lines 400)

set(patterns)
foreach(folder include protoc-gen-pipc runtime)
  foreach(kind c cc h)
    list(APPEND patterns ${ROOT}/${folder}/*.${kind})
  endforeach()
endforeach()
file(GLOB_RECURSE files RELATIVE ${ROOT} ${patterns})
if(NOT files)
  message(FATAL_ERROR "${ROOT} holds no source files")
endif()
foreach(file IN LISTS files)
  file(READ ${ROOT}/${file} text)
  string(REGEX REPLACE "[^\n]" "" newlines "${text}")
  string(LENGTH "${newlines}" lines)
  if(lines GREATER most_lines)
    message(SEND_ERROR "${file} has ${lines} lines, expected ${most_lines} at most")
  endif()
endforeach()

# And no function either; most are seen at a glance.
find_program(AWK awk)
if(NOT AWK)
  message("skipped: awk is missing")
  return()
endif()
list(FILTER files INCLUDE REGEX "\\.(c|cc)$")
execute_process(
  COMMAND ${AWK} -v most=60 -v short=30 -v percent=85
    -f ${CMAKE_CURRENT_LIST_DIR}/function_sizes.awk ${files}
  WORKING_DIRECTORY ${ROOT} OUTPUT_VARIABLE text RESULT_VARIABLE result)
if(NOT result EQUAL 0 OR NOT text STREQUAL "")
  string(REPLACE "\n" "\n  " text "\n${text}")
  message(FATAL_ERROR "functions are too long:${text}")
endif()
