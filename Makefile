# `make run` and `make test` do all their set-up themselves; `make help` lists the rest.
.PHONY: run test reset check format lock messages help base dev
python = .venv/bin/python
# Some machines forbid Python to keep what it compiled: each start would take two seconds more.
unexport PYTHONDONTWRITEBYTECODE

run: base ## The demo on http://127.0.0.1:8000 (PORT=9000 for another port); Ctrl-C ends it
	@exec env PORTAL_MODE=demo PORT="$(or $(PORT),8000)" $(python) manage.py demo

test: dev ## The tests, on all processors; ARGS='tests/test_house.py -k floors' for some
	@CHROMIUM="$$(sh setup/chromium.sh)" || exit 1; export CHROMIUM; \
	exec env PORTAL_MODE=test $(python) -m pytest -n logical --dist worksteal $(ARGS)

reset: base ## Throws away the data of the demo
	@exec env PORTAL_MODE=demo $(python) manage.py reset_demo

check: dev ## Format, lint, types, migrations, security settings, translations, lock
	@exec $(python) -m setup.check

format: dev ## Formats code and templates; says what it cannot mend
	@find templates -name '*.html' -exec .venv/bin/djade {} + >/dev/null 2>&1; true
	@$(python) -m ruff format --quiet .
	@exec $(python) -m ruff check --quiet --fix .

lock: base ## Locks the newest versions that pyproject.toml allows, with their hashes
	@exec $(python) -m setup.lock --upgrade

messages: dev ## Brings locale/ up to date with the code
	@exec $(python) -m setup.messages

help:
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile

base dev:
	@sh setup/install.sh $@
