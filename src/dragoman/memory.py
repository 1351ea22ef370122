"""Memory of a long run: what is freed goes back to the system."""

from __future__ import annotations

import ctypes
import sys

# glibc raises this limit to the largest block that was ever freed, after which large blocks lie between small ones and
# stay; set by hand it stays where it is. Less than this costs time: every block is asked of the system anew.
LARGE_BYTES = 256 * 1024
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3


def return_freed_memory() -> None:
    """Let the allocators of this process give freed memory back. For commands that run long, before they load anything;
    it lowers what `ingest` holds by some 80 MB. Does nothing where the system has no such setting."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(M_TRIM_THRESHOLD, LARGE_BYTES)
