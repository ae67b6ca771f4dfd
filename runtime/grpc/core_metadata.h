/* Metadata as the core takes and gives it. */
#ifndef PIPC_RUNTIME_GRPC_CORE_METADATA_H_
#define PIPC_RUNTIME_GRPC_CORE_METADATA_H_

#include <grpc/grpc.h>

#include <pipc/metadata.h>

/*
 * Writes all of `metadata` (may be NULL) into `list`, which has room for it, and returns the end of
 * what it wrote. Ownership: the slices are the caller's, for pipc__core_metadata_unref().
 */
grpc_metadata *pipc__core_metadata_write(const pipc_metadata *metadata, grpc_metadata *list);
void pipc__core_metadata_unref(grpc_metadata *list, size_t count);

/* Adds a copy of all that was received to `metadata`. Errors: PIPC_E_NO_MEMORY. */
int pipc__core_metadata_read(const grpc_metadata_array *received, pipc_metadata *metadata,
                             pipc_error **error);

#endif
