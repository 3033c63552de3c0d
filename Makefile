.DEFAULT_GOAL := help
.PHONY: help run test check fix messages migrate demo routes states events

flask = .venv/bin/flask --app wsgi

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

run: ## start the demo
	scripts/run

test: ## the tests alone
	.venv/bin/pytest --quiet -n logical --maxprocesses 8

check: ## everything CI runs, the cheapest first
	scripts/test

fix: ## let ruff correct and order what it can
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

catalogue = app/translations/zh_Hans_CN/LC_MESSAGES/messages
messages: ## bring the Chinese catalogue up to the code's sentences and compile it
	.venv/bin/pybabel --quiet extract --mapping-file pyproject.toml --no-location --sort-output --omit-header --output $(catalogue).pot .
	.venv/bin/pybabel --quiet update --input-file $(catalogue).pot --output-file $(catalogue).po --locale zh_Hans_CN \
		--no-fuzzy-matching --ignore-obsolete --no-wrap
	.venv/bin/pybabel --quiet compile --input-file $(catalogue).po --output-file $(catalogue).mo --locale zh_Hans_CN
	rm $(catalogue).pot

migrate: ## bring the database to the newest schema and compare it with the models
	$(flask) db upgrade
	$(flask) db check

demo: ## load the demo campaign
	APP_ENV=demo $(flask) demo load --if-empty

routes: ## every address and its endpoint
	$(flask) routes

states: ## every lifecycle as a diagram
	$(flask) docs states

events: ## the page of the log's events, written anew from the code
	$(flask) docs audit-events > docs/audit-events.md
