"""Dragoman: who did what to whom, when, where, according to whom, and how certain.

>>> import dragoman
>>> coded = dragoman.Coder().code_text("Chad's army shelled a rebel camp near Faya on Monday.", published="2021-04-14")
>>> [(event.type, event.status) for event in coded.events]
[('ASSAULT', 'occurred')]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dragoman.pipeline import Coder, code
    from dragoman.records import Coded, Document, Event, Page, Rejected
    from dragoman.settings import Settings

__version__ = "0.1.0"

_HOMES = {
    "Coder": "pipeline",
    "code": "pipeline",
    "Coded": "records",
    "Document": "records",
    "Event": "records",
    "Page": "records",
    "Rejected": "records",
    "Settings": "settings",
}
__all__ = ["Coded", "Coder", "Document", "Event", "Page", "Rejected", "Settings", "__version__", "code"]


def __getattr__(name: str) -> Any:
    """Load the public names on first use, so that `import dragoman` is quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dragoman' has no attribute {name!r}")
    return getattr(import_module(f"dragoman.{_HOMES[name]}"), name)
