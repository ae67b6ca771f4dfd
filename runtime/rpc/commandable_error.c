#include "rpc/commandable_error.h"

#include <string.h>

#include <pipc/error.h>

#include "base/utf8.h"

typedef Commandable__ErrorDescription error_description;
typedef Commandable__ErrorDescription__DetailsEntry details_entry;

/* --- sending -------------------------------------------------------------------------------- */

/* Text as a protobuf string: UTF-8, whatever it was. Of NULL: `instead`. */
static char *wire_text(pipc__arena *arena, const char *text, const char *instead)
{
    const char *given = text == NULL ? instead : text;
    char *copy = pipc__arena_strndup(arena, given, strlen(given));

    if (copy != NULL)
        pipc__utf8_repair(copy);
    return copy;
}

static bool describe_details(const pipc_error *error, error_description *description,
                             pipc__arena *arena)
{
    size_t count = pipc_error_detail_count(error);
    details_entry *entries = pipc__arena_alloc(arena, count * sizeof *entries);

    description->details = pipc__arena_alloc(arena, count * sizeof *description->details);
    if (entries == NULL || description->details == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        const char *value = NULL;
        const char *key = pipc_error_detail_at(error, i, &value);

        commandable__error_description__details_entry__init(&entries[i]);
        entries[i].key = wire_text(arena, key, "");
        entries[i].value = wire_text(arena, value, "");
        if (entries[i].key == NULL || entries[i].value == NULL)
            return false;
        description->details[i] = &entries[i];
    }
    description->n_details = count;
    return true;
}

error_description *pipc__commandable_error_describe(const pipc_error *error,
                                                    const char *correlation_id, pipc__arena *arena)
{
    error_description *made = pipc__arena_alloc(arena, sizeof *made);
    const char *own_id = pipc_error_correlation_id(error);

    if (made == NULL)
        return NULL;
    commandable__error_description__init(made);
    made->category = (char *)pipc_category_name(pipc_error_category(error));
    made->status = pipc_error_status(error);
    made->code = wire_text(arena, pipc_error_code(error), "UNKNOWN");
    made->message = wire_text(arena, pipc_error_message(error), "");
    made->cause = wire_text(arena, pipc_error_cause(error), "");
    made->correlation_id = wire_text(arena, own_id == NULL ? correlation_id : own_id, "");
    if (made->code == NULL || made->message == NULL || made->cause == NULL ||
        made->correlation_id == NULL || !describe_details(error, made, arena))
        return NULL;
    return made;
}

/* --- receiving ------------------------------------------------------------------------------ */

bool pipc__commandable_error_is_one(const error_description *description)
{
    return description != NULL &&
           (description->category[0] != '\0' || description->code[0] != '\0' ||
            description->message[0] != '\0' || description->status != 0);
}

/* Those of .NET call one of them otherwise. */
static int category_of(const char *name)
{
    return strcmp(name, "NoFileAccess") == 0 ? PIPC_E_FILE_ERROR : pipc_category_from_name(name);
}

static const char *or_null(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

/* Those of Python write None where there is none. */
static const char *cause_of(const error_description *description)
{
    return strcmp(description->cause, "None") == 0 ? NULL : or_null(description->cause);
}

int pipc__commandable_error_fail(const error_description *description, pipc_error **error)
{
    int code = pipc_fail(error, category_of(description->category), or_null(description->code),
                         "%s", description->message);

    if (error == NULL)
        return code;
    if (description->status != 0)
        pipc_error_set_status(*error, description->status);
    pipc_error_set_cause(*error, cause_of(description));
    pipc_error_set_correlation_id(*error, or_null(description->correlation_id));
    for (size_t i = 0; i < description->n_details; i++)
        pipc_error_set_detail(*error, description->details[i]->key, description->details[i]->value);
    return code;
}
