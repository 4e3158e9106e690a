# `make run` and `make test` do all their own set-up; nothing but Python 3.11 and make is needed.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
# distributions build their Python with optimisation, which is worth about a tenth
SYSTEM := /usr/bin/python3
PYTHON ?= $(shell $(SYSTEM) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>&- \
	&& echo $(SYSTEM) || echo python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# make's own flags are nobody's business below
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench quality lock clean

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up (once, about a minute) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

run: $(READY) ## set up if need be, then start everything; Ctrl-C ends it
	@$(BIN)/copytaster up

test: lint ## lint, types, layers, then all tests
	@$(BIN)/python -m pytest --numprocesses 2 --cov --cov-fail-under=95 $(PYTEST)

lint: $(READY) ## ruff, mypy, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(READY) ## let ruff format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## figures: 5,000 at once, then 20 a second (FILES=folder of text files)
	@$(BIN)/python tests/bench/drop.py bulk $(if $(FILES),--files $(FILES))
	@$(BIN)/python tests/bench/drop.py steady $(if $(FILES),--files $(FILES))

quality: $(READY) ## figures on the corpora (CORPUS=folder)
	@$(BIN)/python tests/quality/run.py $(CORPUS) $(QUALITY)

lock: $(READY) ## pin all dependencies with versions and hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --all-extras pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-annotate --constraint requirements.lock pyproject.toml \
		--output-file deploy/requirements.lock

clean: ## remove what set-up and tests made; var/ and inbox/ stay
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
