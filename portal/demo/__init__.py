"""The demo of ``make run``: prepare what is missing, then site and worker until Ctrl-C."""
