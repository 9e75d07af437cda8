# Two doors for a newcomer: `make demo` and `make test`. Each makes the .venv it needs by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
N ?= 20
ENGINE ?= sqlite
SECONDS ?= 600
A_SECOND ?= 20
SEED ?= $(shell $(PYTHON) -c 'import secrets; print(secrets.randbelow(10**6))')

# Where tests keep their files: nobody reads them again, so in memory where there is plenty of it.
SCRATCH := $(or $(shell df -k --output=avail /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 4000000 {print "/dev/shm"}'),$(TMPDIR),/tmp)

# Whatever the environment says: six test processes and all that they start share what one of them has compiled.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: install demo test check hunt chaos soak mutants bench bench-postgres screenshots lock clean

# What a .venv is made of: $(1) holds the pinned requirements, all of them, so that nothing has to be resolved, and what
# is never imported is never compiled. Those for development hold the others too. The pip that Python 3.11 brings takes
# twice as long to read an index as a new one, so it is replaced first.
define filled_from
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Greenlight needs Python 3.11 or newer; say which with PYTHON=python3.11"; exit 1; }
	@if command -v uv >/dev/null; then uv venv -q --allow-existing --python $(PYTHON) $(VENV) && uv pip install -q --python $(BIN)/python --require-hashes -r $(1) && uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	else $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements-pip.txt && $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-compile --require-hashes -r $(1) && $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .; fi
endef

$(VENV)/.run: requirements.txt requirements-pip.txt pyproject.toml
	$(call filled_from,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt requirements.txt requirements-pip.txt pyproject.toml
	$(call filled_from,requirements-dev.txt)
	@touch $(VENV)/.run $@

install: $(VENV)/.run ## .venv with pinned, hash-checked dependencies and .venv/bin/greenlight

demo: install ## the whole product on this machine: no credentials, one URL
	@$(BIN)/greenlight demo $(DEMO)

check: $(VENV)/.dev ## format, lint, types, layering and tests; the types beside the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-logo
	@echo "seed $(SEED)"
	@$(BIN)/mypy & types=$$!; \
	$(BIN)/python -m pytest --collect-only -q -p no:cacheprovider >/dev/null; \
	TMPDIR=$(SCRATCH) GREENLIGHT_HUNT_SEED=$(SEED) $(BIN)/python -m pytest -n 6 --no-loadscope-reorder --max-worker-restart=0 -p no:cacheprovider --randomly-seed=$(SEED); tests=$$?; \
	wait $$types && exit $$tests

test: check ## from a fresh clone: everything above

hunt: $(VENV)/.dev ## the long versions of kill harness, fuzzing and property tests
	@echo "seed $(SEED)"
	@GREENLIGHT_HUNT=1 GREENLIGHT_HUNT_SEED=$(SEED) $(BIN)/python -m pytest -n auto --no-loadscope-reorder --max-worker-restart=0 -o faulthandler_timeout=1800 --randomly-seed=$(SEED)

chaos: $(VENV)/.dev ## kill -9 at random under a stream of orders, N times, and count what it cost; ENGINE=postgres: four bots on one database
	@$(BIN)/python -m tests.faults.chaos $(N) $(SEED) $(ENGINE)

soak: $(VENV)/.dev ## a steady stream of orders for SECONDS while one in twenty of everything fails: all stays flat
	@$(BIN)/python -m tests.faults.soak $(SECONDS) $(A_SECOND) $(SEED)

mutants: $(VENV)/.dev ## take out one defence after the other: the test it names must then fail
	@$(BIN)/python -m tests.mutants

bench: $(VENV)/.dev ## the README's figures, each a ratio against a baseline in the same run
	@$(BIN)/python -m benchmarks

bench-postgres: $(VENV)/.dev ## the same of PostgreSQL beside SQLite; needs its server's binaries
	@$(BIN)/python -m benchmarks postgres-outbox postgres-webhooks postgres-stored

screenshots: $(VENV)/.dev ## the page's main scenes, light, dark and phone, in screenshots/; those of the README in docs/
	@$(BIN)/python -m tests.browser.screenshots screenshots

lock: $(VENV)/.dev ## pin what pyproject.toml asks for, with hashes
	@$(BIN)/pip-compile -q --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --extra demo --extra postgres --extra build -o requirements.txt pyproject.toml
	@$(BIN)/pip-compile -q --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --extra demo --extra postgres --extra build --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
	@echo pip | $(BIN)/pip-compile -q --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header -c requirements-dev.txt -o requirements-pip.txt -

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
