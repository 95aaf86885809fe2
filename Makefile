# One word for each thing to do. Every target sets up .venv by itself.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*##.*/\1/p' Makefile)
.DEFAULT_GOAL := help

PYTHON ?= python3
AT_ONCE ?= 4
BIN := .venv/bin
READY := .venv/.ready
TRAIN := .venv/.train
RUN = $(BIN)/python -m bench.lib.run
# What was given: COUNT is always a number, PAGES always files, SHARED the folder with data/ and tools/ (../shared unless told).
GIVEN = $(if $(COUNT),--count $(COUNT)) $(if $(PAGES),--pages $(PAGES)) $(if $(SHARED),--shared $(SHARED)) $(MORE)

help: ## Show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Newsmill needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# What only training needs, and what asks how good it is.
$(TRAIN): $(READY) requirements-train.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-train.lock
	@touch $@

demo: $(READY) ## Clean the sample pages, and show what came out
	@$(BIN)/python samples/show.py demo-out

test: $(READY) ## Run the tests, several at a time (AT_ONCE): most of their time is waiting, each process has a Kafka of its own
	$(BIN)/pytest --numprocesses $(AT_ONCE) --dist loadfile --no-loadscope-reorder

compose-test: $(READY) ## Try docker-compose.yml on this host's Docker: feed, break, stop, and see alerts fire (SHARED)
	$(BIN)/pytest -v -rs -m compose tests/compose

lint: $(READY) ## Lint, check the formatting and the types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint test ## All that a change has to pass

format: $(READY) ## Format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY) ## Generate what follows from the code: schemas, dashboards, pages of docs/
	$(BIN)/python schemas/generate.py
	$(BIN)/python -m deploy.generate
	$(BIN)/python -m docs.generate

picture: $(READY) ## Take the picture of an explained page for the README (needs Chromium)
	$(BIN)/python docs/picture.py

bench: $(READY) ## Measure NAME (COUNT, PAGES, SHARED, MORE); without NAME list what there is, and measure speed beside trafilatura alone
	@$(RUN) bench "$(NAME)" $(GIVEN)

chaos: $(READY) ## Break workers on a real Kafka in every way, then audit (FAULTS=100 COUNT=20000 KINDS=all|own,moving,around|brokers|…)
	@$(RUN) bench chaos $(GIVEN) $(if $(FAULTS),--faults $(FAULTS)) $(if $(KINDS),--kinds $(KINDS))

fuzz: $(READY) ## Damage raw pages at random, and see a worker on a real Kafka account for each (COUNT=10000)
	@$(RUN) bench fuzz $(GIVEN)

score: $(if $(filter refusals sample seeds,$(NAME)),$(READY),$(TRAIN)) ## Score text and fields on sites that were not seen, and write docs/quality.md (SHARED), half an hour; list what else there is, NAME scores that
	@$(RUN) bench/score "$(NAME)" $(GIVEN)

train: $(TRAIN) ## Train the model NAME (SHARED); without NAME list what there is
	@$(RUN) train "$(NAME)" $(GIVEN)

lock: ## Pin all dependencies anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra scrapy --group dev -o requirements-dev.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --group train --constraint requirements-dev.lock -o requirements-train.lock

clean: ## Remove what make made
	rm -rf .venv demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
