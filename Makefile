# What people run: `make demo` to look, `make test` and `make check` to change. Everything else serves these.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP_OPTIONS := --quiet --disable-pip-version-check --require-hashes
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n > 2 ? n : 2)))
UV_COMPILE := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

.PHONY: help demo test explore check format docs messages lock assets rebuild-pages bench-judge bench-ingest bench-rest bench-catalogue bench-complaints bench-kills system clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1|/' | column -t -s '|'

demo: .venv/.runtime assets $(CATALOGUES) ## a seeded city at 127.0.0.1:8000 (PORT=, RESET=1, DATABASE_URL=)
	@scripts/system-packages fonts
	@exec $(BIN)/mingjing serve $(if $(RESET),--reset)

test: .venv/.dev assets $(CATALOGUES) system ## all tests, in parallel (ARGS= for pytest)
	@$(BIN)/python -m pytest -q -n $(WORKERS) $(ARGS)

explore: test ## all tests, the property tests on examples never tried before
explore: ARGS += --hypothesis-profile=default

check: .venv/.dev ## lint, types, import contracts, migrations, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --check --lint --quiet
	$(BIN)/mingjing makemigrations --check --dry-run
	@$(MAKE) docs
	git diff --exit-code --stat -- docs/generated

format: .venv/.dev ## put code and templates into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint templates --reformat --quiet

docs: .venv/.dev ## write docs/generated from the code
	$(BIN)/mingjing docs

messages: .venv/.dev ## collect new labels into locale/en (needs gettext)
	$(BIN)/mingjing makemessages -l en --no-obsolete --no-wrap --add-location file -i .venv -i node_modules -i tests

assets: static/built/.stamp ## bundle scripts and sheets

rebuild-pages: .venv/.runtime $(CATALOGUES) ## render every published page again
	$(BIN)/mingjing rebuild_pages

bench-judge: .venv-bench/.stamp ## events per second of `mingjing judge`, beside pm4py
	.venv-bench/bin/python benchmarks/judge.py $(ARGS)

bench-ingest: .venv/.dev ## events per second of an import, beside a reader (ARGS="LOG CHART")
	$(BIN)/python -m benchmarks.ingest $(ARGS)

bench-rest: .venv/.dev assets ## events per second over REST with verdicts, beside a public reader (ARGS="--senders 5")
	$(BIN)/python -m benchmarks.rest $(ARGS)

bench-catalogue: .venv/.dev assets ## page times and query counts with 50,000 powers and 1,000,000 events loaded
	$(BIN)/python -m benchmarks.catalogue $(ARGS)

bench-complaints: .venv/.dev assets ## submissions per second, list and open times with 1,000,000 sealed complaints
	$(BIN)/python -m benchmarks.complaints $(ARGS)

bench-kills: .venv/.dev assets ## kill -9 of server and PostgreSQL during 1,000 submissions: codes and cases after it
	$(BIN)/python -m benchmarks.kills $(ARGS)

lock: .venv/.dev package.json ## pin what requirements/*.in and package.json ask for
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(UV_COMPILE) requirements/dev.in -o requirements/dev.txt
	for name in runtime bench; do \
		$(UV_COMPILE) -c requirements/dev.txt requirements/$$name.in -o requirements/$$name.txt || exit; done
	npm install --package-lock-only

system: .venv/.dev
	@scripts/system-packages

clean: ## remove everything made here except the data of the demo
	rm -rf .venv .venv-bench node_modules static/built .*_cache .hypothesis mingjing.egg-info $(CATALOGUES)

.venv/.runtime: requirements/runtime.txt pyproject.toml
	@scripts/make-venv .venv "$(PYTHON)"
	$(BIN)/python -m pip install $(PIP_OPTIONS) -r requirements/runtime.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	$(BIN)/python -m pip install $(PIP_OPTIONS) -r requirements/dev.txt
	@touch $@

.venv-bench/.stamp: requirements/bench.txt pyproject.toml
	@scripts/make-venv .venv-bench "$(PYTHON)"
	.venv-bench/bin/python -m pip install $(PIP_OPTIONS) -r requirements/bench.txt
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

node_modules/.stamp: package.json package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 20 or later with npm is needed: install nodejs and npm." >&2; exit 1; }
	npm ci --silent
	@touch $@

static/built/.stamp: node_modules/.stamp $(wildcard assets/*.* assets/lib/*)
	npm run --silent build
	@touch $@

%.mo: %.po .venv/.runtime
	@$(BIN)/python -c 'import sys, polib; polib.pofile(sys.argv[1]).save_as_mofile(sys.argv[2])' $< $@
