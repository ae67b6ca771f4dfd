/* Filters, pages and their like, as values of jansson. Needs pipc built with it. */
#ifndef PIPC_PAGING_H_
#define PIPC_PAGING_H_

#include <jansson.h>
#include <stdbool.h>

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** For a number of pipc_paging_params that is not given. */
#define PIPC_PAGING_NONE (-1)

/** Which part of all there is: PagingParams. */
struct pipc_paging_params {
    json_int_t skip; /**< items to leave out first, or PIPC_PAGING_NONE */
    json_int_t take; /**< items at most, or PIPC_PAGING_NONE */
    bool total;      /**< whether all are to be counted */
};

/**
 * Reads `skip`, `take` and `total` of the object `value`, which may be NULL, or null: nothing is
 * given. As in Pip.Services a take of 0 is not given either; nor is what is negative, or no number.
 */
PIPC_API pipc_paging_params pipc_paging_params_from_json(const json_t *value);

/**
 * As an object for a call: what is not given is left out.
 *
 * Errors:    PIPC_E_NO_MEMORY. Ownership: *out is yours, json_decref() it.
 */
PIPC_API PIPC_NODISCARD int pipc_paging_params_to_json(const pipc_paging_params *self, json_t **out,
                                                       pipc_error **error);

/** `skip`, or `least` if it is less, or is not given. */
PIPC_API json_int_t pipc_paging_params_get_skip(const pipc_paging_params *self, json_int_t least);

/** `take`, or `most` if it is more, or is not given. */
PIPC_API json_int_t pipc_paging_params_get_take(const pipc_paging_params *self, json_int_t most);

/** The same where pages follow each other by tokens, not numbers: TokenizedPagingParams. */
typedef struct pipc_tokenized_paging_params {
    const char *token; /**< of the page before, which says where this one begins; NULL: the first */
    json_int_t take;   /**< items at most, or PIPC_PAGING_NONE */
    bool total;        /**< whether all are to be counted */
} pipc_tokenized_paging_params;

/**
 * Reads `token`, `take` and `total`, as pipc_paging_params_from_json() does. A token that is empty
 * is not given, nor is what is no text.
 *
 * Ownership: the token is borrowed from `value`.
 */
PIPC_API pipc_tokenized_paging_params pipc_tokenized_paging_params_from_json(const json_t *value);

/** As pipc_paging_params_to_json(); copies the token. Errors: also PIPC_E_BAD_REQUEST BAD_TOKEN. */
PIPC_API PIPC_NODISCARD int
pipc_tokenized_paging_params_to_json(const pipc_tokenized_paging_params *self, json_t **out,
                                     pipc_error **error);

/** `take`, or `most` if it is more, or is not given. */
PIPC_API json_int_t pipc_tokenized_paging_params_get_take(const pipc_tokenized_paging_params *self,
                                                          json_int_t most);

/**
 * The value of `key` of the filter (FilterParams: an object whose values are text), NULL if there
 * is none, or it is no text. `filter` may be NULL, or null.
 *
 * Ownership: borrowed from `filter`.
 */
PIPC_API const char *pipc_filter_params_get(const json_t *filter, const char *key);

/**
 * Whether `item` has all that the filter asks for: each key of `filter` names a member of `item`,
 * and its value is the member's, or, of members that are no text, its JSON. Null in `filter` asks
 * for nothing.
 */
PIPC_API bool pipc_filter_params_match(const json_t *filter, const json_t *item);

/**
 * A page: `{"data": […], "total": n}`, total being null where it is PIPC_PAGING_NONE.
 *
 * Errors:    PIPC_E_NO_MEMORY.
 * Ownership: takes `data`, an array, even if it fails. *out is yours, json_decref() it.
 */
PIPC_API PIPC_NODISCARD int pipc_data_page_new(json_t *data, json_int_t total, json_t **out,
                                               pipc_error **error);

/** The page of `all`, an array, that `paging` asks for, of `most` items at most. */
PIPC_API PIPC_NODISCARD int pipc_data_page_of(const json_t *all, const pipc_paging_params *paging,
                                              json_int_t most, json_t **out, pipc_error **error);

/**
 * A page that says with which token the next one is asked for: `{"data": […], "token": text,
 * "total": n}`; the token is null, or NULL here, where there is none. As pipc_data_page_new()
 * otherwise; copies the token. Errors: also PIPC_E_BAD_REQUEST BAD_TOKEN if it is no UTF-8.
 */
PIPC_API PIPC_NODISCARD int pipc_tokenized_data_page_new(json_t *data, const char *token,
                                                         json_int_t total, json_t **out,
                                                         pipc_error **error);

/** The token of a page, NULL if it is the last. Ownership: borrowed from `page`. */
PIPC_API const char *pipc_tokenized_data_page_token(const json_t *page);

/** The array `data` of a page; NULL if it has none. Ownership: borrowed from `page`. */
PIPC_API json_t *pipc_data_page_data(const json_t *page);

/** The number `total` of a page; PIPC_PAGING_NONE if it has none. */
PIPC_API json_int_t pipc_data_page_total(const json_t *page);

/**
 * Names from text: "a,b(c,d)" is an array of "a", "b.c" and "b.d" (ProjectionParams).
 *
 * Errors:    PIPC_E_BAD_REQUEST BAD_PROJECTION for brackets that do not match.
 * Ownership: *out is yours, json_decref() it.
 */
PIPC_API PIPC_NODISCARD int pipc_projection_params_from_string(const char *text, json_t **out,
                                                               pipc_error **error);

/** What of `value` the paths in the array `projection` name; all of it where that is empty. */
PIPC_API PIPC_NODISCARD int pipc_projection_params_apply(const json_t *projection,
                                                         const json_t *value, json_t **out,
                                                         pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
