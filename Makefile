# make run    the demo community at http://127.0.0.1:8000 (PORT= moves it, VAR_DIR= moves its files)
# make test   every check, on SQLite and, where one answers, on PostgreSQL
# make bench  how fast each page is next to Django's own floor (BENCH_POSTS= BENCH_GROUPS= BENCH_THREADS=); BENCH_SEARCH=1000000
#             searches in so many posts, a fifth of them on SQLite

PYTHON ?= python3
PORT ?= 8000
export VAR_DIR ?= $(CURDIR)/var
export SITE_ADDRESS ?= http://127.0.0.1:$(PORT)
export TEST_DATABASE_URL ?= postgres://postgres@127.0.0.1:5432/alongside
CI ?= false

PY = .venv/bin/python
BUILT = $(VAR_DIR)/static/staticfiles.json
STATIC = $(shell find forum/static -type f)
TESTS = $(PY) -m pytest -n 2 --dist worksteal -q

.PHONY: run test bench check

run: .venv/installed $(BUILT)
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo --address http://127.0.0.1:$(PORT)
	@exec $(PY) manage.py serve --port $(PORT)

test: .venv/installed-tests
	@$(MAKE) --no-print-directory check
	@if $(PY) -c 'import os, psycopg; psycopg.connect(os.environ["TEST_DATABASE_URL"].rpartition("/")[0] + "/postgres", connect_timeout=3)' 2>/dev/null; then \
		$(TESTS) && echo "Now on PostgreSQL." && DATABASE_URL=$(TEST_DATABASE_URL) $(TESTS); \
	elif [ "$(CI)" = true ]; then \
		echo "No PostgreSQL answers at $(TEST_DATABASE_URL), and CI must try it."; exit 1; \
	else \
		echo "No PostgreSQL answers at $(TEST_DATABASE_URL): this run tries SQLite only." && $(TESTS); \
	fi

check: .venv/installed-tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	$(PY) -m mypy forum moderation accounts
	.venv/bin/djlint templates --lint --quiet
	.venv/bin/lint-imports --no-cache
	@mkdir -p $(VAR_DIR)
	DJANGO_SETTINGS_MODULE=forum.settings.test $(PY) manage.py makemigrations --check --dry-run

bench: .venv/installed $(BUILT)
	@$(PY) manage.py bench

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Alongside needs Python 3.11 or newer; PYTHON= names another.")'
	@test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-tests: .venv/installed tests/requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

$(BUILT): .venv/installed $(STATIC)
	@$(PY) manage.py collectstatic --no-input --clear --verbosity 0
