#include "model_builder.h"

#include <google/protobuf/descriptor.pb.h>

#include <algorithm>
#include <set>
#include <utility>

#include "json_names.h"
#include "locations.h"
#include "message_symbols.h"
#include "naming.h"
#include "pb_c_options.h"
#include "symbols.h"
#include "validation.h"

namespace pipc_gen
{
namespace
{

using google::protobuf::Descriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

MethodKind KindOf(const MethodDescriptor &method)
{
    if (method.client_streaming())
        return method.server_streaming() ? MethodKind::kBidiStreaming
                                         : MethodKind::kClientStreaming;
    return method.server_streaming() ? MethodKind::kServerStreaming : MethodKind::kUnary;
}

Idempotency IdempotencyOf(const MethodDescriptor &method)
{
    switch (method.options().idempotency_level()) {
    case google::protobuf::MethodOptions::NO_SIDE_EFFECTS:
        return Idempotency::kNoSideEffects;
    case google::protobuf::MethodOptions::IDEMPOTENT:
        return Idempotency::kIdempotent;
    default:
        return Idempotency::kUnknown;
    }
}

// The name of `type` as a .proto of `package` may write it.
std::string ShortName(const Descriptor &type, const std::string &package)
{
    std::string name(type.full_name());
    bool same = !package.empty() && std::string(type.file()->package()) == package;
    return same ? name.substr(package.size() + 1) : name;
}

std::string SignatureOf(const MethodDescriptor &method)
{
    std::string package(method.service()->file()->package());
    std::string signature = "rpc " + std::string(method.name()) + " (";
    signature += method.client_streaming() ? "stream " : "";
    signature += ShortName(*method.input_type(), package) + ") returns (";
    signature += method.server_streaming() ? "stream " : "";
    return signature + ShortName(*method.output_type(), package) + ")";
}

Message BuildMessage(const Descriptor &type)
{
    std::string name = OverriddenName(std::string(type.full_name()), *type.file());
    std::string lower = MessageLowerName(name);
    Message message;
    message.type = MessageTypeName(name);
    message.descriptor = lower + "__descriptor";
    message.free_function =
        (HasPackHelpers(type) ? lower + "__free_unpacked" : "protobuf_c_message_free_unpacked");
    return message;
}

Method BuildMethod(const MethodDescriptor &descriptor, const std::string &prefix)
{
    std::string name(descriptor.name());
    std::string lower = CamelToLower(name);
    Method method;
    method.signature = SignatureOf(descriptor);
    method.path = "/" + std::string(descriptor.service()->full_name()) + "/" + name;
    method.kind = KindOf(descriptor);
    method.idempotency = IdempotencyOf(descriptor);
    method.deprecated =
        descriptor.options().deprecated() || descriptor.service()->options().deprecated();
    method.request = BuildMessage(*descriptor.input_type());
    method.response = BuildMessage(*descriptor.output_type());
    method.comment = CommentOf(descriptor);
    method.path_macro = ToUpper(prefix + "_path_" + lower);
    method.slot = SlotName(lower);
    method.invoke_function = prefix + "_invoke_" + lower;
    method.client_function = ClientFunctionName(prefix, lower);
    std::string client = prefix + "_client_" + lower;
    method.async_function = client + "_async";
    method.client_listener = client + "_listener";
    method.mock = MockName(prefix) + "_" + lower;
    if (method.kind != MethodKind::kUnary) {
        std::string server = prefix + "_" + lower;
        method.client_stream = client + "_" + ClientStreamRole(method.kind);
        method.server_stream = server + "_" + ServerStreamRole(method.kind);
        method.server_listener = server + "_listener";
        method.listen_function = server + "_listen";
    }
    return method;
}

Service BuildService(const ServiceDescriptor &descriptor)
{
    Service service;
    service.name = std::string(descriptor.name());
    service.full_name = std::string(descriptor.full_name());
    service.comment = CommentOf(descriptor);
    service.prefix = ServicePrefix(OverriddenName(service.full_name, *descriptor.file()));
    service.name_macro = ToUpper(service.prefix) + "_SERVICE_NAME";
    service.mock = MockName(service.prefix);
    service.methods.reserve(static_cast<size_t>(descriptor.method_count()));
    for (int i = 0; i < descriptor.method_count(); i++)
        service.methods.push_back(BuildMethod(*descriptor.method(i), service.prefix));
    return service;
}

// All files that `file` imports, directly or not, in the order in which they are met.
std::vector<const FileDescriptor *> ImportsOf(const FileDescriptor &file)
{
    std::vector<const FileDescriptor *> imports;
    std::set<const FileDescriptor *> seen;
    std::vector<const FileDescriptor *> open = {&file};
    while (!open.empty()) {
        const FileDescriptor *next = open.back();
        open.pop_back();
        for (int i = 0; i < next->dependency_count(); i++) {
            if (!seen.insert(next->dependency(i)).second)
                continue;
            imports.push_back(next->dependency(i));
            open.push_back(next->dependency(i));
        }
    }
    return imports;
}

// Whose a name is: a service's, or one of its methods'. That is put into words only when something
// is wrong with it.
struct Origin {
    const ServiceDescriptor *service;
    const MethodDescriptor *method; // or NULL

