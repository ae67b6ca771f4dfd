/* What the command lines of both programs have in common. */
#ifndef OPTIONS_H_
#define OPTIONS_H_

#include <stdbool.h>

#include "arguments.h"

/** As arguments_read(), of a program that takes no words. */
int options_read(const argument_list *list, int argc, char **argv);

/**
 * Reads `value` of the option `name`, true or false; NULL, not given, is false. Returns NOT_GIVEN
 * if the program can go on, else the status it must exit with, everything being said.
 */
int options_read_boolean(const char *program, const char *name, const char *value, bool *out);

#endif
