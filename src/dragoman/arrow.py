"""Records as Arrow: schemas derived from the record classes, rows there and back."""

from __future__ import annotations

import dataclasses
import types
import typing
from functools import cache
from typing import Any, TypeVar

import pyarrow as pa

Record = TypeVar("Record")
PLAIN = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), bytes: pa.binary()}


@cache
def schema_of(record: type) -> pa.Schema:
    """The Arrow schema with one column for each field of a record class; nested records are structs."""
    return pa.schema(_fields(record))


def _fields(record: type) -> list[pa.Field]:
    hints = typing.get_type_hints(record)
    return [pa.field(f.name, _type(hints[f.name])) for f in dataclasses.fields(record)]


def _type(hint: Any) -> pa.DataType:
    if hint in PLAIN:
        return PLAIN[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        return pa.list_(_type(arguments[0]))
    if origin is typing.Literal:
        return pa.string()
    if origin in (typing.Union, types.UnionType):
        return _type(next(a for a in arguments if a is not type(None)))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(_fields(hint))
    raise TypeError(f"no Arrow type for {hint!r}")


def to_row(record: Any) -> Any:
    """A record as nested dicts and lists."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {f.name: to_row(getattr(record, f.name)) for f in dataclasses.fields(record)}
    if isinstance(record, tuple):
        return [to_row(one) for one in record]
    return record


def from_row(record: type[Record], row: dict[str, Any]) -> Record:
    """The record of a row; columns that the record does not have are ignored."""
    adapter: Any = _adapter(record)  # type: ignore[arg-type]
    found: Record = adapter.validate_python({f.name: row[f.name] for f in dataclasses.fields(record)})  # type: ignore[arg-type]
    return found


@cache
def _adapter(record: type) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(record)
