"""What differs between two versions of a sheet, in words a reader can follow."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from community.file_kinds import KINDS, PICTURES
from community.languages import Language, colon
from community.number_fields import as_read
from experiences.models.parts import label_of
from experiences.models.versions import Moment, Past
from experiences.vocabulary import Population

# In the order of the sheet.
COMPARED = (
    "title",
    "summary",
    "overview",
    "programme",
    "language",
    "countries",
    "scale",
    "start_year",
    "end_year",
    "themes",
    "populations",
    "instrument",
    "maturity",
    "keywords",
    "problem",
    "what_was_done",
    "results",
    "figures",
    "what_did_not_work",
    "lessons",
    "blocks",
    "legal_frame",
    "institutional_frame",
    "stakeholders",
    "sustainability",
    "conditions_for_transfer",
    "available_for_exchange",
    "exchange_how",
    "exchange_languages",
    "exchange_capacity",
    "evidence",
    "adapted_from_id",
    "adapted_how",
    "sources",
    "attachments",
    "licence",
    "status",
)
TAGS = ("themes", "countries", "keywords")
CHOSEN = {
    "language", "countries", "scale", "start_year", "end_year", "themes", "populations",
    "instrument", "maturity", "available_for_exchange", "exchange_languages", "exchange_capacity",
    "evidence", "adapted_from_id", "licence", "status",
}  # fmt: skip
# Pairs of equal pieces, which a comparison goes through; 3,000 words of prose have as many.
MOST = 100_000
PIECE = re.compile(r"\S+\s*")
SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*\s*")

type Pieces = list[tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """One field: ``pieces`` are (what became of it, text), "same", "gone" or "come".

    ``is_chosen``: what it says are words of the portal, in the reader's language.
    """

    label: str
    pieces: Pieces
    is_chosen: bool = False


def changes(
    past: Past, before: Moment, after: Moment, without: tuple[str, ...] = ()
) -> list[Change]:
    """Field by field and part by part, in the order of the sheet."""
    names = (name for name in COMPARED if name not in without)
    told = ((name, _pieces_of(past, name, before, after)) for name in names)
    return [Change(label_of(name), found, name in CHOSEN) for name, found in told if found]


def _pieces_of(past: Past, name: str, before: Moment, after: Moment) -> Pieces:
    if say := SAID.get(name):
        return _rows(before.parts[name], after.parts[name], say)
    if name in TAGS:
        old, new = (_tags(past, moment, name) for moment in (before, after))
    else:
        old, new = shown(before.row, name), shown(after.row, name)
    return [] if old == new else pieces(old, new)


def shown(row: Any, name: str) -> str:
    if name == "populations":
        labels = dict(Population.choices)
        return ", ".join(str(labels.get(value, value)) for value in row.populations)
    if name == "exchange_languages":
        labels = dict(Language.choices)
        return ", ".join(str(labels.get(code, code)) for code in row.exchange_languages)
    if name == "available_for_exchange":
        said = {True: _("Yes"), False: _("No")}
        return str(said.get(row.available_for_exchange, ""))
    if name in {"adapted_from", "adapted_from_id"}:
        return f"EXP-{row.adapted_from_id:04d}" if row.adapted_from_id else ""
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "" if value is None else str(value)


def said(sheet: Any, name: str) -> str:
    """What a sheet says today in one of its fields or parts."""
    if say := SAID.get(name):
        return "\n".join(filter(None, map(say, getattr(sheet, name).all())))
    if name in TAGS:
        tags = getattr(sheet, name).all()
        return ", ".join(sorted(str(getattr(tag, "label", tag)) for tag in tags))
    return shown(sheet, name)


def _tags(past: Past, moment: Moment, name: str) -> str:
    """In the order of the alphabet: which was set first says nothing."""
    return ", ".join(sorted(str(getattr(tag, "label", tag)) for tag in past.tags(moment, name)))


def pieces(before: str, after: str) -> Pieces:
    """The words of both texts in order, each run with what became of it."""
    old, new = _cut(before, after)
    told: Pieces = []
    for what, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        if what == "equal":
            told.append(("same", "".join(new[j1:j2])))
            continue
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        told += [("gone", gone)] if gone else []
        if gone and come and not gone[-1].isspace():  # the last word of a text
            told.append(("same", " "))
        told += [("come", come)] if come else []
    return told


def _cut(*texts: str) -> list[list[str]]:
    """Into words; longer texts into sentences, and what is no prose either is left as it is."""
    for piece in (PIECE, SENTENCE):
        old, new = cut = [piece.findall(text) for text in texts]
        often = Counter(new)
        if sum(often[one] for one in old) <= MOST:
            return cut
    return [[text] if text else [] for text in texts]


# --- Blocks, lessons, figures, sources, files -----------------------------------------------------


def _rows(before: list[Any], after: list[Any], say: Callable[[Any], str]) -> Pieces:
    """Those that came, went or were written anew, each beside what it was."""
    old, new = ({row.id: say(row) for row in rows} for rows in (before, after))
    told: Pieces = []
    for key in {**old, **new}:
        if old.get(key, "") != new.get(key, ""):
            told += [*pieces(old.get(key, ""), new.get(key, "")), ("same", "\n")]
    return told + _moved(old, new)


def _moved(old: dict[Any, str], new: dict[Any, str]) -> Pieces:
    """The order of those that stayed, where it is another one: each by its first line."""
    orders = [[key for key in one if key in other] for one, other in ((old, new), (new, old))]
    if orders[0] == orders[1]:
        return []
    was, now = (_numbered(new[key] for key in order) for order in orders)
    return [("same", _("Order:") + "\n"), ("gone", was), ("come", now)]


def _numbered(told: Iterable[str]) -> str:
    headings = (text.partition("\n")[0] for text in told)
    return "".join(f"{number}. {heading}\n" for number, heading in enumerate(headings, 1))


def _block(row: Any) -> str:
    names = ("purpose", "how", "enabling_factors", "lesson")
    needed = ("needed_law", "needed_data", "needed_systems")
    heading = " · ".join(filter(None, (row.title, shown(row, "kind"))))
    return "".join(f"{line}\n" for line in (heading, *_labeled(row, (*names, *needed))))


def _labeled(row: Any, names: Iterable[str]) -> list[str]:
    told = ((row._meta.get_field(name).verbose_name, shown(row, name)) for name in names)
    return [f"{capfirst(label)}{colon()} {text}" for label, text in told if text]


def _lesson(row: Any) -> str:
    names = ("because", "holds_where", "not_where", "do_differently")
    lines = [row.claim, *_labeled(row, names)]
    chosen = (shown(row, name) for name in ("phase", "polarity", "evidence"))
    return "".join(f"{line}\n" for line in [*lines, " · ".join(filter(None, chosen))] if line)


def _figure(row: Any) -> str:
    number = f"{as_read(row.value)} {row.unit}"
    year, source = shown(row, "year") or _("year not stated"), row.source or _("source not stated")
    return _of_kind(row, ", ".join((number, year, source)))


def _source(row: Any) -> str:
    """Its kind too: an evaluation lets a sheet stand higher."""
    return _of_kind(row, f"{row.title} – {row.url}")


def _of_kind(row: Any, told: str) -> str:
    return f"{colon()} ".join(filter(None, (shown(row, "kind"), told)))


def file_said(row: Any) -> str:
    """As readers saw it; nothing where they did not see it. The words outlive the file."""
    if not (row.credit and (row.alt or row.kind not in PICTURES)):
        return ""
    facts = f"{KINDS[row.kind].label}, {filesizeformat(row.size)}"
    words = (f"{row.title or row.name} ({facts})", row.alt, row.credit)
    return " · ".join(filter(None, words))


SAID: dict[str, Callable[[Any], str]] = {
    "blocks": _block,
    "lessons": _lesson,
    "figures": _figure,
    "sources": _source,
    "attachments": file_said,
}
