"""Checks that every message of the code is translated into every language, and only those."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib

from setup.messages import LANGUAGES, ROOT, update

PLACEHOLDER = re.compile(r"%\(\w+\)[#0+ -]?[\d.]*[a-zA-Z]|%[sdrf]|\{\w*\}")
LOOSE = re.compile(r"(?<!\u00a0)[:;?!»](?=\s|$)|«(?!\u00a0)")
AWAY = shutil.ignore_patterns(".*", "var", "tests", "bench", "docs", "data", "*.mo", "__pycache__")


def main() -> None:
    problems = [problem for language in fresh() for problem in language]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


def fresh() -> Iterator[list[str]]:
    """Brings a copy up to date with the code: what that changes is what is wrong here."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "portal"
        shutil.copytree(ROOT, copy, ignore=AWAY)
        update(copy)
        for language in LANGUAGES:
            path = Path("locale", language, "LC_MESSAGES", "django.po")
            yield [f"{path}: {problem}" for problem in of_catalog(ROOT / path, copy / path)]


def of_catalog(ours: Path, fresh: Path) -> Iterator[str]:
    known = set(polib.pofile(str(ours))) if ours.exists() else set()
    keys = {(entry.msgctxt, entry.msgid) for entry in known if not entry.obsolete}
    for entry in polib.pofile(str(fresh)):
        if entry.obsolete:
            yield f"no longer in the code: {short(entry.msgid)}"
        elif (entry.msgctxt, entry.msgid) not in keys:
            yield f"missing: {short(entry.msgid)}"
        else:
            yield from of_entry(entry)
    if "fr" in ours.parts:
        yield from of_spaces(known)


def of_entry(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield f"fuzzy: {short(entry.msgid)}"
    elif not entry.translated():
        yield f"not translated: {short(entry.msgid)}"
    else:
        yield from of_placeholders(entry)


def of_placeholders(entry: polib.POEntry) -> Iterator[str]:
    """A singular may say "one" instead of the number; nothing else may come or go."""
    wanted = marks(entry.msgid_plural or entry.msgid)
    forms = entry.msgstr_plural or {1: entry.msgstr}
    for number, text in forms.items():
        few = entry.msgid_plural and number == 0 and marks(text) <= wanted
        if marks(text) != wanted and not few:
            yield f"other placeholders than in the code: {short(entry.msgid)}"


def of_spaces(catalog: Iterable[polib.POEntry]) -> Iterator[str]:
    """French holds `: ; ? !` and « » to their words: no line begins with one of them."""
    for entry in catalog:
        if any(LOOSE.search(text) for text in (entry.msgstr, *entry.msgstr_plural.values())):
            yield f"an ordinary space where French has a no-break one: {short(entry.msgid)}"


def marks(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text.replace("%%", "")))


def short(text: str) -> str:
    return repr(text if len(text) < 80 else text[:77] + "…")


if __name__ == "__main__":
    main()
