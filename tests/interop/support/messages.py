"""The messages of summator.proto, by hand: what goes over the wire is what proto3 says."""

import struct


def float32(value):
    """The float32 nearest to `value`, which may be too large for one."""
    try:
        return struct.unpack("<f", struct.pack("<f", value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def encode_floats(*values):
    """Fields 1, 2, …, of type float; zeros are left out."""
    return b"".join(
        bytes([number << 3 | 5]) + struct.pack("<f", value)
        for number, value in enumerate(values, start=1)
        if value != 0
    )


def decode_floats(data, count):
    """The first `count` fields, which must be floats, and all there is."""
    values = [0.0] * count
    while data:
        number = data[0] >> 3
        if data[0] & 7 != 5 or len(data) < 5 or not 1 <= number <= count:
            raise ValueError(f"no message of {count} floats: {data.hex()}")
        values[number - 1] = struct.unpack("<f", data[1:5])[0]
        data = data[5:]
    return values


def encode_varint(value):
    data = b""
    while value > 127:
        data += bytes([value & 127 | 128])
        value >>= 7
    return data + bytes([value])


def encode_bytes(number, data):
    """Field `number`, of type string, bytes or a message."""
    data = data.encode() if isinstance(data, str) else data
    return bytes([number << 3 | 2]) + encode_varint(len(data)) + data


def encode_any(name, data):
    """google.protobuf.Any of a message of google.rpc."""
    url = f"type.googleapis.com/google.rpc.{name}"
    return encode_bytes(1, url) + encode_bytes(2, data)


def encode_status(code, message, *anys):
    """google.rpc.Status with details."""
    details = b"".join(encode_bytes(3, one) for one in anys)
    return bytes([8, code]) + encode_bytes(2, message) + details


def encode_error_info(reason, domain, metadata):
    entries = [encode_bytes(1, key) + encode_bytes(2, value) for key, value in metadata.items()]
    fields = encode_bytes(1, reason) + encode_bytes(2, domain)
    return fields + b"".join(encode_bytes(3, entry) for entry in entries)


def encode_bad_request(*violations):
    """Of pairs: a field and what is wrong with it."""
    entries = [encode_bytes(1, field) + encode_bytes(2, text) for field, text in violations]
    return b"".join(encode_bytes(1, entry) for entry in entries)


def encode_retry_info(seconds, nanos):
    return encode_bytes(1, b"\x08" + encode_varint(seconds) + b"\x10" + encode_varint(nanos))


def encode_request(value1, value2):
    return encode_floats(value1, value2)


def decode_request(data):
    return decode_floats(data, 2)


def encode_reply(value):
    return encode_floats(value)


def decode_reply(data):
    return decode_floats(data, 1)[0]
