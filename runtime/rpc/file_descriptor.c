#include "rpc/file_descriptor.h"

#include <stddef.h>
#include <string.h>

/* The fields of google/protobuf/descriptor.proto that are read here. */
enum {
    NAME = 1, /* of all that has one */
    FILE_PACKAGE = 2,
    FILE_MESSAGE = 4,
    FILE_ENUM = 5,
    FILE_SERVICE = 6,
    FILE_EXTENSION = 7,
    MESSAGE_FIELD = 2,
    MESSAGE_NESTED = 3,
    MESSAGE_ENUM = 4,
    MESSAGE_EXTENSION = 6,
    MESSAGE_ONEOF = 8,
    ENUM_VALUE = 2,
    SERVICE_METHOD = 2,
    FIELD_EXTENDEE = 2,
    FIELD_NUMBER = 3
};

/* What has a name, and may have others inside. */
typedef enum kind { OF_FILE, OF_MESSAGE, OF_ENUM, OF_SERVICE, OF_NOTHING } kind;

static const struct {
    kind outer;
    uint32_t number;
    kind inner;
} members[] = {
    {OF_FILE, FILE_MESSAGE, OF_MESSAGE},      {OF_FILE, FILE_ENUM, OF_ENUM},
    {OF_FILE, FILE_SERVICE, OF_SERVICE},      {OF_FILE, FILE_EXTENSION, OF_NOTHING},
    {OF_MESSAGE, MESSAGE_FIELD, OF_NOTHING},  {OF_MESSAGE, MESSAGE_NESTED, OF_MESSAGE},
    {OF_MESSAGE, MESSAGE_ENUM, OF_ENUM},      {OF_MESSAGE, MESSAGE_EXTENSION, OF_NOTHING},
    {OF_MESSAGE, MESSAGE_ONEOF, OF_NOTHING},  {OF_ENUM, ENUM_VALUE, OF_NOTHING},
    {OF_SERVICE, SERVICE_METHOD, OF_NOTHING},
};

/* Moves to the next member of what is an `outer`. False: there is none. */
static bool next_member(pipc__wire_bytes *bytes, kind outer, kind *inner, pipc__wire_bytes *member)
{
    pipc__wire_field field;

    while (bytes->at < bytes->end && pipc__wire_read(bytes, &field)) {
        for (size_t i = 0; i < PIPC_ARRAY_SIZE(members); i++) {
            if (members[i].outer == outer && members[i].number == field.number) {
                *inner = members[i].inner;
                *member = field.content;
                return true;
            }
        }
    }
    return false;
}

/* The text of that field, empty if there is none. */
static pipc__wire_bytes text_of(pipc__wire_bytes bytes, uint32_t number)
{
    pipc__wire_field field;

    while (bytes.at < bytes.end && pipc__wire_read(&bytes, &field))
        if (field.number == number && field.content.at != NULL)
            return field.content;
    return (pipc__wire_bytes){bytes.end, bytes.end};
}

static bool equals(pipc__wire_bytes bytes, const char *text, size_t length)
{
    return (size_t)(bytes.end - bytes.at) == length && memcmp(bytes.at, text, length) == 0;
}

static pipc__wire_bytes bytes_of(const pipc_grpc_file *file)
{
    return (pipc__wire_bytes){file->bytes, file->bytes + file->length};
}

/* --- symbols -------------------------------------------------------------------------------- */

/* What follows the package in `name`; NULL: it is of another one. */
static const char *skip_package(pipc__wire_bytes file, const char *name)
{
    pipc__wire_bytes package = text_of(file, FILE_PACKAGE);
    size_t length = (size_t)(package.end - package.at);

    if (length == 0)
        return name;
    if (strncmp(name, (const char *)package.at, length) != 0 || name[length] != '.')
        return NULL;
    return name + length + 1;
}

/* Values of an enum have names beside it, not in it, as in C. */
static bool has_value(pipc__wire_bytes enumeration, const char *name)
{
    pipc__wire_bytes value;
    kind inner;

    while (next_member(&enumeration, OF_ENUM, &inner, &value))
        if (equals(text_of(value, NAME), name, strlen(name)))
            return true;
    return false;
}

pipc__symbol pipc__file_find(const pipc_grpc_file *file, const char *name)
{
    pipc__wire_bytes scope = bytes_of(file), member;
    kind outer = OF_FILE, inner;

    name = skip_package(scope, name);
    while (name != NULL && next_member(&scope, outer, &inner, &member)) {
        size_t length = strcspn(name, ".");

        if (inner == OF_ENUM && name[length] == '\0' && has_value(member, name))
            return PIPC__SYMBOL_OTHER;
        if (!equals(text_of(member, NAME), name, length))
            continue;
        if (name[length] == '\0')
            return inner == OF_MESSAGE ? PIPC__SYMBOL_MESSAGE : PIPC__SYMBOL_OTHER;
        if (inner != OF_MESSAGE && inner != OF_SERVICE)
            break;
        scope = member;
        outer = inner;
        name += length + 1;
    }
    return PIPC__SYMBOL_NONE;
}

/* --- extensions ----------------------------------------------------------------------------- */

void pipc__extensions_init(pipc__extensions *self, const pipc_grpc_file *file)
{
    self->rest[0] = bytes_of(file);
    self->depth = 1;
}

static bool read_extension(pipc__wire_bytes bytes, pipc__extension *out)
{
    pipc__wire_field field;
    uint64_t number = 0;

    out->extendee = text_of(bytes, FIELD_EXTENDEE);
    out->number = 0;
    while (bytes.at < bytes.end && pipc__wire_read(&bytes, &field)) {
        pipc__wire_bytes value = {field.value, bytes.end};

        if (field.number == FIELD_NUMBER && pipc__wire_read_varint(&value, &number))
            out->number = (int32_t)number;
    }
    return out->extendee.at < out->extendee.end;
}

bool pipc__extensions_next(pipc__extensions *self, pipc__extension *out)
{
    while (self->depth > 0) {
        bool in_file = self->depth == 1;
        uint32_t extension = in_file ? FILE_EXTENSION : MESSAGE_EXTENSION;
        uint32_t message = in_file ? FILE_MESSAGE : MESSAGE_NESTED;
        pipc__wire_bytes *rest = &self->rest[self->depth - 1];
        pipc__wire_field field;

        if (rest->at >= rest->end || !pipc__wire_read(rest, &field))
            self->depth--;
        else if (field.number == extension && read_extension(field.content, out))
            return true;
        else if (field.number == message && self->depth < PIPC__NESTING_MAX)
            self->rest[self->depth++] = field.content;
    }
    return false;
}

bool pipc__extension_extends(const pipc__extension *self, const char *message)
{
    pipc__wire_bytes extendee = self->extendee;

    if (*extendee.at == '.')
        extendee.at++;
    return equals(extendee, message, strlen(message));
}
