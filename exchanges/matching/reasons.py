"""Why something fits, part by part, in sentences that can be translated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.languages import one_by_one
from community.models import Theme
from exchanges.models import MatchPart
from exchanges.vocabulary import ExchangeInstrument
from experiences.models import Block, Experience
from experiences.vocabulary import Population
from members.working_languages import named


@dataclass(frozen=True)
class Facts:
    """A row of the statement, the themes it names, and what is alike in the two countries."""

    row: dict[str, Any]
    by_id: dict[int, Theme]
    alike: list[object]
    sheet: Experience | None = None  # the one that shows best what was done
    block: Block | None = None  # the one that both are about

    def themes(self, which: str) -> str:
        return ", ".join(sorted(self.by_id[pk].label for pk in self.row[which]))

    def listed(self, name: str, choices: Any) -> str:
        return ", ".join(str(choices(value).label) for value in self.row[name])


@dataclass(frozen=True)
class Reason:
    part: str
    points: int
    out_of: int
    text: str


type Voice = dict[MatchPart, Callable[[Facts], str]]


def said(facts: Facts, weights: dict[str, int], voice: Voice) -> list[Reason]:
    """Each part that has something to say, in the order of the weights."""
    found = []
    for part in MatchPart:
        text, points = voice[part](facts), facts.row[f"{part.value}_points"]
        if text:
            found.append(Reason(str(part.label), points, weights.get(part, 0), text))
    return found


# --- Of an organization that could help ----------------------------------------------------------


def _theme(facts: Facts) -> str:
    return " ".join(line for line in (_shared(facts), _near(facts)) if line)


def _shared(facts: Facts) -> str:
    row = facts.row
    if not row["shared"]:
        return ""
    names = {"themes": facts.themes("shared"), "year": row["since"]}
    if row["kind"] == "offer":
        return _("Offers %(themes)s.") % names
    if row["kind"] == "sheet" and row["since"]:
        return _("Has worked on it since %(year)s, and others can come for it: %(themes)s.") % names
    if row["kind"] == "sheet":
        return _("Others can come for its experience: %(themes)s.") % names
    if row["sheet"] and row["since"]:
        return _("Has worked on it since %(year)s: %(themes)s.") % names
    return _("Knows %(themes)s.") % names


def _near(facts: Facts) -> str:
    if not facts.row["near"]:
        return ""
    return _("Works on something close to %(themes)s.") % {"themes": facts.themes("near")}


def _start(facts: Facts) -> str:
    share = facts.row["start"]
    if facts.block:
        told = _("Is about the building block that the request asks about: “%(block)s”.")
        return told % {"block": facts.block.title}
    if share == 1:
        return _("Is what the request starts from.")
    return _("Comes from the organization that the request starts from.") if share else ""


def _populations(facts: Facts) -> str:
    names = facts.listed("populations", Population)
    return _("Has worked for them: %(names)s.") % {"names": names} if names else ""


def _way(facts: Facts) -> str:
    if names := facts.listed("ways", ExchangeInstrument):
        said = _("Can share by: %(names)s.") if facts.row["kind"] == "offer" else _(
            "Has shared before by: %(names)s."
        )  # fmt: skip
        return said % {"names": names}
    return _("Shares in another way, but in the same mode.") if facts.row["same_mode"] else ""


def _language(facts: Facts) -> str:
    known = named(facts.row["languages"])
    return _("Shares your working language: %(names)s.") % {"names": known} if known else ""


def _context(facts: Facts) -> str:
    return capfirst(one_by_one(str(why) for why in facts.alike)) + "." if facts.alike else ""


def _proof(facts: Facts) -> str:
    sheet = facts.sheet
    if sheet is None:
        return ""
    known = [sheet.get_maturity_display(), sheet.get_evidence_display()]
    if stands := one_by_one(str(one) for one in known if one):
        return _("Has published it: %(stands)s.") % {"stands": stands}
    return _("Has published it.")


def _fairness(facts: Facts) -> str:
    full = _("Full this year.") if facts.row["has_room"] is False else ""
    return " ".join(line for line in (full, _asked(facts.row["asked"])) if line)


def _asked(asked: int) -> str:
    if not asked:
        return _("Has not been asked in the last twelve months.")
    return ngettext(
        "Has been asked once in the last twelve months.",
        "Has been asked %(number)s times in the last twelve months.",
        asked,
    ) % {"number": asked}


OF_A_HELPER: Voice = {
    MatchPart.THEME: _theme,
    MatchPart.START: _start,
    MatchPart.POPULATIONS: _populations,
    MatchPart.WAY: _way,
    MatchPart.LANGUAGE: _language,
    MatchPart.CONTEXT: _context,
    MatchPart.PROOF: _proof,
    MatchPart.FAIRNESS: _fairness,
}


# --- Of a request that an offer could serve ------------------------------------------------------


def _seeks(facts: Facts) -> str:
    lines = []
    if facts.row["shared"]:
        lines.append(_("Asks about %(themes)s.") % {"themes": facts.themes("shared")})
    if facts.row["near"]:
        near = {"themes": facts.themes("near")}
        lines.append(_("Asks about something close: %(themes)s.") % near)
    return " ".join(lines)


def _starts_here(facts: Facts) -> str:
    if facts.block:
        told = _("Asks about this building block: “%(block)s”.")
        return told % {"block": facts.block.title}
    return _("Starts from this offer or its sheet.") if facts.row["start"] == 1 else ""


def _is_for(facts: Facts) -> str:
    names = facts.listed("populations", Population)
    return _("Is for: %(names)s.") % {"names": names} if names else ""


def _wishes(facts: Facts) -> str:
    if names := facts.listed("ways", ExchangeInstrument):
        return _("Wants to learn by: %(names)s.") % {"names": names}
    return _("Wants another way, but the same mode.") if facts.row["same_mode"] else ""


def _silent(_facts: Facts) -> str:
    """The proof and the turn are the offer's own, the same for every request."""
    return ""


OF_A_REQUEST: Voice = {
    MatchPart.THEME: _seeks,
    MatchPart.START: _starts_here,
    MatchPart.POPULATIONS: _is_for,
    MatchPart.WAY: _wishes,
    MatchPart.LANGUAGE: _language,
    MatchPart.CONTEXT: _context,
    MatchPart.PROOF: _silent,
    MatchPart.FAIRNESS: _silent,
}
