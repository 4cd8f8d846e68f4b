# Two commands: `make map` draws the bundled atlas, `make test` runs every check. Both may be repeated.

PYTHON ?= python3
BIN := .venv/bin
SOURCES := $(shell find geo layers maps cli -name __pycache__ -prune -o -type f -print)

.PHONY: map test clean

map: .venv/installed
	$(BIN)/isthmus export -o out/geojson --format geojson
	$(BIN)/isthmus map -o out/taiwan-europe.html

test: .venv/installed-test .venv/chromium
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests --pyargs isthmus.geo isthmus.layers isthmus.maps isthmus.cli

# Strict editable mode links single files, so that a new file needs a new link and type checkers follow the package.
.venv/installed: pyproject.toml constraints.txt $(SOURCES) | .venv
	$(BIN)/pip install -qq --constraint constraints.txt --editable . --config-settings editable_mode=strict
	touch $@

.venv/installed-test: pyproject.toml constraints.txt $(SOURCES) | .venv
	$(BIN)/pip install -qq --constraint constraints.txt --editable '.[test]' --config-settings editable_mode=strict
	touch $@ .venv/installed

.venv:
	$(PYTHON) -m venv $@

# The map's tests open it in a real browser.
.venv/chromium: | .venv
	command -v chromium >/dev/null || { apt-get update && apt-get install --yes --no-install-recommends chromium; }
	touch $@

clean:
	rm -rf .venv build out *.egg-info
