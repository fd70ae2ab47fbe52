# What people and machines do with this project. `make run` and `make test` need nothing but Python >= 3.11 and make.

PYTHON ?= python3
BIN := .venv/bin
# The tests start many processes, and each would compile the program and the tests anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run chat test check style format bench

run: .venv/ready
	$(BIN)/sertakan serve

chat: .venv/ready
	$(BIN)/sertakan chat

# The tests mostly wait: for processes, databases, a browser. The types are looked at meanwhile.
test: style
	@$(BIN)/mypy & types=$$!; $(BIN)/pytest -n 4 --dist worksteal; tests=$$?; wait $$types && exit $$tests

check: style
	$(BIN)/mypy

style: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
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
