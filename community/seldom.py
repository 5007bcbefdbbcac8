"""What most processes never need is loaded when one of them first does.

A web process that never draws a picture and is never asked for a calendar weighs 10 MB less, of
150 that it may (``bench/memory.py``).
"""

from __future__ import annotations

import sys
from importlib.util import LazyLoader, find_spec, module_from_spec
from types import ModuleType


def seldom(name: str) -> ModuleType:
    """The module ``name``, whose code runs when something of it is asked for."""
    if name in sys.modules:
        return sys.modules[name]
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    spec.loader = LazyLoader(spec.loader)
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    package, _dot, last = name.rpartition(".")
    if package:
        setattr(sys.modules[package], last, module)  # as importing it does
    return module
