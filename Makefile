# Two commands do all the set-up: `make demo` and `make test`. They need Python 3.11 or later, pip and make;
# uv is used where it is found. Everything is installed into .venv from the hash-pinned files in locks/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types docs-check check lock clean

# The bundled reports into a fresh ledger, and the brief of one day as it was known then. A PDF does not say who
# published it when, so the two among them are told.
REPORTS := samples/reports
LEDGER := --ledger demo/ledger.fogline
demo: $(VENV)/.run
	@rm -rf demo && mkdir demo
	$(BIN)/fogline add $(REPORTS)/*-uk-mod-*.pdf --published 2023-01-31 --source "UK Ministry of Defence" $(LEDGER)
	$(BIN)/fogline add $(REPORTS)/*-isw-*.pdf --published 2023-02-14 --source "Institute for the Study of War" $(LEDGER)
	$(BIN)/fogline add $(REPORTS) $(LEDGER)
	$(BIN)/fogline brief --as-of 2023-02-24 $(LEDGER)
	$(BIN)/fogline brief --as-of 2023-02-24 $(LEDGER) --output demo/brief-2023-02-24.html

test: $(VENV)/.dev
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

docs-check: $(VENV)/.dev
	$(BIN)/python -m pytest tests/test_docs.py

check: test lint types docs-check

$(VENV)/.run: locks/run.txt locks/build.txt pyproject.toml
	$(PYTHON) locks/install.py $(VENV) run
	@touch $@

$(VENV)/.dev: locks/dev.txt locks/build.txt pyproject.toml
	$(PYTHON) locks/install.py $(VENV) dev
	@touch $@ $(VENV)/.run

$(VENV)/.spark: locks/spark.txt locks/build.txt pyproject.toml
	$(PYTHON) locks/install.py $(VENV) spark
	@touch $@ $(VENV)/.dev $(VENV)/.run

# Makes the locks anew (needs uv); the hashes of every platform's wheels are kept.
LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
lock:
	$(LOCK) pyproject.toml -o locks/run.txt
	$(LOCK) pyproject.toml --group dev -o locks/dev.txt
	$(LOCK) pyproject.toml --group dev --extra spark -o locks/spark.txt
	printf 'hatchling>=1.27\neditables\n' | $(LOCK) - -o locks/build.txt

clean:
	rm -rf $(VENV) demo
