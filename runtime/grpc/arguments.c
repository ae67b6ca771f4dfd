#include "grpc/arguments.h"

#include <assert.h>

void pipc__arguments_add(pipc__arguments *arguments, const char *key, int value)
{
    grpc_arg *argument = &arguments->list[arguments->count];

    assert(arguments->count < PIPC__ARGUMENTS_MAX);
    argument->type = GRPC_ARG_INTEGER;
    argument->key =
        (char *)key; /* the core copies it; its struct has lacked the const ever since */
    argument->value.integer = value;
    arguments->count++;
}

void pipc__arguments_add_text(pipc__arguments *arguments, const char *key, const char *value)
{
    grpc_arg *argument = &arguments->list[arguments->count];

    assert(arguments->count < PIPC__ARGUMENTS_MAX);
    argument->type = GRPC_ARG_STRING;
    argument->key = (char *)key;
    argument->value.string = (char *)value;
    arguments->count++;
}

grpc_channel_args pipc__arguments_get(pipc__arguments *arguments)
{
    return (grpc_channel_args){.num_args = arguments->count, .args = arguments->list};
}
