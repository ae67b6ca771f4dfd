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