    std::string What() const
    {
        return method == nullptr ? "service " + std::string(service->full_name())
                                 : "rpc " + std::string(method->full_name());
    }

    std::string Where() const
    {
        return method == nullptr ? NameLocation(*service) : NameLocation(*method);
    }
};

class Builder
{
public:
    Builder(const FileDescriptor &file, const Options &options, std::vector<std::string> *errors)
        : file_(file), options_(options), errors_(*errors)
    {
    }

    File Run()
    {
        std::string name(file_.name());
        File model;
        model.path = name;
        model.base = FileBase(name);
        model.guard = HeaderGuard(name);
        model.mock_guard = MockHeaderGuard(name);
        model.json_names = JsonNamesOf(file_);
        model.json_names_symbol = JsonNamesSymbol(name);
        CheckFileName(file_);
        if (!ReadPbCOptions(file_).no_generate)
            headers_.insert(model.base + ".pb-c.h");
        if (file_.service_count() > 0)
            AddImports();
        for (int i = 0; i < file_.service_count(); i++)
            model.services.push_back(CheckedService(*file_.service(i)));
        CheckMessageSymbols();
        CheckRules(file_, &errors_);
        model.rules = rules_.tables();
        model.message_headers.assign(headers_.begin(), headers_.end());
        return model;
    }

private:
    void Fail(const std::string &where, const std::string &message)
    {
        errors_.push_back(where + ": " + message);
    }

    void CheckFileName(const FileDescriptor &file)
    {
        std::string name(file.name());
        if (name.find_first_of("\"\\\n\r") != std::string::npos ||
            name.find("??") != std::string::npos)
            Fail(name, "a file name with a quote, a backslash, a line break or two question marks "
                       "in a row cannot be included in C; rename the file");
    }

    size_t NewOrigin(const ServiceDescriptor *service, const MethodDescriptor *method)
    {
        origins_.push_back({service, method});
        return origins_.size() - 1;
    }

    void Fail(const Origin &origin, const std::string &message)
    {
        Fail(origin.Where(), origin.What() + ": " + message);
    }

    Service CheckedService(const ServiceDescriptor &descriptor)
    {
        Service service = BuildService(descriptor);
        size_t origin = NewOrigin(&descriptor, nullptr);
        CheckPrefix(service.prefix, origins_[origin]);
        bool known = !Enter(AllSymbolsOf(service), origin);
        for (int i = 0; i < descriptor.method_count(); i++) {
            const MethodDescriptor &method = *descriptor.method(i);
            CheckMethodName(method);
            service.methods[static_cast<size_t>(i)].rules = rules_.Add(*method.input_type());
            CheckType(method, *method.input_type(), RequestLocation);
            CheckType(method, *method.output_type(), ResponseLocation);
            // The rpcs of two services of one name can but collide: one error is enough.
            if (!known)
                Enter(AllSymbolsOf(service, service.methods[static_cast<size_t>(i)]),
                      NewOrigin(&descriptor, &method));
        }
        return service;
    }

    // With those of its mock, if it has one.
    std::vector<std::string> AllSymbolsOf(const Service &service)
    {
        std::vector<std::string> symbols = SymbolsOf(service);
        if (options_.mock)
            AddMockSymbols(service, &symbols);
        return symbols;
    }

    std::vector<std::string> AllSymbolsOf(const Service &service, const Method &method)
    {
        std::vector<std::string> symbols = SymbolsOf(service, method);
        if (options_.mock)
            AddMockSymbols(method, &symbols);
        return symbols;
    }

