# The README's code is the example's, and what it says to type works. It is typed with an installed
# pipc, which a program without sanitizers cannot load if pipc has them. One of its configurations is
# YAML.
if(NOT PIPC_SANITIZE AND PIPC_HAS_LIBYAML)
  add_test(NAME readme_snippets
    COMMAND bash ${CMAKE_CURRENT_LIST_DIR}/readme_snippets.sh
      ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  set_tests_properties(readme_snippets PROPERTIES TIMEOUT 300)
endif()
