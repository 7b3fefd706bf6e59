# What a person types. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help setup runtime demo test check fix bench nightly soak crashes fuzz lock wheel clean
SHELL := /bin/sh
BIN := .venv/bin

help: ## show this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: ## make .venv with everything, tests and checks included
	@python=$$(sh tools/pick-python.sh) && "$$python" tools/setup.py dev

runtime:
	@python=$$(sh tools/pick-python.sh) && "$$python" tools/setup.py runtime

demo: runtime ## watch the story: orders, warehouses and a shop made true, in under a minute
	@$(BIN)/trueup demo

test: setup ## run the tests (ARGS="-k label" narrows them)
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: setup ## lint, types, layers, dependencies and the rules of the house
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/deptry .
	@$(BIN)/python tools/audit.py
	@$(BIN)/python -m pytest -q -p no:randomly tests/house

fix: setup ## let the formatter and the linter mend what they can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## run the benchmarks, each printing its figures; installs other rule engines to race against
	@$(BIN)/python tools/rivals.py
	@for bench in bench/*.py; do [ -e "$$bench" ] || continue; echo "== $$bench"; PYTHONPATH=tests $(BIN)/python "$$bench" || exit 1; done

nightly: setup ## run 2,000 long histories of a town, new ones each time (TRUEUP_HISTORIES=50 runs so many)
	@HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n 2 tests/properties $(ARGS)

soak: setup ## run rounds under storms for MINUTES (60), and print what held and what didn't
	@PYTHONPATH=.:tests $(BIN)/python tools/soak.py --minutes $(or $(MINUTES),60) $(ARGS)

crashes: setup ## kill the daemon at every request and commit there is, not only at some
	@TRUEUP_CRASHES=all $(BIN)/python -m pytest -n 2 tests/crashes $(ARGS)

fuzz: setup ## send 100,000 inputs (INPUTS) to each reader of what comes from outside
	@TRUEUP_FUZZ=$(or $(INPUTS),100000) $(BIN)/python -m pytest -n 2 -q -rP -k fuzzing tests/security $(ARGS)

lock: setup ## write requirements/*.lock anew (UPGRADE=1 takes the newest versions)
	@sh tools/lock.sh

wheel: setup ## build the wheel into dist/
	@$(BIN)/python -m hatchling build --target wheel

clean: ## remove what setup, tests and the demo made
	@rm -rf .venv dist build .cache trueup-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
