# Every command sets itself up: on a machine with make and Python 3.11 or newer, the first one
# creates .venv with all that the project needs, and later ones find it there.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

VENV ?= .venv
PEER_VENV ?= .venv-peer
PEER_VERSION := 1.13.29
DEMO ?= sample_projects/weather
PYTEST_ARGS ?=
BENCH_ARGS ?=
# The first Python on the PATH that is new enough; `make PYTHON=/path/to/python test` to choose.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v "$$name" && break; done)

BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEER_READY := $(PEER_VENV)/.ready-$(PEER_VERSION)

.PHONY: help
help: ## Show this list
	@echo "usage: make TARGET"
	@echo
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS=$$'\t' read -r name text; do printf '  %-8s %s\n' "$$name" "$$text"; done

# A .venv that works is kept and brought up to date; a half-made one is made anew.
$(READY): pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
		echo "error: graphmat needs Python 3.11 or newer, and there is none on the PATH" >&2; \
		echo "hint: install one, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
		exit 1; \
	fi
	@if ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
		package="$$("$(PYTHON)" -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"; \
		if [ "$$(id -u)" = 0 ] && [ "$${CI:-}" = true ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -qq -y "$$package"; \
		else \
			echo "error: '$(PYTHON)' comes without its venv module" >&2; \
			echo "hint: apt-get install $$package" >&2; \
			exit 1; \
		fi; \
	fi
	@if ! "$(BIN)/python" -m pip --version >/dev/null 2>&1; then \
		echo "making $(VENV) with graphmat and its tools (once, about a minute)" >&2; \
		"$(PYTHON)" -m venv --clear "$(VENV)"; \
	fi
	@"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch "$@"

.PHONY: venv
venv: $(READY) ## Create .venv with graphmat and its tools (every target does so by itself)

.PHONY: demo
demo: $(READY) ## Materialize the sample project (DEMO=sample_projects/NAME for another)
	@echo "\$$ cd $(DEMO) && graphmat materialize"
	@cd "$(DEMO)" && "$(abspath $(BIN))/graphmat" materialize

# The tests of reports open them in Chromium, a program of the system's: installed where that is
# ours to do, on a CI machine. Elsewhere the tests tell that they are skipped.
.PHONY: browser
browser:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
		if command -v "$$name" >/dev/null; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && [ "$${CI:-}" = true ] && command -v apt-get >/dev/null; then \
		echo "installing Chromium, in which reports are tested (once)" >&2; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq; \
		apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	else \
		echo "note: there is no Chromium: the tests of reports will be skipped" >&2; \
		echo "hint: apt-get install chromium" >&2; \
	fi

# The same for the server on which the tests keep an event log.
.PHONY: database
database:
	@if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
		exit 0; \
	elif [ "$$(id -u)" = 0 ] && [ "$${CI:-}" = true ] && command -v apt-get >/dev/null; then \
		echo "installing PostgreSQL, on which the event log is tested (once)" >&2; \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq; \
		apt-get install -qq -y --no-install-recommends postgresql >/dev/null; \
	else \
		echo "note: there is no PostgreSQL: the tests of logs on a server will be skipped" >&2; \
		echo "hint: apt-get install postgresql" >&2; \
	fi

.PHONY: test
test: $(READY) browser database ## Run the tests (PYTEST_ARGS='-k name' for some of them)
	$(BIN)/python -m pytest -n 2 --ignore=tests/browser -k 'not dask' $(PYTEST_ARGS)
	@# Drivers of browsers and clusters leave threads and event loops behind: processes of their own.
	$(BIN)/python -m pytest tests/browser $(PYTEST_ARGS) || [ $$? = 5 ]
	$(BIN)/python -m pytest tests/contracts/test_executors.py tests/cli/test_dask.py -k dask \
		$(PYTEST_ARGS) || [ $$? = 5 ]

.PHONY: check
check: lint test ## All that has to pass before a commit: lint, then test

.PHONY: lint
lint: $(READY) ## Check format, style, types and import rules
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

.PHONY: format
format: $(READY) ## Rewrite the code as the formatter and the safe style fixes have it
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

.PHONY: golden
golden: $(READY) ## Rewrite the expected screens of the tests; review them with git diff
	$(BIN)/python -m pytest -n 2 --snapshot-update $(PYTEST_ARGS)

# The library whose API this is, in an environment of its own: graphmat itself never needs it.
$(PEER_READY): $(READY)
	@echo "making $(PEER_VENV) with dagster $(PEER_VERSION) (once, about a minute)" >&2
	@"$(PYTHON)" -m venv --clear "$(PEER_VENV)"
	@"$(PEER_VENV)/bin/python" -m pip install --quiet --disable-pip-version-check \
		'dagster==$(PEER_VERSION)' pytest
	@touch "$@"

.PHONY: peer
peer: $(READY) $(PEER_READY) ## Compare with dagster: its run of the API tests, the same files in both
	CONFORMANCE_LIBRARY=dagster DAGSTER_DISABLE_TELEMETRY=1 "$(PEER_VENV)/bin/python" -m pytest \
		-p no:cacheprovider -q tests/conformance $(PYTEST_ARGS)
	GRAPHMAT_PEER_PYTHON="$(abspath $(PEER_VENV))/bin/python" $(BIN)/python -m pytest tests/peer \
		$(PYTEST_ARGS)

# Both sides hand on arrays and frames there, so both environments get numpy and pandas.
BENCH_READY := $(VENV)/.ready-bench
$(BENCH_READY): $(READY) $(PEER_READY)
	@"$(BIN)/python" -m pip install --quiet --disable-pip-version-check numpy pandas
	@"$(PEER_VENV)/bin/python" -m pip install --quiet --disable-pip-version-check numpy pandas
	@touch "$@"

.PHONY: bench
bench: $(READY) $(BENCH_READY) ## Measure beside dagster and bare Python (BENCH_ARGS='--help' for the sizes)
	"$(BIN)/python" tests/benchmarks/bench.py --peer "$(abspath $(PEER_VENV))/bin/python" $(BENCH_ARGS)

.PHONY: clean
clean: ## Remove .venv and .venv-peer, tool caches and the samples' recorded runs
	rm -rf "$(VENV)" "$(PEER_VENV)" build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -rf sample_projects/*/.graphmat
	find graphmat tests sample_projects -name __pycache__ -type d -prune -exec rm -rf {} +
