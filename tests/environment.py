"""Makes plain ``pytest`` run in test mode: loaded by ``-p`` before Django reads its settings."""

import os

os.environ.setdefault("PORTAL_MODE", "test")
