PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DATA ?= ../shared/eval

.PHONY: help demo test lint types bench docs clean

help:  ## what can be done here
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip -c constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt --editable . --group dev
	@touch $(STAMP)

demo: $(STAMP)  ## code the sample articles that the package ships, store them, ask the store
	$(BIN)/dragoman demo

test: $(STAMP)  ## all tests
	$(BIN)/python -m pytest

lint: $(STAMP)  ## style of the code, form of the codebook
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tools/codebook.py --quiet

types: $(STAMP)  ## types (mypy, strict)
	$(BIN)/mypy

bench: $(STAMP)  ## the evaluation sets against the floors (DATA=folder), then the speed against bare spaCy
	$(BIN)/python -m benchmarks all --data $(DATA)
	$(BIN)/python -m benchmarks speed

docs: $(STAMP)  ## check that the documentation names every command and setting
	$(BIN)/python -m pytest tests/test_documentation.py

clean:  ## remove what these commands made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache benchmarks/out
