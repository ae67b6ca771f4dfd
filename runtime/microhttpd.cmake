# Sets http_sources and http_definitions, if libmicrohttpd can be built for. Nothing is linked to it.

find_path(PIPC_MICROHTTPD_INCLUDE_DIR microhttpd.h)
find_library(PIPC_MICROHTTPD_LIBRARY microhttpd)
set(PIPC_HAS_MICROHTTPD OFF CACHE INTERNAL "For the tests")

if(PIPC_MICROHTTPD_INCLUDE_DIR AND PIPC_MICROHTTPD_LIBRARY)
  file(REAL_PATH ${PIPC_MICROHTTPD_LIBRARY} microhttpd_file)
  string(REGEX MATCH "libmicrohttpd\\.so\\.[0-9]+" microhttpd_name "${microhttpd_file}")
  if(microhttpd_name)
    set(http_sources observe/http_server_microhttpd.c observe/microhttpd.c)
    set_source_files_properties(observe/microhttpd.c PROPERTIES
      COMPILE_DEFINITIONS PIPC_MICROHTTPD="${microhttpd_name}")
    set(PIPC_HAS_MICROHTTPD ON CACHE INTERNAL "For the tests")
  endif()
endif()
if(NOT PIPC_HAS_MICROHTTPD)
  message(STATUS "pipc: without libmicrohttpd, metrics are not served over HTTP")
endif()
