# A newcomer needs two commands, `make demo` and `make test`; each installs what it needs.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
RUN := .venv/bin/python
JS_TESTS := $(wildcard tests/js/*.test.js tests/js/*.test.mjs)
# The tests are four runs in parallel: much of each run is waiting. They are grouped so that all take
# about equally long.
BROWSER_TESTS := tests/browser
PROCESS_TESTS := tests/faults tests/isolation tests/docker tests/benchmarks \
	tests/delegation/embedded
ANSWER_TESTS := $(addprefix tests/delegation/,conversations stream teacher) tests/tenants \
	tests/engines
OTHER_TESTS := $(patsubst %,--ignore=%,$(BROWSER_TESTS) $(PROCESS_TESTS) $(ANSWER_TESTS))
SOURCES := delegation tenants tests scripts manage.py

export PATH := $(CURDIR)/.venv/bin:$(PATH)
# npm, pip and Chromium write to the home directory; some accounts have no writable one.
export HOME := $(shell [ -w "$$HOME" ] && echo "$$HOME" || { mkdir -p .state/home && echo "$$PWD/.state/home"; })

.DEFAULT_GOAL := help
.PHONY: help demo test test-sources test-browsers test-processes test-answers test-product lint faults attack abuse bench bill mutate compose messages lock prepare-demo prepare-test

help:
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 16

demo: prepare-demo ## Run everything on this machine; PORT=9000 make demo moves all of it
	@exec $(RUN) -m delegation.embedded

test: ## Check everything; ARGS are for pytest
	@$(MAKE) --no-print-directory --jobs=5 test-sources test-browsers test-processes test-answers test-product

# The build is compared by its own test and the types by lint, so each is checked once.
test-sources: lint
	@$(if $(JS_TESTS),node --test $(JS_TESTS))

test-product: prepare-test
	@$(RUN) -m pytest $(or $(ARGS),$(OTHER_TESTS))

test-browsers: prepare-test
	$(call aside,$(BROWSER_TESTS))

test-processes: prepare-test
	$(call aside,$(PROCESS_TESTS))

test-answers: prepare-test
	$(call aside,$(ANSWER_TESTS))

# The output is shown at the end: several runs on one screen cannot be read.
define aside
	@$(if $(ARGS),,mkdir -p .state && $(RUN) -m pytest $(1) > .state/$@.txt 2>&1; \
		passed=$$?; cat .state/$@.txt; exit $$passed)
endef

lint: prepare-test ## Style and types, in both languages
	@$(RUN) -m ruff check $(SOURCES)
	@$(RUN) -m ruff format --check $(SOURCES)
	@$(RUN) -m mypy $(SOURCES)
	@npm run --silent types

faults: prepare-test ## Kill processes under load, for as long as it takes
	@$(RUN) -m pytest tests/faults --long $(ARGS)

attack: prepare-test ## Attack a fresh instance in every known way, and print what stops each
	@$(RUN) -m tests.attacks $(ARGS)

abuse: prepare-test ## Measure for 25 minutes what abusers do to others, and a whole office that chats
	@$(RUN) -m tests.benchmarks.strangers
	@$(RUN) -m tests.benchmarks.office

bench: prepare-test ## Measure the numbers of the design (CONTRIBUTING.md names two longer ones: gateways, year)
	@npm run --silent build -- --check
	@$(RUN) -m tests.benchmarks.compile_bench
	@$(RUN) -m tests.benchmarks.streams
	@$(RUN) -m tests.benchmarks.latency
	@$(RUN) -m tests.benchmarks.desk
	@$(RUN) -m tests.benchmarks.first_piece
	@$(RUN) -m tests.benchmarks.browser_bench

bill: prepare-test ## The model bill with the product and without; FILE holds labelled dialogues
	@$(RUN) -m tests.benchmarks.bill $(FILE) $(ARGS)

# The tools stay out of .venv: no test needs them.
mutate: prepare-test ## Put faults into the critical modules; ARGS are parts of paths, or --known
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --only-binary=:all: --upgrade \
		--target .state/mutation/packages -r tests/mutation/requirements.txt
	@PYTHONPATH=.state/mutation/packages $(RUN) -m tests.mutation $(ARGS)

compose: prepare-test ## Run docker/ on a real engine: upgrade it, kill it, restore it
	@$(RUN) -m tests.docker.trial

messages: prepare-test ## Bring the translations up to the sentences of the sources
	@$(RUN) -m scripts.messages extract

lock: prepare-test ## Write the locks; ARGS=--upgrade for the newest versions allowed
	@scripts/lock $(ARGS)

prepare-demo:
	@"$(PYTHON)" scripts/prepare.py demo

prepare-test:
	@"$(PYTHON)" scripts/prepare.py test
