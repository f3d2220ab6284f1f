# Two commands do all set-up: `make demo` and `make test`. Plain venv and pip underneath.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test check format train words clean

$(VENV)/.core: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/.all: $(VENV)/.core
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[desk,train,dev]'
	touch $@

demo: $(VENV)/.core
	$(BIN)/khabar demo

test: $(VENV)/.all check
	$(BIN)/pytest

check: $(VENV)/.all
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.all
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Fits every model but the word clusters anew from annotated documents (GOLD, and texts of CORPUS) and unlabelled news (CORPUS).
GOLD ?= ../shared/gold
CORPUS ?= ../shared/corpus
PLACES ?= ../shared/gazetteer/syria_merged.csv.gz

train: $(VENV)/.all
	$(BIN)/python -m training.topic $(CORPUS) src/khabar/frame/models/topic.npz
	$(BIN)/python -m training.attribution $(GOLD) $(CORPUS)
	$(BIN)/python -m training.reader $(GOLD) $(CORPUS) $(PLACES) src/khabar/frame/models

# Fits the word clusters that every other model counts with; `make train` must follow.
words: $(VENV)/.all
	$(BIN)/python -m training.words $(CORPUS) src/khabar/frame/models/words.npz

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
