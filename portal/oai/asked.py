"""What a harvester asks for: a verb and its arguments, by the rules of the protocol. A leaf."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, Self

from django.http import QueryDict

PREFIX = "oai_dc"
TOKEN = "resumptionToken"  # noqa: S105 - a place in a list
DAY, SECOND = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"
EXACT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Refused(Exception):
    """``code`` is one of the protocol's."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told)
        self.code, self.told = code, told


class Takes(NamedTuple):
    needed: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


OF_LISTS = Takes(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}))
VERBS = {
    "Identify": Takes(),
    "ListMetadataFormats": Takes(may=frozenset({"identifier"})),
    "ListSets": Takes(),
    "ListIdentifiers": OF_LISTS,
    "ListRecords": OF_LISTS,
    "GetRecord": Takes(frozenset({"identifier", "metadataPrefix"})),
}


def arguments(query: QueryDict) -> dict[str, str]:
    """Each once, all that the verb needs and none that it does not know."""
    verb = query.get("verb", "")
    if len(query.getlist("verb")) != 1 or verb not in VERBS:
        raise Refused("badVerb", f"There is one verb, and it is one of: {', '.join(VERBS)}.")
    if any(len(values) > 1 for _name, values in query.lists()):
        raise Refused("badArgument", "An argument is given twice.")
    given = {name: str(query[name]) for name in query}
    takes, names = VERBS[verb], set(given) - {"verb"}
    if names == {TOKEN}:
        if takes is not OF_LISTS:  # the list of sets is short
            raise Refused("badResumptionToken", f"{verb} has never given one.")
    elif not takes.needed <= names <= takes.needed | takes.may:
        raise Refused("badArgument", f"{verb} needs other arguments, or knows fewer.")
    if given.get("metadataPrefix", PREFIX) != PREFIX:
        raise Refused("cannotDisseminateFormat", f"The only format is {PREFIX}.")
    return given


@dataclass(frozen=True)
class Selection:
    """Which records, and after which one of them: ``after`` is its stamp and key."""

    since: dt.datetime | None
    before: dt.datetime | None  # this moment no longer belongs to it
    theme: str
    after: tuple[dt.datetime, int] | None = None

    @classmethod
    def asked(cls, given: dict[str, str]) -> Self:
        if TOKEN in given:
            return cls.resumed(given[TOKEN])
        since, until = given.get("from", ""), given.get("until", "")
        if since and until and len(since) != len(until):
            raise Refused("badArgument", "from and until are of the same granularity.")
        found = cls(_begin(since), _end(until), given.get("set", ""))
        if found.since and found.before and found.since >= found.before:
            raise Refused("badArgument", "from is later than until.")
        return found

    @classmethod
    def resumed(cls, token: str) -> Self:
        with suppress(ValueError):
            at, key, before, theme = token.split(" ")
            if len(key) < 18:
                end = _moment(before, EXACT) if before else None
                return cls(None, end, theme, (_moment(at, EXACT), int(key)))
        raise Refused("badResumptionToken", "This is none of ours.")

    def token(self, at: dt.datetime, key: int) -> str:
        """Where the next part begins; what came before needs no first day any more."""
        before = self.before.strftime(EXACT) if self.before else ""
        return f"{at.astimezone(dt.UTC).strftime(EXACT)} {key} {before} {self.theme}"


def _begin(text: str) -> dt.datetime | None:
    return _either(text)[0] if text else None


def _end(text: str) -> dt.datetime | None:
    if not text:
        return None
    at, lasts = _either(text)
    with suppress(OverflowError):
        return at + lasts
    return None


def _either(text: str) -> tuple[dt.datetime, dt.timedelta]:
    """A day or a second, and how long that lasts."""
    for form, lasts in ((DAY, dt.timedelta(days=1)), (SECOND, dt.timedelta(seconds=1))):
        with suppress(ValueError):
            return _moment(text, form), lasts
    raise Refused("badArgument", "Dates are 2026-11-25 or 2026-11-25T09:00:00Z.")


def _moment(text: str, form: str) -> dt.datetime:
    found = dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
    if len(text) != len(found.strftime(form)):  # 2026-1-2 is read, and is not of the protocol
        raise ValueError(text)
    return found