    void CheckPrefix(const std::string &prefix, const Origin &origin)
    {
        if ((prefix + "_").compare(0, 5, "pipc_") == 0)
            Fail(origin, "its C names would begin with pipc_, as libpipc's own do; rename it, or "
                         "set (pb_c_file).c_package");
    }

    // protoc-gen-c does not escape the names of rpcs: what it writes for these does not compile.
    // When it is we who run it, it does not see them.
    void CheckMethodName(const MethodDescriptor &method)
    {
        if (options_.messages)
            return;
        std::string reason = UnusableMethodReason(CamelToLower(std::string(method.name())));
        if (!reason.empty())
            Fail({method.service(), &method},
                 "protoc-gen-c 1.4 writes " + reason +
                     " into the .pb-c.h, which then does not compile; rename the rpc, or make the "
                     "messages by --pipc_opt=messages, not by --c_out");
    }

    void CheckType(const MethodDescriptor &method, const Descriptor &type,
                   std::string (*locate)(const MethodDescriptor &))
    {
        std::string name(type.file()->name());
        if (ReadPbCOptions(*type.file()).no_generate)
            Fail(locate(method), "rpc " + std::string(method.full_name()) +
                                     ": there is no C type for message " +
                                     std::string(type.full_name()) + ", because " + name +
                                     " sets (pb_c_file).no_generate; remove that option");
        else
            headers_.insert(FileBase(name) + ".pb-c.h");
    }

    // Enters symbols up to the first that another origin has; returns whether all were free.
    bool Enter(std::vector<std::string> symbols, size_t origin)
    {
        for (std::string &symbol : symbols) {
            size_t owner = symbols_.Add(std::move(symbol), origin);
            if (owner == origin)
                continue;
            const Origin &other = origins_[owner];
            Fail(origins_[origin], "its C name " + symbol.substr(symbol.find('.') + 1) +
                                       " is already that of " + other.What() + " at " +
                                       other.Where() + "; rename one of them");
            return false;
        }
        return true;
    }

    // Their headers are included together with ours as soon as a program uses both.
    void AddImports()
    {
        for (const FileDescriptor *import : ImportsOf(file_)) {
            CheckFileName(*import); // our source names them all
            for (int i = 0; i < import->service_count(); i++)
                AddImportedService(*import->service(i));
        }
    }

    void AddImportedService(const ServiceDescriptor &descriptor)
    {
        Service service = BuildService(descriptor);
        size_t origin = NewOrigin(&descriptor, nullptr);
        for (std::string &symbol : AllSymbolsOf(service))
            symbols_.Add(std::move(symbol), origin);
        for (int i = 0; i < descriptor.method_count(); i++) {
            size_t rpc = NewOrigin(&descriptor, descriptor.method(i));
            for (std::string &symbol :
                 AllSymbolsOf(service, service.methods[static_cast<size_t>(i)]))
                symbols_.Add(std::move(symbol), rpc);
        }
    }

    void CheckMessageSymbols()
    {
        // All of protoc-gen-c's names are in mixed case or have two underscores in a row; ours are
        // all upper or all lower case, and rarely have two.
        auto both = [](char left, char right) { return left == '_' && right == '_'; };
        auto risky = [&](const auto &symbol) {
            const std::string &name = symbol.first;
            return std::adjacent_find(name.begin(), name.end(), both) != name.end();
        };
        if (std::none_of(symbols_.all().begin(), symbols_.all().end(), risky))
            return;
        std::vector<const FileDescriptor *> files = ImportsOf(file_);
        files.push_back(&file_);
        std::set<size_t> reported;
        for (const FileDescriptor *file : files) {
            for (const auto &symbol : MessageSymbols(*file, !options_.messages)) {
                const size_t *owner = symbols_.Find(symbol.first);
                if (owner != nullptr && reported.insert(*owner).second)
                    Fail(origins_[*owner], "its C name " + symbol.first +
                                               " is already what protoc-gen-c makes of " +
                                               symbol.second + " in " + std::string(file->name()) +
                                               "; rename one of them");
            }
        }
    }

    const FileDescriptor &file_;
    const Options &options_;
    std::vector<std::string> &errors_;
    std::set<std::string> headers_;
    std::vector<Origin> origins_;
    SymbolTable symbols_;
    RulesCollector rules_;
};

} // namespace

File BuildModel(const FileDescriptor &file, const Options &options,
                std::vector<std::string> *errors)
{
    return Builder(file, options, errors).Run();
}

} // namespace pipc_gen
