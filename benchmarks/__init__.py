"""Measures on the evaluation sets: `python -m benchmarks --help`."""
