# `make` checks the shipped briefings and writes the web site and the PDF.
# `make test` runs all that CI runs.  Both set up .venv by themselves.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPHINX := $(BIN)/python -m sphinx
DOCTREES := _build/doctrees

.PHONY: all check html pdf docx pictures docs texts locked test fuzz tools lint types contracts coverage mutants bench lock audit clean

all: check html pdf
	@echo
	@echo "Report    _build/check/report.txt  (report.json and report.sarif beside it)"
	@echo "Web site  _build/html/index.html"
	@for file in $$(find _build/pdf -name '*.pdf' | sort); do echo "PDF       $$file"; done

# What is installed is pinned by hash, for Python 3.11 to 3.13; `make lock` writes the file anew.
LOCK := requirements/dev.lock

$(READY): pyproject.toml $(LOCK)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

check: $(READY)
	$(SPHINX) -q -b briefcheck -d $(DOCTREES) . _build/check
	@tail -n 8 _build/check/report.txt

html: $(READY)
	$(SPHINX) -q -b html -d $(DOCTREES) . _build/html

pdf: $(READY)
	$(SPHINX) -q -b briefpdf -d $(DOCTREES) . _build/pdf

docx: $(READY)
	$(SPHINX) -q -b briefdocx -d $(DOCTREES) . _build/docx

# The pictures of README and documentation; wants Chromium and poppler.
pictures: $(READY)
	$(BIN)/python docs/pictures.py

docs: $(READY)
	$(SPHINX) -q -W -n -b html docs _build/docs

# The texts of the sources are somebody else's and not in git.  Who has them beside the checkout
# copies them in; then the lock must be what they give.
SHARED ?= ../shared/sources
TEXTS := briefings/sources

texts:
	@if [ -d $(SHARED) ]; then mkdir -p $(TEXTS) && cp -f $(SHARED)/[a-z]*2*.txt $(TEXTS)/ && \
	  chmod u+w $(TEXTS)/*.txt; \
	else echo "no texts in $(SHARED): the lock stands for them"; fi

locked: $(READY) texts
	$(SPHINX) -q -b briefcheck -d _build/locked/doctrees -D briefcheck_locked=1 . _build/locked
	@if ls $(TEXTS)/*.txt >/dev/null 2>&1; then $(BIN)/python -m builder_ext sources lock --check; fi

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

# Tests that look at pages want a Chromium, and some a PostgreSQL server; without them they say so and are skipped.
tools:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
	  command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get install -y -q chromium >/dev/null 2>&1; } || \
	  echo "no Chromium here and none could be installed: the tests of pages will be skipped"
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	    apt-get install -y -q postgresql >/dev/null 2>&1; } || \
	  echo "no PostgreSQL here and none could be installed: its tests will be skipped"

test: $(READY) tools lint types contracts locked
	$(BIN)/python -m pytest -n 2 --dist loadfile
	$(BIN)/python benchmarks/speed.py --part small

# Which lines and branches of the core no test runs; some ten minutes.  It fails under 100 %.
coverage: $(READY) tools texts
	rm -rf _build/coverage && mkdir -p _build/coverage
	$(BIN)/python -m coverage run -m pytest -n 2 --dist loadfile
	$(BIN)/python -m coverage combine -q
	$(BIN)/python -m coverage report

# Which small changes of statements, evidence and rules no test notices; hours.  One module, a few minutes:
# make mutants MODULE=builder_ext/statements/sentences.py SAMPLE=0 (all of its mutants).  See tests/MUTANTS.md.
MODULE ?=
SAMPLE ?= 80
mutants: $(READY)
	$(BIN)/python -c 'import mutmut' 2>/dev/null || $(BIN)/python -m pip install --quiet --editable '.[mutants]'
	nice -n 19 $(BIN)/python tests/mutants.py --jobs 2 --sample $(SAMPLE) $(MODULE)

# Ratios to what is run beside it, and what is found of what; some ten minutes.
bench: $(READY)
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/sentences.py
	$(BIN)/python benchmarks/quotes.py
	$(BIN)/python benchmarks/values.py
	$(BIN)/python benchmarks/names.py

# What no test thought of: fuzz/README.md.  What is found is kept under _build/fuzz.
SECONDS ?= 240

fuzz: $(READY)
	$(BIN)/python -m fuzz --seconds $(SECONDS)

# uv and pip-audit have an environment of their own, pinned as well.
TOOLS := _build/tools/.ready
COMPILE := _build/tools/bin/uv pip compile --universal --python-version 3.11 --upgrade --generate-hashes --no-header \
  --no-annotate --no-emit-index-url --quiet

$(TOOLS): requirements/tools.lock
	$(PYTHON) -m venv _build/tools
	_build/tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# The newest versions that pyproject.toml and tools.in allow.
lock: $(TOOLS)
	$(COMPILE) --extra dev --output-file $(LOCK) pyproject.toml
	$(COMPILE) --output-file requirements/tools.lock requirements/tools.in

# Known weaknesses of what is pinned, where the data can be had.
audit: $(TOOLS)
	_build/tools/bin/python requirements/audit.py

clean:
	rm -rf _build
