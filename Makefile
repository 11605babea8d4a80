# sales-agent. Each target is a line or two: what it does lives in tools/ and in CMake (CMakePresets.json).
.DEFAULT_GOAL := help
.NOTPARALLEL:
SHELL := /bin/bash
PROGRAM := build/sales-agent
WEB_SOURCES := $(shell find web -name node_modules -prune -o -name dist -prune -o -name e2e -prune -o -type f -print)

help: ## shows this list
	@echo 'sales-agent: make TARGET'
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-14s %s\n", $$1, $$2 }' Makefile

run: build ## installs what is missing, builds, and serves http://localhost:8000 with sample mails to review
	@exec $(PROGRAM) serve

demo-connected: build install-test ## shows the whole loop with fake Gmail, HubSpot and model servers, at http://localhost:8000
	@tools/demo_connected $(PROGRAM)

build: install-deps web ## builds the program alone: build/sales-agent
	@tools/configure build
	@ninja -C build sales-agent

test: install-test web ## runs all tests: the web app's, and the program's on SQLite and a throw-away PostgreSQL
	@cd web && ../tools/with-node npm test --silent
	@tools/configure build tests
	@ninja -C build
	@tools/run_tests build

test-one: install-test web ## compiles one test program quickly and runs it next to a throw-away PostgreSQL: make test-one TEST=unit_gate_test
	@tools/configure build-quick tests
	@ninja -C build-quick sales-agent $(TEST)
	@tools/with-vendors tools/with-services --no-fsync build-quick/tests/$(TEST)

check: ## runs exactly what CI runs: format, lint, layers, docs, build, tests, generated files
	@tools/check

test-sanitize: install-test web ## runs the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@cmake --preset sanitize >/dev/null && ninja -C build-sanitize && tools/run_tests build-sanitize

e2e: install-test build ## tests the web app in a real browser, with axe, on the program itself
	@cd web && ../tools/with-vendors ../tools/with-node npm run --silent e2e

coverage: install-test web ## reports which lines of core, mail, agents, actions and store the tests cover
	@tools/install coverage
	@tools/coverage

bench: install-test web ## runs the short set of benchmarks, each beside its floor or peer
	@tools/install bench
	@tools/configure build
	@ninja -C build sales-agent bench_scan bench_judge bench_inbound bench_search
	@tools/with-services bench/run $(PROGRAM)

accuracy: build ## scores the program's mail analysis on ../shared/data and writes docs/accuracy.md
	@tools/accuracy $(PROGRAM) --write

fuzz: install-test ## fuzzes every parser with libFuzzer and the sanitizers: make fuzz SECONDS=60
	@tools/fuzz $(or $(SECONDS),60)

torture: install-test build ## tests sending during crashes, lost answers and storms, on SQLite and PostgreSQL: make torture SENDS=10000 SECONDS=900
	@tools/with-services tools/torture $(PROGRAM) --sends $(or $(SENDS),10000) --seconds $(or $(SECONDS),3600)

referee: install-test build ## drives a quarter of a campaign and judges the outbox, on SQLite and PostgreSQL: make referee CONTACTS=2000 DAYS=84
	@tools/with-services tools/referee $(PROGRAM) --contacts $(or $(CONTACTS),2000) --days $(or $(DAYS),84)

format: install-test web/node_modules/.installed ## formats the C++ and web sources
	@tools/format
	@cd web && ../tools/with-node npm run --silent format >/dev/null

generate: build ## regenerates docs/openapi.json, web/src/api/types.ts, docs/settings.md and .env.example
	@tools/generate build

docs-check: ## checks that links, commands and paths in the docs exist
	@tools/check_docs

migrate-new: ## creates a migration: make migrate-new NAME=add_thing
	@tools/new_migration $(NAME)

hooks: ## installs a git hook that checks format, layers and docs before each commit
	@ln -sf "$(CURDIR)/tools/pre-commit" "$$(git rev-parse --git-path hooks)/pre-commit" && echo 'git commit now runs tools/pre-commit'

install-deps: ## installs what building needs, from Debian or Ubuntu packages and npm
	@tools/install build web

install-test: install-deps ## installs what tests also need: PostgreSQL with pgvector, Redis, Chromium, linters
	@tools/install test

screenshots: install-test build ## takes a screenshot of every screen and state, dark and light, into build/screenshots
	@cd web && ../tools/with-node node e2e/screenshots.mjs ../build/screenshots

web: web/dist/index.html ## builds the web app if its sources changed

clean: ## removes everything built; var/ (database, outbox) stays
	rm -rf build build-check build-coverage build-fuzz build-quick build-sanitize web/dist web/node_modules tests/contract/node_modules

web/dist/index.html: web/node_modules/.installed $(WEB_SOURCES)
	@cd web && ../tools/with-node npm run --silent build
	@touch $@

# Not engine-strict: tools/with-node sees to the version of Node, and Debian's npm 9.2 does, whatever one package wishes.
web/node_modules/.installed: web/package-lock.json web/package.json
	@cd web && ../tools/with-node npm ci --engine-strict=false --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: accuracy coverage e2e referee screenshots help run build test test-one check test-sanitize bench fuzz torture format generate docs-check migrate-new hooks install-deps install-test web clean
