/* JSON in tests: written as text, and compared as text. */
#ifndef PIPC_TESTS_SUPPORT_JSON_H_
#define PIPC_TESTS_SUPPORT_JSON_H_

#include <jansson.h>

/* The value, or the test fails. The caller json_decref()s it. */
json_t *parse_json(const char *text);

/* `value` (NULL: null) is what `text` says, whatever the order of members. */
void assert_json(const json_t *value, const char *text);

#endif
