# clang-tidy has nothing to say of runtime/; .clang-tidy tells what it looks for. The plugin is left
# out: reading libprotoc's headers again for each of its files takes longer than all the rest.

cmake_minimum_required(VERSION 3.22)

if(NOT CLANG_TIDY)
  message("skipped: clang-tidy is missing")
  return()
endif()
file(GLOB_RECURSE files ${ROOT}/runtime/*.c)
if(NOT files)
  message(FATAL_ERROR "${ROOT}/runtime holds no source files")
endif()
list(JOIN files "\n" lines)
file(WRITE ${BUILD}/clang_tidy.files "${lines}\n")
cmake_host_system_information(RESULT processors QUERY NUMBER_OF_LOGICAL_CORES)
# With assertions: they tell clang-tidy too what holds.
execute_process(
  COMMAND xargs -P ${processors} -n 4 ${CLANG_TIDY} --quiet -p ${BUILD} --extra-arg=-UNDEBUG
  INPUT_FILE ${BUILD}/clang_tidy.files
  OUTPUT_VARIABLE text ERROR_VARIABLE ignored RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  string(REPLACE "\n" "\n  " text "\n${text}") # lines that begin with a space stay lines
  message(FATAL_ERROR "clang-tidy found, or could not read:${text}${ignored}")
endif()
