#include "options.h"

#include <stdio.h>
#include <string.h>

int options_read(const argument_list *list, int argc, char **argv)
{
    int words = 0;
    int status = arguments_read(list, argc, argv, &words);

    if (status != NOT_GIVEN || words == 0)
        return status;
    fprintf(stderr, "%s: unexpected argument \"%s\"; --help lists the options\n", list->program,
            argv[0]);
    return EXIT_USAGE;
}

int options_read_boolean(const char *program, const char *name, const char *value, bool *out)
{
    *out = value != NULL && strcmp(value, "true") == 0;
    if (*out || value == NULL || strcmp(value, "false") == 0)
        return NOT_GIVEN;
    fprintf(stderr, "%s: option %s is \"%s\"; expected true or false\n", program, name, value);
    return EXIT_USAGE;
}
