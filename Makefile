# What can be done with this project? `make help` tells.
.DEFAULT_GOAL := help
.PHONY: help run test test-durability check format lock screenshots install-run install-test install-check
PYTHON_HERE := .venv/bin/python

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: install-run ## Run everything here, with demo data; PORT=8000, DEMO=1 and DEBUG=0 can be changed
	@exec $(PYTHON_HERE) manage.py run_all

test: install-test ## Run the tests on SQLite, then on PostgreSQL and Redis; ARGS="…" goes to pytest
	@exec $(PYTHON_HERE) -m scripts.run_tests $(ARGS)

test-durability: install-test ## Kill all around bundles at 50 points; ARGS="--points 20 --seed 7"
	@exec $(PYTHON_HERE) -m tests.durability $(ARGS)

check: install-check ## Look for faults without running: style, layers, migrations, settings
	@scripts/check

format: ## Put the code into the house's shape
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

lock: ## Choose the newest permitted packages again, with their hashes
	@scripts/lock

screenshots: install-test ## Take the pictures in docs/screenshots again
	@exec $(PYTHON_HERE) -m scripts.screenshots

install-run install-test install-check: install-%:
	@scripts/install $*
