# Two commands matter: `make run` shows the relay at work, `make test` checks all of it.
# Both call `make setup`, which makes .venv with .venv/bin/orderveil and is quick when nothing has changed.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST ?= $(BIN)/pytest -q -n 2
ARGS ?=

.PHONY: help run test bench fuzz setup setup-test check docs lock audit picture screenshots clean

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  make \1\t\2/p' Makefile | expand -t 20

run: setup ## play in invented orders, print one of them as eleven views, leave everything running
	@exec $(BIN)/orderveil demo $(ARGS)

test: setup-test check ## everything that must hold: style, types, layers, tests on SQLite and PostgreSQL
	@if tools/have-postgresql; then exec $(PYTEST) $(ARGS); fi; \
	echo "make: PostgreSQL 15 or newer is not installed: its half of the tests is LEFT OUT."; \
	echo "make: install the Debian package postgresql to run it."; \
	exec $(PYTEST) -m "not postgresql" $(ARGS)

bench: setup-test ## measure; what is measured and against what stands in benchmarks/README.md
	@exec $(BIN)/python -m benchmarks $(ARGS)

FUZZ_SECONDS ?= 60
fuzz: setup-test ## feed broken input to every reader and finder of scan, FUZZ_SECONDS each
	@for target in $$($(BIN)/python tools/fuzz_scan.py list 0); do \
	echo "make: fuzzing $$target"; $(BIN)/python tools/fuzz_scan.py $$target $(FUZZ_SECONDS) || exit 1; done

setup: $(VENV)/.ready ## make .venv with .venv/bin/orderveil

setup-test: $(VENV)/.ready-test
	@tools/have-postgresql || tools/install-debian postgresql || true
	@tools/have-chromium || tools/install-debian chromium || echo "make: without Chromium the tests of pages are LEFT OUT"
	@command -v tesseract >/dev/null 2>&1 || tools/install-debian tesseract-ocr || true

check: $(VENV)/.ready-test ## style, types, layers
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/mypy --no-error-summary verify/*.py tools/*.py
	@said=$$($(BIN)/lint-imports 2>&1) || { printf '%s\n' "$$said"; exit 1; }

$(VENV)/.made:
	@tools/make-venv "$(PYTHON)" "$(VENV)"
	@touch $@

$(VENV)/.ready: $(VENV)/.made requirements.txt pyproject.toml
	@echo "make: installing what the relay needs into $(VENV)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready requirements-test.txt
	@echo "make: installing what the tests need into $(VENV)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

docs: setup ## write again the pages that are made from the program
	@$(BIN)/python tools/write_docs.py

COMPILE = $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

lock: ## pin again every package, with hashes, from pyproject.toml (needs pip-tools)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check pip-tools
	@$(COMPILE) --build-deps-for editable --output-file requirements.txt pyproject.toml
	@$(COMPILE) --extra test --constraint requirements.txt --output-file requirements-test.txt pyproject.toml

audit: setup-test ## known flaws in the packages that are pinned
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements.txt

picture: setup ## draw docs/picture.svg again from what the relay really prints
	@$(BIN)/python tools/draw_picture.py docs/picture.svg

screenshots: setup-test ## take the pictures of the console again, with a real browser
	@$(BIN)/python tools/shoot_console.py docs

clean: ## remove .venv and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
