#include "rpc/file_set.h"

#include <string.h>

#include "base/alloc.h"

void pipc__file_set_dispose(pipc__file_set *self)
{
    pipc__free(self->files);
    *self = (pipc__file_set){.files = NULL};
}

const pipc_grpc_file *pipc__file_set_find(const pipc__file_set *self, const char *name)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->files[i]->name, name) == 0)
            return self->files[i];
    return NULL;
}

static bool add_one(pipc__file_set *self, const pipc_grpc_file *file)
{
    if (pipc__file_set_find(self, file->name) != NULL)
        return true;
    if (self->count == self->capacity) {
        size_t capacity = self->capacity == 0 ? 8 : 2 * self->capacity;
        const pipc_grpc_file **files = pipc__realloc(self->files, capacity * sizeof(*files));

        if (files == NULL)
            return false;
        self->files = files;
        self->capacity = capacity;
    }
    self->files[self->count++] = file;
    return true;
}

/* Not by recursion: chains of imports may be long. */
bool pipc__file_set_add(pipc__file_set *self, const pipc_grpc_file *file)
{
    size_t next = self->count;

    if (!add_one(self, file))
        return false;
    for (; next < self->count; next++)
        for (size_t i = 0; i < self->files[next]->dependency_count; i++)
            if (!add_one(self, self->files[next]->dependencies[i]))
                return false;
    return true;
}
