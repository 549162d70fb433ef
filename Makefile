# Rapport's commands. `make run` and `make test` do all set-up on a fresh machine.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
WORKERS_OF_TESTS ?= 2

.PHONY: help run test test-quick lint types architecture unit browser bench-memory bench-ingests bench-reads fuzz chaos clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | column -t -s '|'

run: .venv/.ready ## Start everything in this terminal: web, workers, clock, and an embedded Valkey
	@$(BIN)/python -m bot run

test: .venv/.ready-for-tests browser lint types architecture unit ## Run every test and check

test-quick: .venv/.ready-for-tests ## Run the tests that need no browser and no processes of their own
	$(BIN)/python -m pytest -n $(WORKERS_OF_TESTS) -q -m "not browser and not end_to_end"

unit: .venv/.ready-for-tests browser
	$(BIN)/python -m pytest -n $(WORKERS_OF_TESTS) -q

lint: .venv/.ready-for-tests ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.ready-for-tests ## Check types
	$(BIN)/mypy

architecture: .venv/.ready-for-tests ## Check that memory/ knows nothing of the web
	$(BIN)/lint-imports

bench-memory: .venv/.ready ## Measure what memory keeps, with the model the settings name (options: ARGUMENTS="--help")
	@$(BIN)/python -m bench.memory $(ARGUMENTS)

fuzz: .venv/.ready-for-tests ## Throw 100,000 broken and forged webhooks at the endpoints (options: ARGUMENTS="--seed 7 --count 5000")
	@$(BIN)/python -m bench.fuzz_webhooks $(ARGUMENTS)

chaos: .venv/.ready-for-tests ## Break everything while 500 customers write, and count what is lost or doubled (options: ARGUMENTS="--seed 7 --database postgresql")
	@$(BIN)/python -m bench.chaos $(ARGUMENTS)

bench-ingests: .venv/.ready-for-tests ## Ingest 1,000 conversations of one customer at once and count what is lost or doubled
	@$(BIN)/python -m bench.ingests $(ARGUMENTS)

bench-reads: .venv/.ready-for-tests ## Measure what a profile read costs among 1,000 customers and among 1,000,000 (4 GB of disk)
	@$(BIN)/python -m bench.profile_reads $(ARGUMENTS)

browser: ## Install the browser that tests need
	@.ci/browser

clean: ## Remove what set-up made (not var/, which holds your data)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/.ready: requirements.txt
	@.ci/install requirements.txt && touch $@

.venv/.ready-for-tests: requirements.txt requirements-dev.txt
	@.ci/install requirements-dev.txt && touch .venv/.ready $@
