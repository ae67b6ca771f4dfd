# Sets PIPC_HAS_JANSSON and, where it is there, jansson_target and PIPC_PC_JANSSON.
# Without it the jansson_sources are none, and the jansson_headers are left out.

option(PIPC_JANSSON "Build what speaks JSON, where jansson is there" ON)
set(has_jansson OFF)
set(jansson_target "")
if(PIPC_JANSSON)
  pkg_check_modules(PIPC_JANSSON QUIET IMPORTED_TARGET jansson>=2.14)
endif()
if(TARGET PkgConfig::PIPC_JANSSON)
  set(has_jansson ON)
  set(jansson_target PkgConfig::PIPC_JANSSON)
  set(PIPC_PC_JANSSON ", jansson >= 2.14")
else()
  set(jansson_sources "")
  list(APPEND left_out_headers ${jansson_headers})
  message(STATUS "pipc: without jansson, there are no commandable services and clients")
endif()
set(PIPC_HAS_JANSSON ${has_jansson} CACHE INTERNAL "For what is built with jansson only")
