"""Which problem each failure of the application is answered with."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dragoman.errors import DragomanError
from dragoman.serve.coding import BusyError
from dragoman.serve.keeper import PreparingError
from dragoman.serve.problems import Refusal, problem
from dragoman.serve.service import MissingError, ReadOnlyError


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

    @app.exception_handler(MissingError)
    def missing(_: Request, error: MissingError) -> JSONResponse:
        return problem(404, "missing", str(error))

    @app.exception_handler(ReadOnlyError)
    def read_only(_: Request, error: ReadOnlyError) -> JSONResponse:
        return problem(403, "read-only", str(error))

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
