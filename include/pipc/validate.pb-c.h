/*
 * For the .pb-c.h of files that import pipc/validate.proto: protoc-gen-c includes this. The options
 * are protoc-gen-pipc's to read, and no messages of C.
 */
#ifndef PIPC_VALIDATE_PB_C_H_
#define PIPC_VALIDATE_PB_C_H_

#include <pipc/types.h>

#endif
