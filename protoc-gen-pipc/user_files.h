// The files that a scaffold writes beside the user's own. What is there is never lost.
#ifndef PROTOC_GEN_PIPC_USER_FILES_H_
#define PROTOC_GEN_PIPC_USER_FILES_H_

#include <string>
#include <vector>

namespace pipc_gen
{

// The names of what is in a directory, sorted; nothing if it cannot be read.
std::vector<std::string> ListDirectory(const std::string &path);

// All of these return an empty string, or what went wrong, with the file's name.

std::string ReadFile(const std::string &path, std::string *text);

// Makes the directory and those above it, unless they are there.
std::string MakeDirectory(const std::string &path);

// Writes `text` to a new file, whole or not at all; if there is a file of that name already, it
// stays as it is and *created is false.
std::string CreateFile(const std::string &path, const std::string &text, bool *created);

// Puts `text` at the end of a file, which keeps all its bytes, its links and its permissions.
std::string AppendToFile(const std::string &path, const std::string &text);

// Replaces a file as a whole, or makes it.
std::string ReplaceFile(const std::string &path, const std::string &text);

} // namespace pipc_gen

#endif
