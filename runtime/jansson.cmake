# Sets PIPC_HAS_JANSSON and, where it is there, jansson_target and PIPC_PC_JANSSON.
# What needs it is left out otherwise: sources, headers and tests.

option(PIPC_JANSSON "Build what speaks JSON, where jansson is there" ON)
set(has_jansson OFF)
set(jansson_target "")
if(PIPC_JANSSON)
  pkg_check_modules(PIPC_JANSSON QUIET IMPORTED_TARGET jansson>=2.12)
endif()
if(TARGET PkgConfig::PIPC_JANSSON)
  set(has_jansson ON)
  set(jansson_target PkgConfig::PIPC_JANSSON)
  set(PIPC_PC_JANSSON ", jansson >= 2.12")
else()
  message(STATUS "pipc: without jansson, there are no commandable services and clients")
endif()
set(PIPC_HAS_JANSSON ${has_jansson} CACHE INTERNAL "For what is built with jansson only")
