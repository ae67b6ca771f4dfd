/* References: where components find each other, by descriptor. */
#ifndef PIPC_REFERENCES_H_
#define PIPC_REFERENCES_H_

#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What a component is: `group:type:kind:name:version`, as
 * "pip-services:logger:console:default:1.0". A field that is "*" matches every other, on either
 * side.
 *
 * Ownership: opaque, made by pipc_descriptor_parse(), freed by pipc_descriptor_free().
 */
PIPC_API PIPC_NODISCARD int pipc_descriptor_parse(const char *text, pipc_descriptor **out,
                                                  pipc_error **error);

/** Frees `descriptor`; accepts NULL. */
PIPC_API void pipc_descriptor_free(pipc_descriptor *descriptor);

/** Whether each field is equal in both, or "*" in one of them. Case counts. */
PIPC_API bool pipc_descriptor_match(const pipc_descriptor *a, const pipc_descriptor *b);

/** Whether each field is equal in both, "*" being equal to "*" only. */
PIPC_API bool pipc_descriptor_exact_match(const pipc_descriptor *a, const pipc_descriptor *b);

/** Whether no field is "*". */
PIPC_API bool pipc_descriptor_is_complete(const pipc_descriptor *descriptor);

/** The text form; borrowed until the descriptor is freed. */
PIPC_API const char *pipc_descriptor_to_string(const pipc_descriptor *descriptor);

/*
 * References is an ordered list of components, each with the descriptor it is found by. All
 * descriptors are given as text.
 *
 * References that are only read may be NULL, which hold nothing.
 *
 * Errors:    PIPC_E_MISCONFIGURATION BAD_DESCRIPTOR if the text is no descriptor.
 * Ownership: components are borrowed and must outlive the references, descriptors are copied.
 */

/** An empty list. Ownership: free *out with pipc_references_free(). */
PIPC_API PIPC_NODISCARD int pipc_references_new(pipc_references **out, pipc_error **error);

/** Frees the list, not the components; accepts NULL. */
PIPC_API void pipc_references_free(pipc_references *references);

/** Adds `component` (not NULL). It may be added under several descriptors. */
PIPC_API PIPC_NODISCARD int pipc_references_put(pipc_references *references, const char *descriptor,
                                                pipc_component *component, pipc_error **error);

/** Removes the last one that matches and gives it in *out, NULL if there is none. */
PIPC_API PIPC_NODISCARD int pipc_references_remove(pipc_references *references,
                                                   const char *descriptor, pipc_component **out,
                                                   pipc_error **error);

/** How many components there are. */
PIPC_API size_t pipc_references_count(const pipc_references *references);

/** Component `index` (and, unless NULL, its descriptor), in the order they were put; else NULL. */
PIPC_API pipc_component *pipc_references_at(const pipc_references *references, size_t index,
                                            const pipc_descriptor **descriptor);

/** The component that matches and was put last; *out is NULL if there is none. */
PIPC_API PIPC_NODISCARD int pipc_references_get_one_optional(const pipc_references *references,
                                                             const char *descriptor,
                                                             pipc_component **out,
                                                             pipc_error **error);

/**
 * As pipc_references_get_one_optional(), but there must be one.
 *
 * Errors: PIPC_E_INTERNAL REF_ERROR naming the descriptor if there is none.
 */
PIPC_API PIPC_NODISCARD int pipc_references_get_one_required(const pipc_references *references,
                                                             const char *descriptor,
                                                             pipc_component **out,
                                                             pipc_error **error);

/**
 * The components that match, the last one put first, one a call: start with *position 0, go on
 * until *out is NULL. `position` counts how far the search has come.
 */
PIPC_API PIPC_NODISCARD int pipc_references_get_next(const pipc_references *references,
                                                     const char *descriptor, size_t *position,
                                                     pipc_component **out, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
