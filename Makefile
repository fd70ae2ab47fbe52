# What people and machines do with this project. `make run` and `make test` need nothing but Python >= 3.11 and make.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run chat test check format bench

run: .venv/ready
	$(BIN)/sertakan serve

chat: .venv/ready
	$(BIN)/sertakan chat

test: check
	$(BIN)/pytest -n 4 --dist worksteal  # they mostly wait: for processes, databases, a browser

check: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sertakan check

format: .venv/ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/ready
	$(BIN)/python -m bench

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@
