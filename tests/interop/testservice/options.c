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

int options_check_tls(const char *program, const char *value)
{
    if (value == NULL || strcmp(value, "false") == 0)
        return NOT_GIVEN;
    if (strcmp(value, "true") == 0)
        fprintf(stderr, "%s: --use_tls is true; TLS is not supported yet, expected false\n",
                program);
    else
        fprintf(stderr, "%s: option --use_tls is \"%s\"; expected true or false\n", program, value);
    return EXIT_USAGE;
}
