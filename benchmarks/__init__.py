"""Measures on the evaluation sets: `python -m benchmarks --help`."""

import os

# As the command line does it: see dragoman.cli.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
