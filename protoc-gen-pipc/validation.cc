#include "validation.h"

#include <google/protobuf/descriptor.pb.h>
#include <regex.h>

#include <cmath>
#include <set>

#include "locations.h"
#include "option_fields.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

// Of (pipc.rules), and of the fields of pipc.FieldRules.
constexpr int kExtension = 59100;
constexpr int kRequired = 1;
constexpr int kMin = 2;
constexpr int kMax = 3;
constexpr int kAbove = 4;
constexpr int kBelow = 5;
constexpr int kMinLength = 6;
constexpr int kMaxLength = 7;
constexpr int kPattern = 8;
constexpr int kMinItems = 9;
constexpr int kMaxItems = 10;
constexpr int kEnumDefined = 11;

// Up to here a double has all whole numbers.
constexpr double kWholeMost = 9007199254740992.0;

FieldRules ReadRules(const FieldDescriptor &field)
{
    google::protobuf::UnknownFieldSet fields;
    ReadExtension(field.options(), kExtension, &fields);
    FieldRules rules;
    rules.field = field.number();
    rules.is_given = !fields.empty();
    rules.required = GetVarint(fields, kRequired).value_or(0) != 0;
    rules.min = GetDouble(fields, kMin);
    rules.max = GetDouble(fields, kMax);
    rules.above = GetDouble(fields, kAbove);
    rules.below = GetDouble(fields, kBelow);
    rules.min_length = GetVarint(fields, kMinLength);
    rules.max_length = GetVarint(fields, kMaxLength);
    rules.pattern = GetString(fields, kPattern);
    rules.min_items = GetVarint(fields, kMinItems);
    rules.max_items = GetVarint(fields, kMaxItems);
    rules.enum_defined = GetVarint(fields, kEnumDefined).value_or(0) != 0;
    return rules;
}

// What each of its values is: of a map that of an entry.
const FieldDescriptor &ValueOf(const FieldDescriptor &field)
{
    return field.is_map() ? *field.message_type()->field(1) : field;
}

const Descriptor *MessageOf(const FieldDescriptor &field)
{
    const FieldDescriptor &value = ValueOf(field);
    return value.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ? value.message_type() : nullptr;
}

// --- what is wrong with them ---------------------------------------------------------------------

bool IsWhole(const FieldDescriptor &value)
{
    switch (value.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
        return true;
    default:
        return false;
    }
}

bool IsNumber(const FieldDescriptor &value)
{
    return IsWhole(value) || value.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ||
           value.cpp_type() == FieldDescriptor::CPPTYPE_FLOAT;
}

std::string RangeMistake(const FieldRules &rules, const FieldDescriptor &value)
{
    std::optional<double> least = rules.min.has_value() ? rules.min : rules.above;
    std::optional<double> most = rules.max.has_value() ? rules.max : rules.below;
    if (!least.has_value() && !most.has_value())
        return "";
    if (!IsNumber(value))
        return "a range is for numbers, and it is of type " + std::string(value.type_name());
    if (rules.min.has_value() && rules.above.has_value())
        return "it has both min and above; give one of them";
    if (rules.max.has_value() && rules.below.has_value())
        return "it has both max and below; give one of them";
    for (const std::optional<double> &bound : {least, most}) {
        if (!bound.has_value())
            continue;
        if (!std::isfinite(*bound))
            return "a bound of its range is no finite number";
        if (IsWhole(value) && (*bound != std::floor(*bound) || std::fabs(*bound) > kWholeMost))
            return "a bound of a range of integers has to be whole, and at most 2^53 from 0";
    }
    bool excludes = rules.above.has_value() || rules.below.has_value();
    if (least.has_value() && most.has_value() && (excludes ? *least >= *most : *least > *most))
        return "no number is in its range: the lower bound is past the upper one";
    return "";
}

std::string BoundsMistake(const std::optional<uint64_t> &least, const std::optional<uint64_t> &most,
                          const std::string &what)
{
    if (most.has_value() && *most == 0)
        return "max_" + what + " is 0, which leaves nothing to send; drop it or raise it";
    if (least.has_value() && most.has_value() && *least > *most)
        return "min_" + what + " " + std::to_string(*least) + " is more than max_" + what + " " +
               std::to_string(*most);
    return "";
}

bool HasBackReference(const std::string &pattern)
{
    for (size_t i = 0; i + 1 < pattern.size(); i++) {
        if (pattern[i] != '\\')
            continue;
        i++;
        if (pattern[i] >= '1' && pattern[i] <= '9')
            return true;
    }
    return false;
}

