# Each target sets up what it needs. PYTHON may name another interpreter of 3.11 or newer.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: score test serve notebooks bench bench-quality bench-office lint embed openmp clean

score: $(VENV)/.base  ## read, check, score and explain the example claims
	$(BIN)/cleanclaim score examples

test: $(VENV)/.dev  ## all tests
	$(BIN)/python -m pytest -n 2

serve: $(VENV)/.base  ## the page and the API on http://127.0.0.1:8000, or another PORT
	$(BIN)/cleanclaim serve --port $(PORT) --example examples

notebooks: $(VENV)/.dev  ## run the notebooks, and render them: build/notebooks/*.html
	$(BIN)/jupyter nbconvert --to html --execute --output-dir build/notebooks notebooks/*.ipynb

lint: $(VENV)/.dev  ## style, types, arrows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

embed: $(VENV)/.dev  ## make the embedded bundle anew: simulate, train, measure on other offices
	$(BIN)/python -m training.embed

bench: $(VENV)/.dev  ## speed, side by side with peers in one run
	$(BIN)/python -m benchmarks

bench-quality: $(VENV)/.dev  ## how good the odds are: build/quality/report.md (some 40 minutes)
	$(BIN)/python -m benchmarks.quality

bench-office: $(VENV)/.dev  ## the yardstick: ours and peers on fixed offices (some 40 minutes)
	$(BIN)/python -m benchmarks.office

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: $(BIN)/python pyproject.toml constraints.txt $(wildcard */*.c)
	$(PIP_INSTALL) --editable .
	@$(BIN)/python -c 'from models.library import load; load()' 2>/dev/null || $(MAKE) --no-print-directory openmp
	touch $@

# LightGBM's wheel takes OpenMP from the system, which the barest of them lack.
openmp:
	apt-get install --yes libgomp1 || (apt-get update && apt-get install --yes libgomp1)

$(VENV)/.dev: $(VENV)/.base
	$(PIP_INSTALL) --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
