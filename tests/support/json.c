#include "support/json.h"

#include <stdlib.h>

#include "support/cmocka.h"

json_t *parse_json(const char *text)
{
    json_error_t trouble;
    json_t *value = json_loads(text, JSON_DECODE_ANY, &trouble);

    if (value == NULL)
        fail_msg("%s: %s", text, trouble.text);
    return value;
}

void assert_json(const json_t *value, const char *text)
{
    json_t *expected = parse_json(text);
    json_t *null = json_null();

    if (!json_equal(value == NULL ? null : value, expected))
        fail_msg("the value is %s, expected %s", json_dumps(value, JSON_ENCODE_ANY), text);
    json_decref(expected);
}