std::string PatternMistake(const std::string &pattern)
{
    if (pattern.find('\0') != std::string::npos)
        return "its pattern has a 0, at which C would end it";
    if (HasBackReference(pattern))
        return "its pattern has a back-reference, which takes time without bound";
    regex_t regex;
    int reason = regcomp(&regex, pattern.c_str(), REG_EXTENDED | REG_NOSUB);
    if (reason == 0) {
        regfree(&regex);
        return "";
    }
    char text[128];
    regerror(reason, &regex, text, sizeof text);
    return "its pattern is no POSIX extended regular expression: " + std::string(text);
}

std::string TextMistake(const FieldRules &rules, const FieldDescriptor &value)
{
    bool has_length = rules.min_length.has_value() || rules.max_length.has_value();
    if (has_length && value.cpp_type() != FieldDescriptor::CPPTYPE_STRING)
        return "a length is for string and bytes, and it is of type " +
               std::string(value.type_name());
    if (!rules.pattern.has_value())
        return BoundsMistake(rules.min_length, rules.max_length, "length");
    if (value.type() != FieldDescriptor::TYPE_STRING)
        return "a pattern is for string, and it is of type " + std::string(value.type_name());
    std::string mistake = BoundsMistake(rules.min_length, rules.max_length, "length");
    return mistake.empty() ? PatternMistake(*rules.pattern) : mistake;
}

std::string Mistake(const FieldRules &rules, const FieldDescriptor &field)
{
    const FieldDescriptor &value = ValueOf(field);
    std::string mistake = RangeMistake(rules, value);
    if (mistake.empty())
        mistake = TextMistake(rules, value);
    if (!mistake.empty())
        return mistake;
    if ((rules.min_items.has_value() || rules.max_items.has_value()) && !field.is_repeated())
        return "a number of items is for repeated fields and maps";
    if (rules.enum_defined && value.cpp_type() != FieldDescriptor::CPPTYPE_ENUM)
        return "enum_defined is for enums, and it is of type " + std::string(value.type_name());
    return BoundsMistake(rules.min_items, rules.max_items, "items");
}

void CheckMessage(const Descriptor &message, std::vector<std::string> *errors)
{
    for (int i = 0; i < message.field_count(); i++) {
        const FieldDescriptor &field = *message.field(i);
        std::string mistake = Mistake(ReadRules(field), field);
        if (!mistake.empty())
            errors->push_back(NameLocation(field) + ": the (pipc.rules) of field " +
                              std::string(field.full_name()) + ": " + mistake);
    }
    for (int i = 0; i < message.nested_type_count(); i++)
        CheckMessage(*message.nested_type(i), errors);
}

bool HasOwnRules(const Descriptor &message)
{
    for (int i = 0; i < message.field_count(); i++)
        if (ReadRules(*message.field(i)).is_given)
            return true;
    return false;
}

} // namespace

void CheckRules(const FileDescriptor &file, std::vector<std::string> *errors)
{
    for (int i = 0; i < file.message_type_count(); i++)
        CheckMessage(*file.message_type(i), errors);
}

bool RulesCollector::Reaches(const Descriptor &message)
{
    auto known = reaches_.find(&message);
    if (known != reaches_.end())
        return known->second;
    bool found = false;
    std::set<const Descriptor *> seen = {&message};
    std::vector<const Descriptor *> open = {&message};
    while (!open.empty() && !found) {
        const Descriptor *next = open.back();
        open.pop_back();
        found = HasOwnRules(*next);
        for (int i = 0; i < next->field_count(); i++) {
            const Descriptor *held = MessageOf(*next->field(i));
            if (held != nullptr && seen.insert(held).second)
                open.push_back(held);
        }
    }
    return reaches_[&message] = found;
}

int RulesCollector::Add(const Descriptor &message)
{
    if (!Reaches(message))
        return -1;
    auto entered = places_.emplace(&message, static_cast<int>(tables_.size()));
    int place = entered.first->second;
    if (!entered.second)
        return place;
    tables_.emplace_back();
    std::vector<FieldRules> fields;
    for (int i = 0; i < message.field_count(); i++) {
        FieldRules rules = ReadRules(*message.field(i));
        const Descriptor *held = MessageOf(*message.field(i));
        rules.message = held == nullptr ? -1 : Add(*held);
        if (rules.is_given || rules.message >= 0)
            fields.push_back(rules);
    }
    tables_[static_cast<size_t>(place)].fields = std::move(fields);
    return place;
}

} // namespace pipc_gen
