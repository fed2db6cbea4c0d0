# The portal on one's own machine. `make run` and `make test` need nothing but Python 3.11+ and make.
#
#   make run      the portal at http://localhost:8000/ (PORT=… for another port)
#   make test     everything CI checks
#   make reset    forget the local data
#   make bench    speed and page sizes, as ratios
#   make lock     compile requirements*.in into requirements*.txt
#   make assets   build static/build from static/src
#   make lint     format and style

PORT ?= 8000
export PORT
# Where Python is told to write no bytecode, each process would compile six hundred modules anew.
export PYTHONDONTWRITEBYTECODE =
VENV ?= $(CURDIR)/.venv
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)
BIN = "$(VENV)/bin"
PREPARE = "$(or $(PYTHON),$(error Python 3.11 or newer is needed: install it, or say where it is with PYTHON=/path/to/python3))" \
	kentcivil/local/prepare.py --venv "$(VENV)"

.PHONY: run test reset bench lock assets lint prepare prepare-tests
.SILENT:
.NOTPARALLEL:

run: assets
	exec $(BIN)/python -m kentcivil.local.run

test: prepare-tests assets lint
	$(BIN)/python -m pytest -n 2 --dist worksteal --durations=25 --ignore=tests/benchmarks -p tests.coverage_bar

bench: prepare-tests assets
	$(BIN)/python -m pytest tests/benchmarks -s

reset: prepare
	$(BIN)/python -m kentcivil.local.reset

assets: prepare
	$(BIN)/python -m kentcivil.local.assets

lint: prepare-tests
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet . || { echo "Run \`ruff format .\`: the files above are not formatted."; exit 1; }
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --no-cache > /dev/null || $(BIN)/lint-imports --no-cache

lock: prepare-tests
	$(BIN)/python -m pip install --quiet uv
	for name in requirements requirements-local requirements-dev; do \
		$(BIN)/uv pip compile --quiet --python-version 3.11 --no-emit-index-url --no-emit-find-links \
			--custom-compile-command 'make lock' $$name.in -o $$name.txt || exit 1; \
	done

prepare:
	$(PREPARE)

prepare-tests:
	$(PREPARE) --tests
