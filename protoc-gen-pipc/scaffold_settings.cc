// RenderSettingsSource(): one file of the scaffold, which is the same for all.
#include "scaffold_programs.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kOptions =
    R"raw(/* What the programs are told: command line and configuration. This file is yours. */
#include "settings.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_FILE "config.yml"
#define EXIT_USAGE 2

enum { MOST_LEVELS = 8, LONGEST_LINE = 1024 };

static const char usage[] =
    "usage: %s [--config FILE] [--host H] [--port N]\n"
    "\n"
    "  --config FILE  configuration, config.yml by default if there is one\n"
    "  --host H       goes before connection.host of the configuration\n"
    "  --port N       goes before connection.port; 0: the server takes a free one\n"
    "  --help         print this and exit\n";

/* The command line; NULL is what was not given. */
typedef struct options {
    const char *file;
    const char *host;
    const char *port;
} options;

/* Where the reader of the configuration is: "connection." is the key of the lines below it. */
typedef struct reader {
    const char *path;
    int line;
    size_t depth;
    size_t indents[MOST_LEVELS];
    size_t lengths[MOST_LEVELS]; /* of `key`, at each level */
    char key[LONGEST_LINE];
} reader;
)raw";

constexpr const char *kReader = R"raw(
static int fail_at(const reader *self, const char *expected, pipc_error **error)
{
    return pipc_fail(error, PIPC_E_MISCONFIGURATION, "BAD_CONFIG", "%s:%d: expected %s", self->path,
                     self->line, expected);
}

static void trim_end(char *text)
{
    size_t length = strlen(text);

    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    text[length] = '\0';
}

/* A value without its quotes, or without the comment behind it. */
static char *read_value(char *text)
{
    char *end;

    text += strspn(text, " \t");
    if (*text == '"' || *text == '\'') {
        end = strchr(text + 1, *text);
        if (end != NULL) {
            *end = '\0';
            return text + 1;
        }
    }
    end = *text == '#' ? text : strstr(text, " #");
    if (end != NULL)
        *end = '\0';
    trim_end(text);
    return text;
}

/* Puts `name` behind the keys of the lines that this one is indented under. */
static int enter_key(reader *self, size_t indent, const char *name, pipc_error **error)
{
    size_t length;

    while (self->depth > 0 && self->indents[self->depth - 1] >= indent)
        self->depth--;
    length = self->depth > 0 ? self->lengths[self->depth - 1] : 0;
    if (length + strlen(name) + 2 > sizeof self->key || self->depth == MOST_LEVELS)
        return fail_at(self, "shorter keys, or fewer levels", error);
    strcpy(self->key + length, name);
    return PIPC_OK;
}

static void open_section(reader *self, size_t indent)
{
    strcat(self->key, ".");
    self->indents[self->depth] = indent;
    self->lengths[self->depth] = strlen(self->key);
    self->depth++;
}

static int read_line(reader *self, char *line, pipc_config_params *config, pipc_error **error)
{
    size_t indent = strspn(line, " ");
    char *name = line + indent;
    char *colon;
    char *value;
    int code;

    trim_end(name);
    if (*name == '\0' || *name == '#' || strcmp(name, "---") == 0)
        return PIPC_OK;
    colon = strchr(name, ':');
    if (colon == NULL || colon == name || strchr("-[{\t\"'", *name) != NULL ||
        (colon[1] != '\0' && !isspace((unsigned char)colon[1])))
        return fail_at(self, "`key: value`, or `key:` and more indented lines", error);
    *colon = '\0';
    trim_end(name);
    value = read_value(colon + 1);
    code = enter_key(self, indent, name, error);
    if (code == PIPC_OK && *value == '\0')
        open_section(self, indent);
    else if (code == PIPC_OK)
        code = pipc_config_params_set(config, self->key, value, error);
    return code;
}

static int read_lines(FILE *file, reader *self, pipc_config_params *config, pipc_error **error)
{
    char line[LONGEST_LINE];
    int code = PIPC_OK;

    while (code == PIPC_OK && fgets(line, sizeof line, file) != NULL) {
        self->line++;
        if (strchr(line, '\n') == NULL && !feof(file))
            code = fail_at(self, "a shorter line", error);
        else
            code = read_line(self, line, config, error);
    }
    if (code == PIPC_OK && ferror(file))
        code = fail_at(self, "a file that can be read", error);
    return code;
}

