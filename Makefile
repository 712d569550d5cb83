# make demo: set up, convert a sample result, say where the files are.
# make test: set up, install what the tests need from the system where that is allowed, check and test everything.
# make docs: build the documentation into build/site, strictly.
# make release-check: build, install in new environments for each Python and extra, try; write dist/ and THIRD_PARTY.md.
PYTHON ?= python3
BIN := .venv/bin
SAMPLE := sample_results/annual-report

.PHONY: demo test docs release-check

demo: .venv/core
	$(BIN)/somark-tools convert $(SAMPLE)/outputs.json -o demo-output --to md,docx,json,blocks,overlay \
		--pictures folder --pdf $(SAMPLE)/document.pdf

test: .venv/dev
	sh tests/install-system-packages.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

docs: .venv/dev
	$(BIN)/zensical build --strict

release-check: .venv/release
	$(BIN)/python release/check.py $(foreach python,$(PYTHONS),--python $(python))

.venv/core: pyproject.toml hatch_build.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[pdf]'
	touch $@

.venv/dev: .venv/core
	$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev --group docs
	touch $@

.venv/release: .venv/core
	$(BIN)/python -m pip install --quiet --group release
	touch $@
