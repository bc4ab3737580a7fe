# make site   sets everything up and builds the shipped show into site/
# make test   sets everything up and runs the tests
# make lint   rules, types, format
# make bench  measures mastering against its peers, about an hour; needs lame and ffmpeg (see bench/README.md)
# make clean  removes what was built; spares .podcast/, where the masters are

PYTHON ?= $(firstword $(foreach python,python3 python3.14 python3.13 python3.12 python3.11, \
	$(shell $(python) -c 'import sys; print("$(python)") if sys.version_info >= (3, 11) else None' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: site test lint format bench clean

site: $(VENV)/program
	$(BIN)/podcast build

test: $(VENV)/tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/tests
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/peers
	$(BIN)/python bench/mastering.py

clean:
	find site -mindepth 1 ! -name .gitignore -delete
	rm -rf dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/program: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable .
	touch $@

$(VENV)/tests: pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) --editable '.[test]'
	touch $@

$(VENV)/peers: bench/peers.txt $(VENV)/program
	$(INSTALL) --requirement bench/peers.txt
	touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
