/* What the command lines of both programs have in common. */
#ifndef OPTIONS_H_
#define OPTIONS_H_

#include "arguments.h"

/** As arguments_read(), of a program that takes no words. */
int options_read(const argument_list *list, int argc, char **argv);

/**
 * What is to be done about --use_tls=`value`, NULL if it was not given: NOT_GIVEN if the program
 * can go on, else the status it must exit with, everything being said.
 */
int options_check_tls(const char *program, const char *value);

#endif
