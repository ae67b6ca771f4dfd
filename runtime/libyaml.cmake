# Sets PIPC_HAS_LIBYAML, yaml_source and, where it is there, PIPC_PC_LIBYAML and the PIPC_LIBYAML_… of
# pkg-config.

option(PIPC_LIBYAML "Read YAML configurations, where libyaml is there" ON)
set(has_libyaml OFF)
set(yaml_source container/yaml_none.c)
if(PIPC_LIBYAML)
  pkg_check_modules(PIPC_LIBYAML QUIET yaml-0.1>=0.2)
endif()
if(PIPC_LIBYAML_FOUND)
  set(has_libyaml ON)
  set(yaml_source container/yaml_libyaml.c)
  set(PIPC_PC_LIBYAML "-lyaml ")
else()
  set(PIPC_LIBYAML_LINK_LIBRARIES "")
  message(STATUS "pipc: without libyaml, containers read JSON configurations only")
endif()
set(PIPC_HAS_LIBYAML ${has_libyaml} CACHE INTERNAL "For the tests")
