"""The error tree. Every message says what to do next.

    DragomanError
    ├── SettingsError        a setting is unknown or malformed
    ├── DataError            a data file is missing or malformed (names file and line)
    ├── EngineError          an engine or pipeline is not installed
    ├── SourceError          a source cannot be read
    │   └── RetryableError   it may work later (time-out, 429, 503)
    └── StoreError           the store cannot be opened, read or written

A page that cannot be coded is no error: it is a `Rejected` record.
"""


class DragomanError(Exception):
    """Base of all errors raised on purpose by dragoman."""


class SettingsError(DragomanError):
    """A setting is unknown or malformed."""


class DataError(DragomanError):
    """A data file is missing or malformed."""


class EngineError(DragomanError):
    """An engine or a language pipeline is not installed."""


class SourceError(DragomanError):
    """A source of pages cannot be read."""


class RetryableError(SourceError):
    """A source cannot be read now; a later try may succeed."""


class StoreError(DragomanError):
    """The store cannot be opened, read or written."""
