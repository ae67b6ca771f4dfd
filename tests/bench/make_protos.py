"""Writes .proto files that are the same on each run: make_protos.py DIR FILES MESSAGES FIELDS RPCS"""

import random
import sys

WORDS = """account address batch billing booking budget campaign catalog channel customer delivery
device document entity event feed folder group image index invoice item key label ledger list
location machine member message meter network node note operation order owner package page partner
payment period place plan policy price product profile project quota rate record region report
request resource review role route rule sample schedule schema score segment session setting shelf
signal source stage state status step stock store stream summary table tag target task team tenant
term ticket token topic trace trial unit update usage user value version view volume window zone
""".split()
VERBS = "Create Get List Update Delete Move Search Watch Import Export Batch Undelete".split()
SCALARS = "string int32 int64 bool double bytes uint64 float".split()


def camel(words):
    return "".join(word.capitalize() for word in words)


def sentence(chance, words):
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."


def message(chance, name, others, fields):
    lines = [f"// {sentence(chance, 9)}", f"message {name} {{"]
    for number in range(1, fields + 1):
        field = f"{chance.choice(WORDS)}_{chance.choice(WORDS)}_{number}"
        kind = chance.choice(others) if others and chance.random() < 0.3 else chance.choice(SCALARS)
        repeated = "repeated " if chance.random() < 0.2 else ""
        lines += [f"  // {sentence(chance, 12)}", f"  {repeated}{kind} {field} = {number};"]
    return lines + ["}", ""]


def rpc(chance, number, names):
    verb = chance.choice(VERBS)
    name = verb + camel([chance.choice(WORDS), chance.choice(WORDS)]) + str(number)
    request, response = chance.choice(names), chance.choice(names)
    stream = "stream " if chance.random() < 0.1 else ""
    return [f"  // {sentence(chance, 10)}", f"  // {sentence(chance, 8)}",
            f"  rpc {name}({request}) returns ({stream}{response});"]


def proto(chance, index, messages, fields, rpcs):
    lines = ['syntax = "proto3";', "", f"package example.cloud.{chance.choice(WORDS)}.v{index};", "",
             'import "google/protobuf/empty.proto";', 'import "google/protobuf/timestamp.proto";',
             'import "common.proto";', ""]
    lines += [f"// {sentence(chance, 20)}", f"service {camel([chance.choice(WORDS)])}Service {{"]
    names = [camel([chance.choice(WORDS), chance.choice(WORDS)]) + f"Message{i}"
             for i in range(messages)]
    known = names + ["google.protobuf.Empty", "google.protobuf.Timestamp", "example.common.Shared"]
    for number in range(rpcs):
        lines += rpc(chance, number, known)
    lines += ["}", "", "message Imports {", "  google.protobuf.Empty empty = 1;",
              "  google.protobuf.Timestamp time = 2;", "  example.common.Shared shared = 3;", "}", ""]
    for i, name in enumerate(names):
        lines += message(chance, name, names[:i], fields)
    return "\n".join(lines)


def main():
    folder, files, messages, fields, rpcs = sys.argv[1], *map(int, sys.argv[2:])
    chance = random.Random(7)
    with open(f"{folder}/common.proto", "w") as out:
        out.write('syntax = "proto3";\npackage example.common;\nmessage Shared {}\n')
    for index in range(files):
        with open(f"{folder}/service_{index}.proto", "w") as out:
            out.write(proto(chance, index, messages, fields, rpcs))


main()
