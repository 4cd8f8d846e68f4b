# Two commands: `make map` draws the bundled atlas, `make test` runs every check. Both may be repeated.
# `make help` lists the others: a target's line ends with what it does.

PYTHON ?= python3
BIN := .venv/bin
PAGE := maps/assets
PARALLEL := --numprocesses auto --maxprocesses 4 --dist worksteal
PYTEST := $(BIN)/pytest $(PARALLEL)
SOURCES := $(wildcard *.py) $(shell find geo layers maps cli \( -name __pycache__ -o -name node_modules \) -prune -o -type f -print)
INSTALL := $(BIN)/pip install -qq --constraint constraints.txt --config-settings editable_mode=strict --editable

# Programs that tests start find the package compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: map test tests ready checks lint types imports scripts notebooks gallery browsers proofs fuzz lowest page qgis docs dist clean help

map: .venv/installed ## draws the bundled atlas into out/, as a page and as GeoJSON
	$(BIN)/isthmus export --output out/geojson --format geojson
	$(BIN)/isthmus map --output out/taiwan-europe.html

# On two quiet cores it is to take no more than five minutes; the slowest ten tests are told at their end. Whatever
# is told soon comes first; mypy, which is at one core for long, shares them with the tests.
test: ready ## runs every check
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint imports scripts
	$(MAKE) --no-print-directory --jobs=2 --output-sync=line types tests
	$(if $(CI),$(MAKE) --no-print-directory lowest browsers docs)
	$(if $(CI),$(MAKE) --no-print-directory notebooks gallery)

tests: .venv/installed-test .venv/clients
	$(PYTEST) --durations=10 tests --pyargs isthmus

# What Python, node and the system install need not wait for each other.
ready:
	$(MAKE) --silent --jobs=3 .venv/installed-test $(PAGE)/node_modules/installed .venv/clients

checks: lint types imports scripts ## runs what needs no test: ruff, mypy, import-linter, the page's own checks

lint: .venv/installed-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/interrogate .
	$(BIN)/python tools/lowest.py --check

types: .venv/installed-test
	cd tests && ../$(BIN)/mypy
	cd docs/hooks && ../../$(BIN)/mypy --cache-dir ../../tests/.mypy_cache -m borrowed_pages -m check_site -m drawings -m site_directives

imports: .venv/installed-test
	$(BIN)/lint-imports

scripts: $(PAGE)/node_modules/installed
	cd $(PAGE) && npm run --silent check

# Under CI they run at small sizes, and what is kept stays as it is. NOTEBOOKS="suez buffers" takes these alone.
NOTEBOOKS ?=
notebooks: .venv/installed-notebooks .venv/clients ## executes the notebooks of examples/ anew
	$(BIN)/python tools/run_notebooks.py $(if $(CI),--check) $(NOTEBOOKS)

GALLERY ?=
gallery: .venv/installed-notebooks .venv/clients ## draws the maps of examples/gallery and their pictures anew
	$(BIN)/python tools/draw_gallery.py $(if $(CI),--check) $(GALLERY)

proofs: .venv/installed-test .venv/clients ## runs long proofs whole, of which `make test` runs a part
	ISTHMUS_PROOFS=1 $(PYTEST) $(shell grep -lE 'import proof_size|from hypothesis' tests/test_*.py)

# libFuzzer writes what fails into the folder where it runs; SECONDS=600 gives each kind ten minutes.
SECONDS ?= 60
fuzz: .venv/installed-test $(PAGE)/node_modules/installed ## looks for files that readers and pages can't stand
	$(BIN)/pip install -qq --constraint constraints.txt --config-settings editable_mode=strict --editable '.[fuzz,test]'
	mkdir -p out/fuzz
	for kind in csv xlsx geojson ndjson gpkg kml kmz gpx zip toml parquet fgb shp qml flows; do \
		(cd out/fuzz && ../../$(BIN)/python ../../tests/guided_fuzz.py $$kind $(SECONDS)) || exit 1; done
	cd $(PAGE) && npm run --silent fuzz -- 100000

# 0.5 GB, which is why `make test` opens pages in Chromium alone unless it is asked for all by CI=true.
browsers: .venv/installed-test .venv/clients ## installs Firefox and WebKitGTK, and opens the bundled map in them
	{ command -v firefox-esr && command -v WebKitWebDriver && command -v xvfb-run; } >/dev/null 2>&1 || \
		{ apt-get update -qq && apt-get install -qq --yes --no-install-recommends \
		firefox-esr webkit2gtk-driver xauth xvfb; }
	ISTHMUS_BROWSERS=1 $(BIN)/pytest tests/test_other_browsers.py

