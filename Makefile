.DEFAULT_GOAL := help
.PHONY: help run test check fix migrate demo routes states

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

migrate: ## bring the database to the newest schema and compare it with the models
	$(flask) db upgrade
	$(flask) db check

demo: ## load the demo campaign
	APP_ENV=demo $(flask) demo load --if-empty

routes: ## every address and its endpoint
	$(flask) routes

states: ## every lifecycle as a diagram
	$(flask) docs states
