"""Messages to and from JSON, against Python's protobuf."""

import json
import random
import struct
import tempfile

from support.program import check, check_equal

COUNT = 300


class Kinds:
    """The messages that json_peer knows, as Python has them."""

    def __init__(self, setup):
        path = setup.kinds_descriptors()
        from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

        self._setup = setup
        self._json_format = json_format
        self.pool = descriptor_pool.DescriptorPool()
        with open(path, "rb") as file:
            files = descriptor_pb2.FileDescriptorSet.FromString(file.read())
        for one in files.file:
            self.pool.Add(one)
        self._factory = message_factory.MessageFactory(self.pool)

    def new(self, name="tests.Kinds"):
        return self._factory.GetPrototype(self.pool.FindMessageTypeByName(name))()

    def to_json(self, message):
        return self._json_format.MessageToJson(message, indent=None, descriptor_pool=self.pool)

    def from_json(self, text, message):
        return self._json_format.Parse(text, message, descriptor_pool=self.pool)

    def same(self, one, other):
        """As JSON: of maps, and hence of what an Any holds, no two serializations need be alike."""
        return json.loads(self.to_json(one)) == json.loads(self.to_json(other))

    def refuses(self, text):
        try:
            self.from_json(text, self.new())
        except self._json_format.ParseError:
            return True
        return False

    def ours(self, lines):
        """What json_peer answers to pairs of a form and a text."""
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.writelines(f"{name} {form} {text}\n" for name, form, text in lines)
            file.flush()
            return self._setup.json_peer(file.name)


def number_of(maker, kind):
    """A number of that type: a small one, or one at an end."""
    bits = 64 if "64" in kind else 32
    if kind[0] == "u" or kind.startswith("fixed"):
        return maker.choice([0, 1, maker.getrandbits(7), maker.getrandbits(bits), 2**bits - 1])
    half = 2 ** (bits - 1)
    return maker.choice([0, -1, maker.randrange(-half, half), -half, half - 1])


