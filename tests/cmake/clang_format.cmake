# All C and C++ that is ours is formatted as .clang-format says. Other versions of clang-format than
# Debian 12's read that differently.

cmake_minimum_required(VERSION 3.22)

if(NOT CLANG_FORMAT)
  message("skipped: clang-format is missing")
  return()
endif()
execute_process(COMMAND ${CLANG_FORMAT} --version OUTPUT_VARIABLE version)
if(NOT version MATCHES "version 14\\.")
  message("skipped: clang-format 14 is missing, this is ${version}")
  return()
endif()
if(GIT)
  execute_process(
    COMMAND ${GIT} ls-files "*.c" "*.h" "*.cc"
    WORKING_DIRECTORY ${ROOT} OUTPUT_VARIABLE files RESULT_VARIABLE result ERROR_QUIET)
endif()
if(NOT GIT OR NOT result EQUAL 0)
  message("skipped: ${ROOT} is no git checkout, so which files are ours is not known")
  return()
endif()

string(REGEX REPLACE "\n" ";" files "${files}")
list(FILTER files EXCLUDE REGEX "^$|^tests/golden/.*/expected/")
set(present)
foreach(file IN LISTS files)
  if(EXISTS ${ROOT}/${file})
    list(APPEND present ${file})
  endif()
endforeach()
execute_process(
  COMMAND ${CLANG_FORMAT} --dry-run -Werror ${present}
  WORKING_DIRECTORY ${ROOT} RESULT_VARIABLE result ERROR_VARIABLE text)
if(NOT present OR NOT result EQUAL 0)
  string(REPLACE "\n" "\n  " text "\n${text}") # lines that begin with a space stay lines
  message(FATAL_ERROR "clang-format would change:${text}")
endif()
