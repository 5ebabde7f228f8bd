"""Lengths tell: what is sealed is padded first, to at most 12 % more (Padmé, PETS 2019), never below 256 bytes."""

SHORTEST = 256
LENGTH = 4  # bytes that say how long the data were


def bucket(length: int) -> int:
    """The length to which `length` bytes are padded."""
    if length <= SHORTEST:
        return SHORTEST
    exponent = length.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1
    return (length + mask) & ~mask


def padded(data: bytes) -> bytes:
    """`data` with its length in front and zeros behind."""
    said = len(data).to_bytes(LENGTH, "big") + data
    return said.ljust(bucket(len(said)), b"\0")


def bare(data: bytes) -> bytes:
    """What was padded."""
    return data[LENGTH : LENGTH + int.from_bytes(data[:LENGTH], "big")]
