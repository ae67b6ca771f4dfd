# Sets PIPC_OPENSSL_LIBRARIES, PIPC_PC_OPENSSL and pem_source, if OpenSSL is there and the core is linked to the same.

find_package(OpenSSL 1.1 QUIET)

# The lines of `library` that tell what it is called (SONAME) or needs (NEEDED).
function(read_dynamic library tag result)
  execute_process(COMMAND ${CMAKE_READELF} -d ${library} OUTPUT_VARIABLE lines ERROR_QUIET)
  string(REGEX MATCHALL "\\(${tag}\\)[^\n]*\\[[^\n]*\\]" lines "${lines}")
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

if(OPENSSL_FOUND AND CMAKE_READELF)
  read_dynamic(${OPENSSL_SSL_LIBRARY} SONAME soname)
  string(REGEX REPLACE ".*\\[(.*)\\].*" "\\1" soname "${soname}")
  read_dynamic(${PIPC_GRPC_LIBRARY} NEEDED needed)
  string(FIND "${needed}" "[${soname}]" place)
  if(soname AND place GREATER_EQUAL 0)
    set(PIPC_OPENSSL_LIBRARIES ${OPENSSL_SSL_LIBRARY} ${OPENSSL_CRYPTO_LIBRARY})
    set(PIPC_PC_OPENSSL "-lssl -lcrypto ")
    set(pem_source connect/pem_openssl.c)
  endif()
endif()
if(NOT PIPC_OPENSSL_LIBRARIES)
  message(STATUS "pipc: without the core's OpenSSL, less is known of the files of TLS at open")
endif()
