#include <string.h>

#include <pipc/error.h>

#include "messages/any_types.h"
#include "messages/from_json.h"
#include "messages/packing.h"
#include "messages/well_known.h"

static bool is(const pipc__json_text *key, const char *name)
{
    return key->length == strlen(name) && memcmp(key->bytes, name, key->length) == 0;
}

/* Takes the object that comes next. *url has no bytes if it has no "@type". */
static int scan(pipc__from_json *self, pipc__json_text *url, bool *is_empty)
{
    pipc__json_text key;
    bool first = true;
    int code = pipc__from_json_enter(self, true);

    while (code == PIPC_OK) {
        code = pipc__json_next_member(&self->reader, &first, &key);
        if (code != 1)
            break;
        *is_empty = false;
        if (!is(&key, "@type"))
            code = pipc__json_skip(&self->reader);
        else if (url->bytes != NULL)
            code = pipc__from_json_fail_twice(self, &key);
        else
            code = pipc__from_json_text(self, url, NULL, "the URL of a type");
    }
    return code;
}

/*
 * Finds "@type", which may stand anywhere in the object that begins here; nothing is taken. What is
 * inside is read again, so that its text must not stay in the arena: Anys may be in Anys.
 */
static int find_type(pipc__from_json *self, pipc__json_text *url, bool *is_empty)
{
    pipc__json_reader before = self->reader;
    pipc__arena arena;
    int code;

    *is_empty = true;
    url->bytes = NULL;
    pipc__arena_init(&arena, NULL, 0);
    self->reader.arena = &arena;
    code = scan(self, url, is_empty);
    if (code == PIPC_OK && url->bytes != NULL) {
        url->bytes = pipc__arena_strndup(before.arena, url->bytes, url->length);
        if (url->bytes == NULL)
            code = pipc_fail_no_memory(before.error);
    }
    pipc__arena_dispose(&arena);
    self->reader = before;
    return code;
}

static int pack_any_member(pipc__from_json *self, const ProtobufCMessageDescriptor *type,
                           const pipc__json_text *key, bool *has_value)
{
    if (is(key, "@type") || (!is(key, "value") && self->options->ignore_unknown))
        return pipc__json_skip(&self->reader);
    if (!is(key, "value"))
        return pipc__from_json_fail_unknown(self, type, key);
    if (*has_value)
        return pipc__from_json_fail_twice(self, key);
    *has_value = true;
    return pipc__from_json_message(self, type);
}

/* {"@type": ..., "value": ...}: of a type that has a form of its own. */
static int pack_any_value(pipc__from_json *self, const ProtobufCMessageDescriptor *type)
{
    pipc__json_text key;
    bool first = true, has_value = false;
    int code = pipc__from_json_enter(self, true);

    while (code == PIPC_OK) {
        code = pipc__json_next_member(&self->reader, &first, &key);
        if (code == 0 && !has_value)
            return pipc_fail(self->reader.error, PIPC_E_BAD_REQUEST, "MISSING_FIELD",
                             "an Any of %s has no \"value\", expected one", type->name);
        if (code != 1)
            return code;
        code = pack_any_member(self, type, &key, &has_value);
    }
    return code;
}

int pipc__from_json_any(pipc__from_json *self)
{
    const ProtobufCMessageDescriptor *type;
    pipc__json_text url;
    bool is_empty;
    size_t place;
    int code = find_type(self, &url, &is_empty);

    if (code != PIPC_OK || (is_empty && url.bytes == NULL))
        return code != PIPC_OK ? code : pipc__json_skip(&self->reader);
    if (url.bytes == NULL)
        return pipc__from_json_fail_type(self, "an object with the \"@type\" of an Any");
    type = pipc__any_type_called(self->options, url.bytes, url.length);
    if (type == NULL)
        return pipc_fail(self->reader.error, PIPC_E_BAD_REQUEST, "UNKNOWN_TYPE",
                         "the \"@type\" %.*s is not known, expected a URL that ends with the name "
                         "of one of the %zu types that are",
                         (int)(url.length < 200 ? url.length : 200), url.bytes,
                         self->options->any_type_count);
    pipc__pack_bytes(self->out, 1, url.bytes, url.length);
    place = pipc__pack_begin(self->out, 2);
    code = pipc__well_known_of(type) != PIPC__WELL_KNOWN_NOT
               ? pack_any_value(self, type)
               : pipc__from_json_members(self, type, true);
    if (code == PIPC_OK)
        pipc__pack_end(self->out, place);
    return code;
}
