# demo · test · check · town · bench: each sets up by itself what it needs (.venv from the locks, a Chromium).
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help test demo check town bench lock container-test clean environment-run environment-dev chromium-run chromium-dev
unexport PYTHONDONTWRITEBYTECODE  # our imports are to be compiled once, not at each start
export PYTHON

BIN := .venv/bin

help:
	@echo 'make demo            four people, eleven accounts, a town on loopback: what comes of it is in demo/'
	@echo 'make test            the tests'
	@echo 'make check           format, lint, types, import contracts, tests: what CI asks for'
	@echo 'make town            open the town and look around'
	@echo 'make bench           what a walk costs beside a raw script'
	@echo 'make container-test  build the container image and run the demo in it (root; buildah, debootstrap)'
	@echo 'make lock            make the locks anew from pyproject.toml (uv)'
	@echo 'make clean           remove what these left, .venv included'

test: chromium-dev
	@$(BIN)/pytest

demo: chromium-run
	@$(BIN)/python -m demonstration --out demo

check: chromium-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest

town: chromium-run
	@$(BIN)/python -m fixtures

bench: chromium-dev
	@$(BIN)/python -m tests.bench

lock:
	@sh requirements/lock.sh

container-test: environment-dev
	@OPTOUT_CONTAINER_TEST=1 $(BIN)/pytest tests/container --timeout 1800 -v

clean:
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .bench \
	  demo town test-results
	@find bot flows fixtures tests demonstration setup -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The environment: a Python is found, .venv is made from the locks, and nothing is done when nothing changed.
environment-run environment-dev:
	@python=$$(sh setup/python.sh) && "$$python" setup/environment.py $(@:environment-%=%)

chromium-run chromium-dev: chromium-%: environment-%
	@$(BIN)/python -m bot.chromium
