# Two commands: `make map` draws the bundled atlas, `make test` runs every check. Both may be repeated.

PYTHON ?= python3
BIN := .venv/bin
PAGE := maps/assets
SOURCES := __init__.py $(shell find geo layers maps cli \( -name __pycache__ -o -name node_modules \) -prune -o -type f -print)
INSTALL := $(BIN)/pip install -qq --constraint constraints.txt --config-settings editable_mode=strict --editable

.PHONY: map test page clean

map: .venv/installed
	$(BIN)/isthmus export --output out/geojson --format geojson
	$(BIN)/isthmus map --output out/taiwan-europe.html

test: .venv/installed-test $(PAGE)/node_modules/installed .venv/clients
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	cd tests && ../$(BIN)/mypy
	$(BIN)/lint-imports
	cd $(PAGE) && npm run --silent check
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile tests --pyargs isthmus

# Bundles the scripts and styles of the page after a change under maps/assets/src.
page: $(PAGE)/node_modules/installed
	cd $(PAGE) && npm run --silent build

# Strict editable mode links single files: a new file needs a new link, and type checkers follow the package.
.venv/installed: pyproject.toml constraints.txt $(SOURCES) | .venv
	$(INSTALL) .
	touch $@

.venv/installed-test: pyproject.toml constraints.txt $(SOURCES) | .venv
	$(INSTALL) '.[test]'
	touch $@ .venv/installed

.venv:
	$(PYTHON) -m venv $@

$(PAGE)/node_modules/installed: $(PAGE)/package.json
	cd $(PAGE) && npm install --silent
	touch $@

# The tests open maps in a real browser, GeoPackages in QGIS, and compare GeoJSON with ogr2ogr's.
.venv/clients: | .venv
	{ command -v chromium && command -v ogr2ogr && /usr/bin/python3 -c 'import qgis.core'; } >/dev/null 2>&1 || \
		{ apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium gdal-bin python3-qgis; }
	touch $@

clean:
	rm -rf .venv build out *.egg-info $(PAGE)/node_modules
