"""Pickled messages over a pipe, each behind its length, so that a cut message is seen as such."""

from __future__ import annotations

import pickle
import struct
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")


def write(stream: BinaryIO, message: Any) -> None:
    """Write one message whole. Raises OSError where the other end is gone."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(body)) + body)
    stream.flush()


def read(stream: BinaryIO) -> Any:
    """The next message. Raises EOFError where the other end is gone, be it amid a message."""
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    return pickle.loads(_exactly(stream, length))


def _exactly(stream: BinaryIO, size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise EOFError("the other process is gone")
    return body