/*
 * Reads what of YAML a configuration needs: `key: value`, maps by indentation, and comments. The
 * keys of a map come with a dot between them: connection.port. The file that nobody asked for may
 * be missing.
 */
static int read_file(const char *path, pipc_config_params *config, pipc_error **error)
{
    reader self = {.path = path == NULL ? DEFAULT_FILE : path};
    FILE *file = fopen(self.path, "r");
    int code;

    if (file == NULL && path == NULL && errno == ENOENT)
        return PIPC_OK;
    if (file == NULL)
        return pipc_fail(error, PIPC_E_FILE_ERROR, "CANNOT_READ", "%s: %s", self.path,
                         strerror(errno));
    code = read_lines(file, &self, config, error);
    fclose(file);
    return code;
}
)raw";

constexpr const char *kRead = R"raw(
static int make_config(const options *given, pipc_config_params **config, pipc_error **error)
{
    /* clang-format off */
    int code = pipc_config_params_from_tuples(config, error,
        "connection.protocol", "http",
        "connection.host", "127.0.0.1",
        "connection.port", "50055",
        NULL);
    /* clang-format on */

    if (code == PIPC_OK)
        code = read_file(given->file, *config, error);
    if (code == PIPC_OK && given->host != NULL)
        code = pipc_config_params_set(*config, "connection.host", given->host, error);
    if (code == PIPC_OK && given->port != NULL)
        code = pipc_config_params_set(*config, "connection.port", given->port, error);
    return code;
}

/* Whether `word` is `name` or `name=value`. In *value the latter, or `next`. */
static bool is_option(const char *word, const char *name, const char *next, const char **value)
{
    size_t length = strlen(name);

    if (strncmp(word, name, length) != 0 || (word[length] != '\0' && word[length] != '='))
        return false;
    *value = word[length] == '=' ? word + length + 1 : next;
    return true;
}

static int read_options(const char *program, int argc, char **argv, options *out)
{
    for (int i = 1; i < argc; i++) {
        const char *next = argv[i + 1];
        const char **value = NULL;

        if (strcmp(argv[i], "--help") == 0) {
            printf(usage, program);
            return EXIT_SUCCESS;
        }
        if (is_option(argv[i], "--config", next, &out->file))
            value = &out->file;
        else if (is_option(argv[i], "--host", next, &out->host))
            value = &out->host;
        else if (is_option(argv[i], "--port", next, &out->port))
            value = &out->port;
        if (value == NULL || *value == NULL) {
            fprintf(stderr, "%s: %s \"%s\"; --help lists the options\n", program,
                    value == NULL ? "unknown argument" : "no value after", argv[i]);
            return EXIT_USAGE;
        }
        if (*value == next)
            i++;
    }
    return SETTINGS_READ;
}

int settings_read(const char *program, int argc, char **argv, pipc_config_params **config)
{
    options given = {.file = NULL};
    pipc_error *error = NULL;
    int status = read_options(program, argc, argv, &given);

    if (status == SETTINGS_READ && make_config(&given, config, &error) != PIPC_OK) {
        pipc_config_params_free(*config);
        *config = NULL;
        status = settings_report(program, error);
    }
    return status;
}

/* What came from the other side may hold anything: it does not get at the terminal. */
static void write_text(FILE *file, const char *text)
{
    for (; text != NULL && *text != '\0'; text++)
        putc((unsigned char)*text < ' ' || *text == '\177' ? '?' : *text, file);
}

int settings_report(const char *program, pipc_error *error)
{
    const char *cause = pipc_error_cause(error);

    fprintf(stderr, "%s: %s ", program, pipc_category_name(pipc_error_category(error)));
    write_text(stderr, pipc_error_code(error));
    fputs(": ", stderr);
    write_text(stderr, pipc_error_message(error));
    fputs(cause == NULL ? "" : ", because ", stderr);
    write_text(stderr, cause);
    putc('\n', stderr);
    pipc_error_free(error);
    return EXIT_FAILURE;
}
)raw";

} // namespace

std::string RenderSettingsSource()
{
    return std::string(kOptions) + kReader + kRead;
}

} // namespace pipc_gen
