# What `cmake --install` puts where: headers, libraries, plugin, pipc.pc and the CMake package.

include(CMakePackageConfigHelpers)

set(cmake_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pipc)
set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

set(left_out "")
foreach(header IN LISTS PIPC_LEFT_OUT_HEADERS)
  list(APPEND left_out PATTERN ${header} EXCLUDE)
endforeach()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/pipc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN *.h ${left_out})

# Beside the headers, as Google's are: protoc finds it there in the usual places.
install(FILES ${PROJECT_SOURCE_DIR}/proto/pipc/validate.proto
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/pipc)

set_target_properties(pipc_shared PROPERTIES EXPORT_NAME pipc)
set_target_properties(pipc_static PROPERTIES EXPORT_NAME pipc_static)
install(TARGETS pipc_shared pipc_static protoc-gen-pipc EXPORT pipc-targets
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR}
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT pipc-targets NAMESPACE pipc:: DESTINATION ${cmake_package_dir})

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/pipc-config.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/pipc-config.cmake
  INSTALL_DESTINATION ${cmake_package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/pipc-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/pipc-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/pipc-config-version.cmake
  ${PROJECT_SOURCE_DIR}/protoc-gen-pipc/cmake/PipcGenerate.cmake
  DESTINATION ${cmake_package_dir})

# pipc.pc finds the rest from where it stands itself: `cmake --install --prefix` may move it all.
set(PIPC_PC_PREFIX ${CMAKE_INSTALL_PREFIX})
cmake_path(RELATIVE_PATH PIPC_PC_PREFIX
  BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
foreach(dir BINDIR LIBDIR INCLUDEDIR)
  set(PIPC_PC_${dir} ${CMAKE_INSTALL_FULL_${dir}})
  cmake_path(RELATIVE_PATH PIPC_PC_${dir} BASE_DIRECTORY ${CMAKE_INSTALL_PREFIX})
endforeach()
configure_file(${CMAKE_CURRENT_LIST_DIR}/pipc.pc.in ${CMAKE_CURRENT_BINARY_DIR}/pipc.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/pipc.pc DESTINATION ${pkgconfig_dir})
