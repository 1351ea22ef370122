"""XML from strangers: no entities, no DTD, no network, limits of depth and size."""

from __future__ import annotations

import re
from typing import Any

# The document type may hold entity declarations, which are the means of every attack on XML readers.
DOCTYPE = re.compile(rb"<!DOCTYPE[^>\[]{0,2000}(?:\[|>)", re.IGNORECASE)
HEAD = 4096


def parse_xml(body: bytes) -> Any | None:
    """The root of an XML document, as far as it can be read; None where there is none or it declares entities."""
    from lxml import etree

    if declares_entities(body):
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        return etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError):
        return None


def declares_entities(body: bytes) -> bool:
    """Whether a document has a document type of its own that declares entities."""
    match = DOCTYPE.search(body[:HEAD])
    return bool(match and match[0].endswith(b"[") and b"<!ENTITY" in body[match.start() :][:1_000_000].upper())


def root_name(body: bytes) -> str:
    """The name of the first element without its prefix, in lower case; "" where the bytes are no XML."""
    match = re.search(rb"<(?:[A-Za-z0-9_]{1,30}:)?([A-Za-z][A-Za-z0-9_]{0,30})[\s/>]", body[:HEAD])
    return match[1].decode("ascii").lower() if match else ""


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2].lower() if isinstance(element.tag, str) else ""
