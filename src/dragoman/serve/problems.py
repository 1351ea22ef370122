"""Refusals in one form (RFC 9457): what is wrong, and what to do."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Refused",
    404: "Not found",
    405: "Not allowed",
    408: "Too slow",
    413: "Too large",
    415: "Unsupported type",
    421: "Wrong address",
    422: "Not understood",
    500: "A fault of ours",
    503: "Busy",
}
MEDIA_TYPE = "application/problem+json"


def problem(status: int, code: str, detail: str, **more: Any) -> JSONResponse:
    """A problem response. `code`: a short name for programs; `detail`: a sentence for people."""
    body = {"type": f"about:blank#{code}", "title": TITLES.get(status, "Error"), "status": status, "detail": detail}
    headers = {"retry-after": "1" if code == "preparing" else "5"} if status == 503 else None
    return JSONResponse({**body, **more}, status, media_type=MEDIA_TYPE, headers=headers)


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the program
    """Raised by an endpoint to answer with a problem."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
