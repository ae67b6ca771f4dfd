#include "component/metadata.h"

#include <stdbool.h>
#include <string.h>

#include <pipc/error.h>

#include "base/alloc.h"

int pipc_metadata_new(pipc_metadata **out, pipc_error **error)
{
    pipc_metadata *self = pipc__alloc_zeroed(sizeof *self);

    if (self == NULL)
        return pipc_fail_no_memory(error);
    *out = self;
    return PIPC_OK;
}

void pipc__metadata_truncate(pipc_metadata *self, size_t count)
{
    while (self->count > count)
        pipc__free(self->pairs[--self->count].key);
}

void pipc__metadata_clear(pipc_metadata *self)
{
    pipc__metadata_truncate(self, 0);
    pipc__free(self->pairs);
    *self = (pipc_metadata){.pairs = NULL};
}

void pipc_metadata_free(pipc_metadata *self)
{
    if (self == NULL)
        return;
    pipc__metadata_clear(self);
    pipc__free(self);
}

/* --- adding --------------------------------------------------------------------------------- */

static bool make_room(pipc_metadata *self)
{
    size_t capacity = self->capacity == 0 ? 4 : self->capacity * 2;
    pipc__metadata_pair *pairs;

    if (self->count < self->capacity)
        return true;
    pairs = pipc__realloc(self->pairs, capacity * sizeof *pairs);
    if (pairs == NULL)
        return false;
    self->pairs = pairs;
    self->capacity = capacity;
    return true;
}

int pipc__metadata_add_received(pipc_metadata *self, const void *key, size_t key_length,
                                const void *value, size_t value_length, pipc_error **error)
{
    char *block = make_room(self) ? pipc__alloc(key_length + value_length + 2) : NULL;
    pipc__metadata_pair *pair;

    if (block == NULL)
        return pipc_fail_no_memory(error);
    pair = &self->pairs[self->count++];
    pair->key = block;
    pair->value = block + key_length + 1;
    pair->length = value_length;
    memcpy(pair->key, key, key_length);
    pair->key[key_length] = '\0';
    if (value_length > 0)
        memcpy(pair->value, value, value_length);
    pair->value[value_length] = '\0';
    return PIPC_OK;
}

int pipc__metadata_add_all(pipc_metadata *self, const pipc_metadata *others, pipc_error **error)
{
    int code = PIPC_OK;

    for (size_t i = 0; i < pipc_metadata_count(others) && code == PIPC_OK; i++) {
        const pipc__metadata_pair *pair = &others->pairs[i];

        code = pipc__metadata_add_received(self, pair->key, strlen(pair->key), pair->value,
                                           pair->length, error);
    }
    return code;
}

static bool is_key_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static int check_key(const char *key, pipc_error **error)
{
    bool legal = key[0] != '\0';

    for (const char *c = key; *c != '\0'; c++)
        legal = legal && is_key_character(*c);
    if (!legal)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_METADATA",
                         "metadata key \"%s\" cannot be sent, expected a-z, 0-9, -, _ and . only",
                         key);
    if (strncmp(key, "grpc-", strlen("grpc-")) == 0)
        return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_METADATA",
                         "metadata key \"%s\" cannot be sent, those with grpc- are gRPC's own",
                         key);
    return PIPC_OK;
}

static bool is_binary(const char *key)
{
    size_t length = strlen(key);

    return length >= strlen("-bin") && strcmp(key + length - strlen("-bin"), "-bin") == 0;
}

static int check_value(const char *key, const char *value, size_t length, pipc_error **error)
{
    if (is_binary(key))
        return PIPC_OK;
    for (size_t i = 0; i < length; i++)
        if (value[i] < 0x20 || value[i] > 0x7e)
            return pipc_fail(error, PIPC_E_BAD_REQUEST, "BAD_METADATA",
                             "the value of metadata key \"%s\" cannot be sent: its byte %zu is "
                             "0x%02x, expected printable ASCII, or a key that ends in -bin",
                             key, i + 1, (unsigned char)value[i]);
    return PIPC_OK;
}

int pipc_metadata_add_bytes(pipc_metadata *self, const char *key, const void *value, size_t length,
                            pipc_error **error)
{
    int code = check_key(key, error);

    if (code == PIPC_OK)
        code = check_value(key, value, length, error);
    if (code == PIPC_OK)
        code = pipc__metadata_add_received(self, key, strlen(key), value, length, error);
    return code;
}

int pipc_metadata_add(pipc_metadata *self, const char *key, const char *value, pipc_error **error)
{
    return pipc_metadata_add_bytes(self, key, value, strlen(value), error);
}

/* --- looking -------------------------------------------------------------------------------- */

size_t pipc_metadata_count(const pipc_metadata *self)
{
    return self == NULL ? 0 : self->count;
}

const char *pipc_metadata_at(const pipc_metadata *self, size_t index, const char **value,
                             size_t *length)
{
    if (index >= pipc_metadata_count(self))
        return NULL;
    if (value != NULL)
        *value = self->pairs[index].value;
    if (length != NULL)
        *length = self->pairs[index].length;
    return self->pairs[index].key;
}

const char *pipc_metadata_get(const pipc_metadata *self, const char *key, size_t *length)
{
    for (size_t i = 0; i < pipc_metadata_count(self); i++) {
        if (strcmp(self->pairs[i].key, key) != 0)
            continue;
        if (length != NULL)
            *length = self->pairs[i].length;
        return self->pairs[i].value;
    }
    return NULL;
}
