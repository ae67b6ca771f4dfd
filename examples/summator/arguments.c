/* Command lines: options, and what they change in a configuration. */
#include "arguments.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

static int read_long(const char *text, long least, long most, long *out)
{
    char *end = NULL;
    long value;

    errno = 0;
    value = strtol(text, &end, 10);
    if (isspace((unsigned char)text[0]) || end == text || *end != '\0' || errno != 0)
        return -1;
    if (value < least || value > most)
        return -1;
    *out = value;
    return 0;
}

int arguments_float(const char *text, float *out)
{
    char *end = NULL;
    float value;

    errno = 0;
    value = strtof(text, &end);
    if (isspace((unsigned char)text[0]) || end == text || *end != '\0')
        return -1;
    /* Too small a number is rounded, as in arithmetic; too large a one is no float. */
    if (errno == ERANGE && isinf(value))
        return -1;
    *out = value;
    return 0;
}

/* The option that `word` names, and in *value what follows its `=`, NULL if there is none. */
static const argument_option *find_option(const argument_list *list, const char *word,
                                          const char **value)
{
    const char *equals = strchr(word, '=');
    size_t length = equals == NULL ? strlen(word) : (size_t)(equals - word);

    *value = equals == NULL ? NULL : equals + 1;
    for (size_t i = 0; i < list->option_count; i++) {
        const char *name = list->options[i].name;

        if (strlen(name) == length && strncmp(name, word, length) == 0)
            return &list->options[i];
    }
    return NULL;
}

static int store(const argument_list *list, const argument_option *option, int index,
                 const char *value)
{
    if (value == NULL) {
        fprintf(stderr, "%s: option %s needs %s\n", list->program, option->name,
                option->count > 1 ? "more values" : "a value");
        return -1;
    }
    if (option->text != NULL) {
        *option->text = value;
        return 0;
    }
    if (read_long(value, option->least, option->most, &option->numbers[index]) == 0)
        return 0;
    fprintf(stderr, "%s: option %s is \"%s\"; expected a whole number from %ld to %ld\n",
            list->program, option->name, value, option->least, option->most);
    return -1;
}

/* Reads the option at argv[i]; returns the index of what comes after it, or -1. */
static int read_option(const argument_list *list, char **argv, int i)
{
    const char *inline_value = NULL;
    const argument_option *option = find_option(list, argv[i], &inline_value);

    if (option == NULL) {
        fprintf(stderr, "%s: unknown option \"%s\"; --help lists the known ones\n", list->program,
                argv[i]);
        return -1;
    }
    for (int index = 0; index == 0 || index < option->count; index++) {
        const char *value = index == 0 && inline_value != NULL ? inline_value : argv[++i];

        if (store(list, option, index, value) != 0)
            return -1;
    }
    return i + 1;
}

static int print(const argument_list *list, const char *text)
{
    fputs(text, stdout);
    return report_flush(list->program) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int arguments_read(const argument_list *list, int argc, char **argv, int *word_count)
{
    int words = 0;

    for (int i = 1; i < argc;) {
        if (strcmp(argv[i], "--help") == 0)
            return print(list, list->usage);
        if (strcmp(argv[i], "--version") == 0) {
            printf("%s %s\n", list->program, pipc_version());
            return print(list, "");
        }
        if (strncmp(argv[i], "--", 2) != 0) {
            argv[words++] = argv[i++];
            continue;
        }
        i = read_option(list, argv, i);
        if (i < 0)
            return EXIT_USAGE;
    }
    *word_count = words;
    return NOT_GIVEN;
}

int arguments_override(pipc_config_params **config, const char *text, pipc_error **error)
{
    pipc_config_params *given = NULL;
    pipc_config_params *merged = NULL;
    int code;

    if (text == NULL)
        return PIPC_OK;
    code = pipc_config_params_from_string(text, &given, error);
    if (code == PIPC_OK)
        code = pipc_config_params_override(*config, given, &merged, error);
    if (code == PIPC_OK) {
        pipc_config_params_free(*config);
        *config = merged;
    }
    pipc_config_params_free(given);
    return code;
}

int arguments_set_text(pipc_config_params *config, const char *key, const char *value,
                       pipc_error **error)
{
    return value == NULL ? PIPC_OK : pipc_config_params_set(config, key, value, error);
}

int arguments_set_number(pipc_config_params *config, const char *key, long value,
                         pipc_error **error)
{
    char text[32];

    if (value == NOT_GIVEN)
        return PIPC_OK;
    snprintf(text, sizeof text, "%ld", value);
    return pipc_config_params_set(config, key, text, error);
}
