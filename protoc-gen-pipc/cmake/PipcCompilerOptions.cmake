# The warnings, and the sanitizers if any, that everything in this tree is built with.

# C++ takes all of these but the last two.
set(PIPC_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
set(PIPC_C_WARNINGS ${PIPC_WARNINGS} -Wstrict-prototypes -Wmissing-prototypes)

add_library(pipc_compiler_options INTERFACE)
target_compile_options(pipc_compiler_options INTERFACE
  "$<$<COMPILE_LANGUAGE:C>:${PIPC_C_WARNINGS}>"
  "$<$<COMPILE_LANGUAGE:CXX>:${PIPC_WARNINGS}>"
  $<$<BOOL:${PIPC_WERROR}>:-Werror>)

if(PIPC_SANITIZE STREQUAL "address")
  set(PIPC_SANITIZE_FLAGS -fsanitize=address,undefined -fno-sanitize-recover=undefined)
elseif(PIPC_SANITIZE STREQUAL "thread")
  set(PIPC_SANITIZE_FLAGS -fsanitize=thread)
elseif(PIPC_SANITIZE)
  message(FATAL_ERROR "PIPC_SANITIZE is \"${PIPC_SANITIZE}\"; it can be empty, address or thread")
endif()

# The plugin is a separate program, whose libprotoc is not built with sanitizers: it is spared.
add_library(pipc_sanitizers INTERFACE)
if(PIPC_SANITIZE)
  target_compile_options(pipc_sanitizers INTERFACE ${PIPC_SANITIZE_FLAGS} -fno-omit-frame-pointer)
  target_link_options(pipc_sanitizers INTERFACE ${PIPC_SANITIZE_FLAGS})
endif()
