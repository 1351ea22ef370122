"""Many pages: a pool of worker processes on one machine, Ray Data and Spark on many; the same rows from each."""

from __future__ import annotations

from dragoman.scale.pool import Limits, Pool

__all__ = ["Limits", "Pool"]
