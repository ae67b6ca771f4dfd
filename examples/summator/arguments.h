/* Command lines: options, and what they change in a configuration. */
#ifndef ARGUMENTS_H_
#define ARGUMENTS_H_

#include <stddef.h>

#include <pipc/pipc.h>

/** The number of an option that was not given. */
#define NOT_GIVEN (-1)

/** The exit status of a program that was called wrongly. */
#define EXIT_USAGE 2

/** An option, `--name VALUE`, and where its value goes: text as it stands, or whole numbers. */
typedef struct argument_option {
    const char *name;
    const char **text;
    long *numbers;
    int count; /* how many numbers follow it, if more than one */
    long least;
    long most;
} argument_option;

/** A program and what it takes. */
typedef struct argument_list {
    const char *program;
    const char *usage; /* what --help prints */
    const argument_option *options;
    size_t option_count;
} argument_list;

/**
 * Reads a command line. The words that are not options, to which negative numbers belong, are
 * moved to the very front of `argv`, and *word_count tells how many they are.
 *
 * Returns NOT_GIVEN if the program can go on, else the status it must exit with: everything is
 * said by then, in one line on stderr, or on stdout for --help and --version.
 */
int arguments_read(const argument_list *list, int argc, char **argv, int *word_count);

/** Reads a float: a number, `inf` or `nan`, nothing before or after it. Returns 0, or -1. */
int arguments_float(const char *text, float *out);

/** Puts the parameters of `text`, as `a=b;c=d`, over those of *config; NULL changes nothing. */
PIPC_NODISCARD int arguments_override(pipc_config_params **config, const char *text,
                                      pipc_error **error);

/** Sets a parameter to `value` unless that is NULL. */
PIPC_NODISCARD int arguments_set_text(pipc_config_params *config, const char *key,
                                      const char *value, pipc_error **error);

/** Sets a parameter to `value` unless that is NOT_GIVEN. */
PIPC_NODISCARD int arguments_set_number(pipc_config_params *config, const char *key, long value,
                                        pipc_error **error);

#endif
