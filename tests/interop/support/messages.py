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


def encode_request(value1, value2):
    return encode_floats(value1, value2)


def decode_request(data):
    return decode_floats(data, 2)


def encode_reply(value):
    return encode_floats(value)


def decode_reply(data):
    return decode_floats(data, 1)[0]
