#include "validation_template.h"

#include <cstdio>

#include "c_literals.h"
#include "substitute.h"

namespace pipc_gen
{
namespace
{

constexpr const char *kHeading = R"(
/* What the fields of requests must keep to, as their (pipc.rules) say. */
)";

// Messages may hold themselves, and each other.
constexpr const char *kDeclaration = R"(static const pipc_message_rules $table$;
)";

constexpr const char *kTable = R"(
static const pipc_field_rules $table$_fields[] = {
$fields$};

static const pipc_message_rules $table$ = {
    .count = PIPC_ARRAY_SIZE($table$_fields),
    .fields = $table$_fields,
};
)";

std::string TableName(int index)
{
    return "pipc_rules_" + std::to_string(index);
}

// The shortest text that is read as the same again; printf() would follow the locale, if there was
// one: a program starts in that of C.
std::string NumberText(double number)
{
    char text[32];
    int digits = 15;
    do {
        std::snprintf(text, sizeof text, "%.*g", digits++, number);
    } while (std::stod(text) != number && digits <= 17);
    return text;
}

void AddMember(const char *name, const std::string &value, std::string *out)
{
    *out += std::string("        .") + name + " = " + value + ",\n";
}

void AddFlag(const char *name, bool value, std::string *out)
{
    if (value)
        AddMember(name, "true", out);
}

void AddSize(const char *name, const std::optional<uint64_t> &value, std::string *out)
{
    if (value.has_value())
        AddMember(name, std::to_string(*value), out);
}

void AddRange(const FieldRules &rules, std::string *out)
{
    bool has_min = rules.min.has_value() || rules.above.has_value();
    bool has_max = rules.max.has_value() || rules.below.has_value();
    AddFlag("has_min", has_min, out);
    AddFlag("has_max", has_max, out);
    AddFlag("above_min", rules.above.has_value(), out);
    AddFlag("below_max", rules.below.has_value(), out);
    if (has_min)
        AddMember("min", NumberText(rules.min.has_value() ? *rules.min : *rules.above), out);
    if (has_max)
        AddMember("max", NumberText(rules.max.has_value() ? *rules.max : *rules.below), out);
}

std::string RenderField(const FieldRules &rules)
{
    std::string text = "    {\n";
    AddMember("field", std::to_string(rules.field), &text);
    AddFlag("required", rules.required, &text);
    AddFlag("enum_defined", rules.enum_defined, &text);
    AddRange(rules, &text);
    AddSize("min_length", rules.min_length, &text);
    AddSize("max_length", rules.max_length, &text);
    AddSize("min_items", rules.min_items, &text);
    AddSize("max_items", rules.max_items, &text);
    if (rules.pattern.has_value())
        AddMember("pattern", '"' + EscapeForC(*rules.pattern) + '"', &text);
    if (rules.message >= 0)
        AddMember("message", "&" + TableName(rules.message), &text);
    return text + "    },\n";
}

} // namespace

std::string RenderRules(const std::vector<MessageRules> &tables)
{
    if (tables.empty())
        return "";
    std::string text = kHeading;
    for (size_t i = 0; i < tables.size(); i++)
        text += Substitute(kDeclaration, {{"table", TableName(static_cast<int>(i))}});
    for (size_t i = 0; i < tables.size(); i++) {
        std::string fields;
        for (const FieldRules &rules : tables[i].fields)
            fields += RenderField(rules);
        std::string name = TableName(static_cast<int>(i));
        text += Substitute(kTable, {{"table", name}, {"fields", fields}});
    }
    return text;
}

std::string RenderRulesMember(int index)
{
    return index < 0 ? "" : "        .rules = &" + TableName(index) + ",\n";
}

} // namespace pipc_gen
