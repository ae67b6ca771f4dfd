#include "grpc/arguments.h"

#include <assert.h>

static grpc_arg *add(pipc__arguments *arguments, const char *key, grpc_arg_type type)
{
    grpc_arg *argument = &arguments->list[arguments->count];

    assert(arguments->count < PIPC__ARGUMENTS_MAX);
    argument->type = type;
    argument->key =
        (char *)key; /* the core copies it; its struct has lacked the const ever since */
    arguments->count++;
    return argument;
}

void pipc__arguments_add(pipc__arguments *arguments, const char *key, int value)
{
    add(arguments, key, GRPC_ARG_INTEGER)->value.integer = value;
}

void pipc__arguments_add_text(pipc__arguments *arguments, const char *key, const char *value)
{
    add(arguments, key, GRPC_ARG_STRING)->value.string = (char *)value; /* likewise */
}

void pipc__arguments_add_pointer(pipc__arguments *arguments, const char *key, void *pointer,
                                 const grpc_arg_pointer_vtable *vtable)
{
    grpc_arg *argument = add(arguments, key, GRPC_ARG_POINTER);

    argument->value.pointer.p = pointer;
    argument->value.pointer.vtable = vtable;
}

grpc_channel_args pipc__arguments_get(pipc__arguments *arguments)
{
    return (grpc_channel_args){.num_args = arguments->count, .args = arguments->list};
}
