"""The variables that the settings read, and those that ``.env.example`` names."""

import ast
import re
from pathlib import Path

# `NAME=value`, or `# NAME=value` for one that may be left out.
LINE = re.compile(r"^(?P<optional># )?(?P<name>[A-Z][A-Z0-9_]+)=(?P<value>.*)$", re.MULTILINE)


def example(file: Path) -> dict[str, str]:
    """Those that must be set, with the example's value."""
    return {
        found["name"]: found["value"]
        for found in LINE.finditer(file.read_text())
        if not found["optional"]
    }


def named(file: Path) -> set[str]:
    return {found["name"] for found in LINE.finditer(file.read_text())}


def read(settings: Path) -> set[str]:
    """The first argument of every ``env.…("NAME")`` and ``required("NAME")``."""
    return {name for node in ast.walk(ast.parse(settings.read_text())) for name in asked(node)}


def asked(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(
            func=ast.Name(id="required") | ast.Attribute(value=ast.Name(id="env")),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return [name]
    return []
