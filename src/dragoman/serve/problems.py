"""Refusals in one form (RFC 9457): what is wrong, and what to do."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dragoman.errors import DragomanError
from dragoman.serve.coding import BusyError
from dragoman.serve.keeper import PreparingError

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


def install(app: FastAPI) -> None:
    """Make every failure of the app a problem response."""

    @app.exception_handler(Refusal)
    def refused(_: Request, error: Refusal) -> JSONResponse:
        return problem(error.status, error.code, error.detail)

    @app.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [
            {"where": ".".join(map(str, one["loc"])), "what": str(one["msg"])[:300]} for one in error.errors()[:20]
        ]
        first = f"{wrong[0]['where']}: {wrong[0]['what']}" if wrong else "the request is malformed"
        return problem(422, "invalid", first, errors=wrong)

    @app.exception_handler(HTTPException)
    def http(_: Request, error: HTTPException) -> JSONResponse:
        answer = problem(error.status_code, "http", str(error.detail))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(DragomanError)
    def known(_: Request, error: DragomanError) -> JSONResponse:
        return problem(400, type(error).__name__.removesuffix("Error").lower(), str(error))

    @app.exception_handler(BusyError)
    def busy(_: Request, __: BusyError) -> JSONResponse:
        return problem(503, "busy", "another article is being coded: try again in a few seconds")

    @app.exception_handler(PreparingError)
    def preparing(_: Request, error: PreparingError) -> JSONResponse:
        return problem(503, "preparing", str(error), step=error.step, steps=error.steps, events=error.events)

    @app.exception_handler(TimeoutError)
    def slow(_: Request, error: TimeoutError) -> JSONResponse:
        return problem(503, "slow", f"{error}: narrow the filters, for example the dates")

    @app.exception_handler(Exception)
    def fault(_: Request, error: Exception) -> JSONResponse:
        logging.getLogger(__name__).error("unexpected failure", exc_info=error)
        return problem(500, "fault", "an error of the program; its log tells more")