# A part of the tests; with LOWEST=tests all of them.
LOWEST ?= $(addprefix tests/test_,$(addsuffix .py,atlases cli geodesic geojson geopackage network read_write_table result_maps))
lowest: .venv-lowest/installed $(PAGE)/node_modules/installed .venv/clients ## runs a part of the tests with the lowest versions that pyproject.toml declares
	.venv-lowest/bin/pytest -W ignore::DeprecationWarning $(PARALLEL) $(LOWEST) --pyargs isthmus

# SIZES=small takes some minutes, and says so; BENCH_TO=benchmarks keeps the result there.
SIZES ?= full
BENCH_TO ?= out/bench
bench: .venv-bench/installed .venv/clients $(PAGE)/node_modules/installed .venv-bench/postgis ## times every job beside its peers, at sizes up to SIZES (tiny, small, full)
	.venv-bench/bin/python benchmarks/bench.py --sizes $(SIZES) --to $(BENCH_TO)

page: $(PAGE)/node_modules/installed ## bundles the page's scripts and styles after a change under maps/assets/src
	cd $(PAGE) && npm run --silent build

qgis: ## makes the plugin for QGIS, a zip in out/
	$(PYTHON) qgis/build_plugin.py out

# What pages need is drawn and told anew: no file of an earlier build is left. Warnings are errors.
docs: .venv/installed-test ## builds the site into out/site, and looks for links that lead nowhere
	rm -rf out/site out/doctrees docs/reference/api docs/drawn docs/examples
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --jobs auto --doctree-dir out/doctrees docs out/site
	$(BIN)/python docs/hooks/check_site.py out/site

dist: .venv/installed-release ## builds what is released into dist/, checks it, and tries it where there is no network
	$(BIN)/python tools/build_dist.py

help: ## lists the targets
	@sed -n 's/^\([a-z]*\):.* ## /\1\t/p' Makefile | expand -t 10

# Strict editable mode links single files: a new file needs a new link, and type checkers follow the package.
.venv/installed: pyproject.toml constraints.txt build/kept $(SOURCES) | .venv
	@echo 'Installs isthmus and what it needs into .venv: a minute or three, at first'
	@$(INSTALL) .
	touch $@

.venv/installed-test: pyproject.toml constraints.txt build/kept $(SOURCES) | .venv
	$(INSTALL) '.[test]'
	touch $@ .venv/installed

.venv/installed-notebooks: pyproject.toml constraints.txt | .venv/installed-test
	$(INSTALL) '.[notebooks,test]'
	touch $@

.venv/installed-release: pyproject.toml constraints.txt build/kept | .venv
	$(INSTALL) '.[release]'
	touch $@

# The links lie in build/: without it the package is no longer installed.
build/kept:
	mkdir -p build
	touch $@

.venv .venv-lowest .venv-bench:
	$(PYTHON) -m venv $@

# Peers are installed one by one: one that can't be is listed in the result as not installed.
.venv-bench/installed: pyproject.toml constraints.txt benchmarks/peers.txt $(SOURCES) | .venv-bench
	rm -rf build/lib build/bdist.*
	.venv-bench/bin/pip install -qq --constraint constraints.txt '.[benchmarks]'
	while read -r peer; do .venv-bench/bin/pip install -qq --constraint constraints.txt "$$peer" \
		|| echo "not installed: $$peer"; done < benchmarks/peers.txt
	touch $@

# PostGIS is a peer that no package of Python brings; where it can't be installed, it is listed so.
.venv-bench/postgis: | .venv-bench
	ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 || { apt-get update -qq && apt-get install \
		-qq --yes --no-install-recommends postgresql postgresql-15-postgis-3; } || echo "not installed: postgis"
	touch $@

# Installed as a user does: not as links, and without what an earlier build may have left.
.venv-lowest/installed: pyproject.toml constraints-lowest.txt $(SOURCES) | .venv-lowest
	rm -rf build/lib build/bdist.*
	.venv-lowest/bin/pip install -qq --constraint constraints-lowest.txt '.[test]'
	touch $@

$(PAGE)/node_modules/installed: $(PAGE)/package.json
	cd $(PAGE) && npm install --silent
	touch $@

# The tests open maps in a real browser, GeoPackages in QGIS, and compare GeoJSON with ogr2ogr's.
.venv/clients: | .venv
	{ command -v chromium-headless-shell && command -v ogr2ogr && /usr/bin/python3 -c 'import qgis.core'; } \
		>/dev/null 2>&1 || { apt-get update -qq && apt-get install -qq --yes --no-install-recommends \
		chromium-headless-shell gdal-bin python3-qgis; }
	touch $@

clean: ## takes away what the other targets made
	rm -rf .venv .venv-lowest .venv-bench build dist out docs/drawn docs/examples docs/reference/api *.egg-info $(PAGE)/node_modules
