# `make portal` starts the portal, `make test` passes the tests; the rest is for developers.
PYTHON ?= $(shell python3.11 -c '' 2>/dev/null && echo python3.11 || echo python3)
VENV ?= .venv
BIN = $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help portal test test-unit test-ckan-search lint types format lock test-parity chaos bench bench-catalogue bench-harvest docs docker-test pictures i18n clean

help:  ## say what there is
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

portal: $(VENV)/.installed  ## start the whole portal with data in it
	@$(BIN)/loerrach up

$(VENV)/.installed: requirements.lock requirements-build.lock setup.py pyproject.toml
	@sh bin/install $(PYTHON) $(VENV) requirements.lock
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	@sh bin/install $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@

lock:  ## write the three requirements*.lock anew (needs uv)
	uv pip compile -q requirements.in setup.py --extra portal --override overrides.txt --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock
	uv pip compile -q requirements.in setup.py --extra portal --extra dev --override overrides.txt --constraint requirements.lock --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements-dev.lock
	uv pip compile -q requirements-build.in --constraint requirements.lock --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements-build.lock

test: $(VENV)/.installed-dev  ## all tests: unit, packaging, CKAN, search, browser
	@$(BIN)/python bin/run-tests

test-unit: $(VENV)/.installed-dev  ## tests without a database, in seconds
	@$(BIN)/pytest -p no:ckan -p no:ckan_fixtures tests/unit

test-ckan-search: $(VENV)/.installed-dev  ## CKAN's own search tests on the search in PostgreSQL
	@$(BIN)/pytest -q -c tests/ckan_own/pytest.ini

test-parity: $(VENV)/.installed-dev  ## the search against a real Solr 9.8.1 (needs Java and Maven)
	@$(BIN)/python bin/run-tests parity

chaos: $(VENV)/.installed-dev  ## kill a portal's processes 200 times while it harvests, and look whether anything is lost
	@$(BIN)/python tests/chaos/run.py --write

bench: $(VENV)/.installed-dev  ## measure the search beside a real Solr 9.8.1, 10,000 datasets (needs Java and Maven)
	@$(BIN)/python bench/search/run.py --write

bench-catalogue: $(VENV)/.installed-dev  ## measure the feed beside stock ckanext-dcat, 1,000 datasets
	@$(BIN)/python bench/catalogue/run.py --write

bench-harvest: $(VENV)/.installed-dev  ## measure harvesting beside stock ckanext-harvest and ckanext-dcat, 1,000 datasets
	@$(BIN)/python bench/harvest/run.py --write

lint: $(VENV)/.installed-dev  ## style and import boundaries
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && bash bin/as-installed $(VENV) imports

format: $(VENV)/.installed-dev  ## let ruff put the code in order
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: $(VENV)/.installed-dev  ## strict type check against a built wheel
	@bash bin/as-installed $(VENV) types

docker-test: $(VENV)/.installed-dev  ## build the image and use the portal in it (Linux, root; needs buildah and debootstrap, which it installs with apt-get)
	@$(BIN)/python docker/test

docs: $(VENV)/.installed-dev  ## write docs/options.md anew from the declarations
	@$(BIN)/python bin/options

pictures: $(VENV)/.installed-dev  ## take the pictures of docs/abteilungen.md anew (needs Chromium)
	@$(BIN)/python bin/pictures

i18n: $(VENV)/.installed-dev  ## collect the texts of the pages and compile their translations
	@$(BIN)/python bin/i18n

clean:  ## remove what builds leave behind
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
