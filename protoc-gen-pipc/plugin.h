// What protoc speaks with a plugin: a CodeGeneratorRequest in, a CodeGeneratorResponse out.
#ifndef PROTOC_GEN_PIPC_PLUGIN_H_
#define PROTOC_GEN_PIPC_PLUGIN_H_

namespace pipc_gen
{

// Answers the request of file descriptor `in` on file descriptor `out`; returns an exit status.
//
// In the place of libprotoc's PluginMain: that one keeps the request and all of the response in
// memory until it ends, and knows no word for what a plugin cannot read.
int RunPlugin(int in, int out);

} // namespace pipc_gen

#endif
