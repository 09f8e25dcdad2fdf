# Set-up happens once: the stamp is newer than what it was made from.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
HOST ?= 127.0.0.1
PORT ?= 7860

.PHONY: help install chat llm test check clean screenshots

help:  ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

install: $(STAMP)  ## Create .venv with everything the project needs

# torch first and alone: with a looser range other packages would bring gigabytes of CUDA.
$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

chat: $(STAMP)  ## Open the chat over seeds/
	@$(BIN)/rag ingest seeds
	@$(BIN)/rag serve --host $(HOST) --port $(PORT)

# NAME=… names another model than the one that fits best; see `rag llm pull --list`.
llm: $(STAMP)  ## Fetch a language model that fits this machine and set it in rag.toml
	@$(BIN)/rag llm pull $(NAME)
	@$(BIN)/rag llm checker || echo "Without it, rules alone check what the model writes."

test: $(STAMP)  ## Run every test whose parts are installed
	$(BIN)/python -m pytest

check: $(STAMP)  ## Lint, types and the fast tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -m 'not model and not browser and not slow'

screenshots: $(STAMP)  ## Take the pictures that the README shows
	$(BIN)/python -m tests.screenshots
	$(BIN)/python -m tests.ui.widget.screenshots

clean:  ## Remove the index over seeds/ and the environment
	rm -rf .rag $(VENV)
