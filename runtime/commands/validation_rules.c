#include <pipc/error.h>

#include "base/alloc.h"
#include "base/str.h"
#include "commands/json_values.h"
#include "commands/validation.h"

static int perform(const pipc_validation_rule *self, const char *path, const json_t *value,
                   json_t *results);

/* The words, joined. NULL: no memory. */
static char *join(const char *const *words)
{
    pipc__str joined = {.text = NULL};

    for (; words != NULL && *words != NULL; words++) {
        if (joined.length > 0)
            pipc__str_append(&joined, ",");
        pipc__str_append(&joined, *words);
    }
    return pipc__str_take(&joined);
}

static int add_with_words(json_t *results, const char *path, const char *code, const char *what,
                          const char *const *words)
{
    char *joined = join(words);
    int status = joined == NULL
                     ? PIPC_E_NO_MEMORY
                     : pipc__validation_add_error(results, path, code, "%s %s %s",
                                                  pipc__validation_name(path), what, joined);

    pipc__free(joined);
    return status;
}

/* --- of rules ------------------------------------------------------------------------------- */

int pipc__rules_perform(const pipc_validation_rule *const *rules, const char *path,
                        const json_t *value, json_t *results)
{
    int code = PIPC_OK;

    for (; rules != NULL && *rules != NULL && code == PIPC_OK; rules++)
        code = perform(*rules, path, value, results);
    return code;
}

/* What `rule` alone has to say, *found is NULL without memory. */
static int try_rule(const pipc_validation_rule *rule, const char *path, const json_t *value,
                    json_t **found)
{
    *found = json_array();
    return *found == NULL ? PIPC_E_NO_MEMORY : perform(rule, path, value, *found);
}

static int perform_or(const pipc_validation_rule *self, const char *path, const json_t *value,
                      json_t *results)
{
    json_t *all = json_array();
    bool holds = self->rules == NULL || self->rules[0] == NULL;
    int code = all == NULL ? PIPC_E_NO_MEMORY : PIPC_OK;

    for (size_t i = 0; code == PIPC_OK && !holds && self->rules[i] != NULL; i++) {
        json_t *found = NULL;

        code = try_rule(self->rules[i], path, value, &found);
        holds = json_array_size(found) == 0;
        if (code == PIPC_OK)
            code = pipc__validation_add_all(all, found);
        json_decref(found);
    }
    if (code == PIPC_OK && !holds)
        code = pipc__validation_add_all(results, all);
    json_decref(all);
    return code;
}

static int perform_not(const pipc_validation_rule *self, const char *path, const json_t *value,
                       json_t *results)
{
    json_t *found = NULL;
    int code;

    if (self->rules == NULL || self->rules[0] == NULL)
        return PIPC_OK;
    code = try_rule(self->rules[0], path, value, &found);
    if (code == PIPC_OK && json_array_size(found) == 0)
        code =
            pipc__validation_add_error(results, path, "NOT_FAILED", "Negative check for %s failed",
                                       pipc__validation_name(path));
    json_decref(found);
    return code;
}

/* --- of words ------------------------------------------------------------------------------- */

static bool is_among(const json_t *value, const char *const *words)
{
    for (; words != NULL && *words != NULL; words++)
        if (pipc__value_compare_text(value, "EQ", *words))
            return true;
    return false;
}

static int perform_value_comparison(const pipc_validation_rule *self, const char *path,
                                    const json_t *value, json_t *results)
{
    if (self->words == NULL || self->words[0] == NULL ||
        pipc__value_compare_text(value, self->operation, self->words[0]))
        return PIPC_OK;
    return pipc__validation_add_error(results, path, "BAD_VALUE", "%s must be %s %s",
                                      pipc__validation_name(path), self->operation, self->words[0]);
}

static int perform_properties_comparison(const pipc_validation_rule *self, const char *path,
                                         const json_t *value, json_t *results)
{
    if (self->words == NULL || self->words[0] == NULL || self->words[1] == NULL)
        return PIPC_OK;
    if (pipc__value_compare(json_object_get(value, self->words[0]), self->operation,
                            json_object_get(value, self->words[1])))
        return PIPC_OK;
    return pipc__validation_add_error(results, path, "PROPERTIES_NOT_MATCH",
                                      "%s must have %s %s %s", pipc__validation_name(path),
                                      self->words[0], self->operation, self->words[1]);
}

static size_t count_properties(const json_t *value, const char *const *names)
{
    size_t count = 0;

    for (; names != NULL && *names != NULL; names++)
        if (!pipc__json_is_nothing(json_object_get(value, *names)))
            count++;
    return count;
}

static int perform_existence(const pipc_validation_rule *self, const char *path,
                             const json_t *value, json_t *results)
{
    size_t count = count_properties(value, self->words);

    if (count == 0)
        return add_with_words(results, path, "VALUE_NULL", "must have at least one property from",
                              self->words);
    if (count > 1 && self->kind == PIPC_RULE_ONLY_ONE_EXISTS)
        return add_with_words(results, path, "VALUE_ONLY_ONE", "must have only one property from",
                              self->words);
    return PIPC_OK;
}

static int perform_inclusion(const pipc_validation_rule *self, const char *path,
                             const json_t *value, json_t *results)
{
    bool wanted = self->kind == PIPC_RULE_INCLUDED;

    if (is_among(value, self->words) == wanted)
        return PIPC_OK;
    return add_with_words(results, path, wanted ? "VALUE_NOT_INCLUDED" : "VALUE_INCLUDED",
                          wanted ? "must be one of" : "must not be one of", self->words);
}

static int perform(const pipc_validation_rule *self, const char *path, const json_t *value,
                   json_t *results)
{
    switch (self->kind) {
    case PIPC_RULE_AND:
        return pipc__rules_perform(self->rules, path, value, results);
    case PIPC_RULE_OR:
        return perform_or(self, path, value, results);
    case PIPC_RULE_NOT:
        return perform_not(self, path, value, results);
    case PIPC_RULE_INCLUDED:
    case PIPC_RULE_EXCLUDED:
        return perform_inclusion(self, path, value, results);
    case PIPC_RULE_VALUE_COMPARISON:
        return perform_value_comparison(self, path, value, results);
    case PIPC_RULE_PROPERTIES_COMPARISON:
        return perform_properties_comparison(self, path, value, results);
    case PIPC_RULE_AT_LEAST_ONE_EXISTS:
    case PIPC_RULE_ONLY_ONE_EXISTS:
        return perform_existence(self, path, value, results);
    case PIPC_RULE_CUSTOM:
    default:
        return self->validate == NULL
                   ? PIPC_OK
                   : self->validate(self, path, pipc__validation_name(path), value, results);
    }
}
