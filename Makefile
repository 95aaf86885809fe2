# One word for each thing to do. Every target sets up .venv by itself.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*##.*/\1/p' Makefile)
.DEFAULT_GOAL := help

PYTHON ?= python3
SHARED ?= ../shared
PAGES ?= $(SHARED)/data/extraction-dev/fundus-dev.pages.jsonl.gz $(SHARED)/data/pages-dev/trafilatura-eval.pages.jsonl.gz
RUNS ?= 200
AT_ONCE ?= 4
MEMORY_PAGES ?= 100000
BIN := .venv/bin
READY := .venv/.ready

help: ## Show what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Newsmill needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## Clean the sample pages, and show what came out
	@rm -rf demo-out && mkdir demo-out
	$(BIN)/newsmill clean samples/pages --articles demo-out/articles.jsonl --duplicates demo-out/duplicates.jsonl \
		--rejected demo-out/rejected.jsonl --dead-letters demo-out/dead-letters.jsonl
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

schemas: $(READY) ## Generate the JSON Schema files and the AsyncAPI document from workers/records.py
	$(BIN)/python schemas/generate.py

dashboards: $(READY) ## Generate the Grafana dashboards and docs/metrics.md
	$(BIN)/python -m deploy.generate

seen: $(READY) ## Draw the dashboards' panels from real workers and a real Prometheus, and see an alert fire (PAGES names other pages)
	$(BIN)/python -m bench.dashboards $(wildcard $(PAGES))

topics: $(READY) ## Train the topic model (SHARED names the folder with data/topics)
	$(BIN)/python train/topics.py $(SHARED)/data/topics/labels.jsonl.gz $(SHARED)/data/topics/iptc-mediatopics-en-GB.json

score: $(READY) ## Score extraction against gold pages (SHARED names the folder with data/ and tools/)
	$(BIN)/python -m bench.score.extraction $(SHARED)

bench-dedupe: $(READY) ## Draw recall and precision of near-duplicates over true similarity (TEXTS names files of other texts)
	$(BIN)/python -m bench.dedupe $(SHARED) $(TEXTS)

bench-relay: $(READY) ## Measure the relay's speed, and the memory of a million tracked articles
	$(BIN)/python -m bench.relay

bench-audit: $(READY) ## Time newsmill audit on a million pages, on a Kafka of its own (PAGES=N for others)
	$(BIN)/python -m bench.audit $(PAGES)

bench-forms: $(READY) ## Measure the two forms of a raw page on a real Kafka: size, and time to write, send and read
	$(BIN)/python -m bench.forms $(SHARED)/data/extraction-dev/fundus-dev.pages.jsonl.gz

bench: $(READY) ## Measure speed beside trafilatura alone, and the slowest page (PAGES names other pages)
	$(BIN)/python -m bench.speed $(PAGES)

state: $(READY) ## Measure what a worker's state takes, how soon it is taken up again, and that it expires (ARTICLES=1000000)
	$(BIN)/python -m bench.state $(ARTICLES)

restarts: $(READY) ## Restart one worker after the other under load, and see how long any page waits
	$(BIN)/python -m bench.restarts

backlog: $(READY) ## Watch a worker's memory while a million small pages wait, and while large ones do
	$(BIN)/python -m bench.backlog

kills: $(READY) ## Kill clean --state at random points, take it up again, count what is missing or double (RUNS=200)
	$(BIN)/python -m bench.kills $(RUNS)

memory: $(READY) ## Show resident memory over a run of 100,000 pages (MEMORY_PAGES)
	$(BIN)/python -m bench.memory $(MEMORY_PAGES)

sizing: $(READY) ## Show what pages of each size take of a process's memory and time
	$(BIN)/python -m bench.sizing

bench-kafka: $(READY) ## Measure the workers on a real Kafka: speed beside trafilatura alone, the relay alone, latency
	$(BIN)/python -m bench.kafka $(SHARED)/data/extraction-dev/fundus-dev.pages.jsonl.gz $(SHARED)/data/pages-dev/trafilatura-eval.pages.jsonl.gz

chaos: $(READY) ## Break workers on a real Kafka in every way, then audit (FAULTS=100 PAGES=20000)
	$(BIN)/python -m bench.chaos --faults $(or $(FAULTS),100) --pages $(or $(PAGES),20000)

fuzz: $(READY) ## Damage raw pages at random, and see a worker on a real Kafka account for each (MESSAGES=10000)
	$(BIN)/python -m bench.fuzz $(or $(MESSAGES),10000)

lock: ## Pin all dependencies anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate pyproject.toml --extra scrapy --group dev -o requirements-dev.lock

clean: ## Remove what make made
	rm -rf .venv demo-out .mypy_cache .ruff_cache .pytest_cache .hypothesis
