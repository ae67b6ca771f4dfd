/* Configuration files: YAML and JSON, with variables that are filled in. */
#ifndef PIPC_CONFIG_READER_H_
#define PIPC_CONFIG_READER_H_

#include <pipc/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A file is a template first. Its variables are parameters, by names of letters, digits and _ in
 * any case; one that is missing, null or empty is not set, "0" and "false" are:
 *
 *     {{NAME}}                                    its value as it stands; nothing if it is not set
 *     {{{NAME}}}                                  its value as it stands within a JSON string
 *     {{#if NAME}} … {{else}} … {{/if}}           the first if it is set, else the second
 *     {{#unless NAME}} … {{else}} … {{/unless}}   the other way round
 *     {{#NAME}} … {{/NAME}}, {{^NAME}} … {{/NAME}}   the same two, written shorter
 *     {{! … }}                                    nothing
 *
 * These are the templates of Pip.Services, and {{else}} and comments work.
 *
 * Then it is YAML if its name ends in .yml or .yaml, and JSON otherwise. Maps and lists become keys
 * with dots, as "0.connection.port"; numbers and truth values are text, as they are written; null
 * is null; maps and lists that are empty are nothing at all. Of YAML there are anchors, aliases and
 * <<; no tags but those of text, numbers, lists and maps; one document; keys are text.
 *
 * Bounds: 1 MiB of file, 4 MiB with its variables filled in, of keys and values likewise, 10000
 * values, 64 levels, what an alias stands for being counted each time.
 *
 * Errors:    PIPC_E_MISCONFIGURATION with file and line in the message, and as the details "path"
 *            and "line": BAD_TEXT for what is not UTF-8, BAD_TEMPLATE, BAD_YAML, BAD_JSON,
 *            DUPLICATE_KEY, TOO_LARGE, TOO_MANY, TOO_DEEP; NO_PATH if no file is named;
 *            PIPC_E_FILE_ERROR READ_FAILED for a file that cannot be read; PIPC_E_UNSUPPORTED
 *            NO_YAML or NO_JSON where pipc was built without libyaml or jansson; PIPC_E_NO_MEMORY.
 * Ownership: borrows its arguments for the call, `parameters` may be NULL; free *out with
 *            pipc_config_params_free().
 * Threads:   any.
 */

/** What the file at `path` holds. */
PIPC_API PIPC_NODISCARD int pipc_config_read_file(const char *path,
                                                  const pipc_config_params *parameters,
                                                  pipc_config_params **out, pipc_error **error);

/** What `length` bytes of text hold that would be in a file called `name`. */
PIPC_API PIPC_NODISCARD int pipc_config_read_text(const char *name, const char *text, size_t length,
                                                  const pipc_config_params *parameters,
                                                  pipc_config_params **out, pipc_error **error);

#ifdef __cplusplus
}
#endif

#endif
