"""The command line: a thin skin over the Python API."""

from __future__ import annotations

import os
import sys

# Our products of matrices are small: on a busy machine, threads that wait for each other take three times as long.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")


def main() -> None:
    """Entry point of `dragoman`. Exit codes: 0 done, 1 an error the message explains, 2 wrong usage, 130 stopped."""
    from dragoman.cli.app import app
    from dragoman.errors import DragomanError

    try:
        app()
    except DragomanError as error:
        print(f"dragoman: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