def float_of(maker, single):
    special = [0.0, 1.5, -2.25, 1e10, float("nan"), float("inf"), float("-inf")]
    while True:
        form, bits = ("<f", 32) if single else ("<d", 64)
        value = struct.unpack(form, maker.getrandbits(bits).to_bytes(bits // 8, "little"))[0]
        if value == value and abs(value) != float("inf"):
            return maker.choice([*special, value, value])


def text_of(maker):
    return "".join(maker.choice("ab\"\\/\n\t\x01\x7f<é€😀\u2028") for _ in range(maker.randrange(6)))


def scalar_of(maker, field):
    kinds = {
        1: lambda: float_of(maker, False),
        2: lambda: float_of(maker, True),
        8: lambda: maker.random() < 0.5,
        9: lambda: text_of(maker),
        12: lambda: maker.randbytes(maker.randrange(6)),
        14: lambda: maker.choice([0, 1, 7, -3, 55]),
    }
    names = {3: "int64", 4: "uint64", 5: "int32", 6: "fixed64", 7: "fixed32", 13: "uint32",
             15: "sfixed32", 16: "sfixed64", 17: "sint32", 18: "sint64"}
    if field.type in kinds:
        return kinds[field.type]()
    return number_of(maker, names[field.type])


def fill_value(maker, value, depth):
    kind = maker.randrange(4 if depth > 3 else 6)
    if kind == 0:
        value.null_value = 0
    elif kind == 1:
        value.number_value = maker.choice([0.0, -1.5, 1e300, 7.0])
    elif kind == 2:
        value.string_value = text_of(maker)
    elif kind == 3:
        value.bool_value = maker.random() < 0.5
    elif kind == 4:
        value.struct_value.SetInParent()
        fill_struct(maker, value.struct_value, depth + 1)
    else:
        value.list_value.SetInParent()
        for _ in range(maker.randrange(3)):
            fill_value(maker, value.list_value.values.add(), depth + 1)


def fill_struct(maker, struct_, depth):
    for _ in range(maker.randrange(3)):
        fill_value(maker, struct_.fields[text_of(maker)], depth)


def fill_form(maker, message, depth):
    """Of a type of google.protobuf; false if it is none that needs care."""
    name = message.DESCRIPTOR.full_name
    if name == "google.protobuf.Timestamp":
        message.seconds = maker.randrange(-62135596800, 253402300800)
        message.nanos = maker.choice([0, 500000000, 1000, 999999999])
    elif name == "google.protobuf.Duration":
        sign = maker.choice([1, -1])
        message.seconds = sign * maker.choice([0, 1, 315576000000])
        message.nanos = sign * maker.choice([0, 500000000, 1000, 1])
    elif name == "google.protobuf.FieldMask":
        message.paths.extend(maker.choice(["a", "foo_bar", "a.b_c"]) for _ in range(maker.randrange(3)))
    elif name == "google.protobuf.Struct":
        fill_struct(maker, message, 0)
    elif name == "google.protobuf.Value":
        fill_value(maker, message, 0)
    elif name == "google.protobuf.ListValue":
        for _ in range(maker.randrange(3)):
            fill_value(maker, message.values.add(), 1)
    else:
        return name == "google.protobuf.Any"
    return True


def fill_map(maker, message, field, depth):
    entry = field.message_type
    for _ in range(maker.randrange(4)):
        key = scalar_of(maker, entry.fields_by_name["key"])
        value = entry.fields_by_name["value"]
        if value.message_type is None:
            getattr(message, field.name)[key] = scalar_of(maker, value)
        else:
            fill(maker, getattr(message, field.name)[key], depth + 1)


def fill_field(maker, message, field, depth):
    if field.label == field.LABEL_REPEATED:
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            fill_map(maker, message, field, depth)
            return
        for _ in range(maker.randrange(3)):
            if field.message_type is None:
                getattr(message, field.name).append(scalar_of(maker, field))
            else:
                fill(maker, getattr(message, field.name).add(), depth + 1)
    elif field.message_type is not None:
        getattr(message, field.name).SetInParent()
        fill(maker, getattr(message, field.name), depth + 1)
    else:
        setattr(message, field.name, scalar_of(maker, field))


def fill(maker, message, depth=0):
    """Sets some fields, so that no two messages are alike."""
    if fill_form(maker, message, depth):
        return
    for field in message.DESCRIPTOR.fields:
        if depth > 2 and field.message_type is message.DESCRIPTOR:
            continue
        if field.enum_type is not None and field.enum_type.name == "NullValue":
            continue
        if field.message_type is None or depth < 3:
            if maker.random() < 0.4:
                fill_field(maker, message, field, depth)


def random_messages(kinds):
    maker = random.Random(42)
    for _ in range(COUNT):
        message = kinds.new()
        fill(maker, message)
        if maker.random() < 0.5:
            held = kinds.new(maker.choice(["tests.Kinds", "google.protobuf.Duration"]))
            fill(maker, held, 2)
            message.any.Pack(held)
        yield message


def python_reads_the_json_we_write(setup):
    kinds = Kinds(setup)
    messages = list(random_messages(kinds))
    lines = [("tests.Kinds", "bytes", message.SerializeToString().hex()) for message in messages]
    answers = kinds.ours(lines)
    check_equal(len(answers), COUNT, "the number of answers")
    for message, text in zip(messages, answers):
        check(not text.startswith("error"), f"{text} for {message}")
        back = kinds.from_json(text, kinds.new())
        check(kinds.same(back, message), f"{text} is {back}, expected {message}")


def we_read_the_json_that_python_writes(setup):
    kinds = Kinds(setup)
    messages = list(random_messages(kinds))
    lines = [("tests.Kinds", "json", kinds.to_json(message)) for message in messages]
    answers = kinds.ours(lines)
    check_equal(len(answers), COUNT, "the number of answers")
    for message, line, text in zip(messages, lines, answers):
        check(not text.startswith("error"), f"{text} for {line}")
        back = kinds.new()
        back.ParseFromString(bytes.fromhex(text))
        check(kinds.same(back, message), f"{line} is {back}, expected {message}")


def the_json_is_what_python_writes(setup):
    kinds = Kinds(setup)
    messages = list(random_messages(kinds))
    lines = [("tests.Kinds", "bytes", message.SerializeToString().hex()) for message in messages]
    for message, text in zip(messages, kinds.ours(lines)):
        check_equal(json.loads(text), json.loads(kinds.to_json(message)), "the JSON")


def what_python_refuses_we_refuse(setup):
    kinds = Kinds(setup)
    texts = [
        '{"aInt32":"a"}', '{"aInt32":1.5}', '{"aInt32":2147483648}', '{"aUint32":-1}',
        '{"aBool":"true"}', '{"aString":1}', '{"aColor":"NOPE"}', '{"nope":1}', '{"child":1}',
        '{"int32s":{}}', '{"int32s":[null]}', '{"byBool":{"x":{}}}', '{"at":"x"}', '{"at":"1970-01-01"}',
        '{"lasting":"1"}', '{"number":1,"text":""}', '{"aInt32":1,"aInt32":1}', '{"any":{"aInt32":1}}',
        '{"any":{"@type":"x/nope"}}', '{"aDouble":"x"}', '{"wrappedInt32":{}}', '{"struct":[]}',
        '{"list":{}}', "{", '{"aInt32":}', '{"aInt64":"9223372036854775808"}', '{"children":[null]}',
    ]
    for text, answer in zip(texts, kinds.ours([("tests.Kinds", "json", text) for text in texts])):
        check(kinds.refuses(text), f"Python reads {text}")
        check(answer.startswith("error"), f"{text} is read as {answer}")
