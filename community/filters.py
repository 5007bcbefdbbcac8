"""What a reader chose from a list: words and filters, how many each would give, and links.

Each filter is a parameter that may be repeated, which means "any of". A value that does not exist
is left out and named in ``ignored``. A filter does not count against itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict
from django.utils.functional import Promise

from community.looks import HERE, Group, Look, around
from community.models.themes import themes_today
from community.plain_text import cleaned, is_wordless

type Labels = dict[str, str]
MOST_VALUES = 50  # of one filter in an address


def near_themes(slug: str, broader: Mapping[str, str]) -> set[str]:
    """Its broader one and its narrower ones: who chooses one of a family narrows, or widens.

    ``broader`` says of each theme which is above it.
    """
    return {broader[slug]} | {one for one, above in broader.items() if above == slug}


class Filters(Look):
    """One look at a list; what is read from it asks the database when it is first wanted."""

    TITLES: ClassVar[dict[str, str | Promise]]
    OPEN: ClassVar[set[str]] = set()  # stand open
    LONG: ClassVar[set[str]] = set()  # the most frequent first
    CAPITALS: ClassVar[set[str]] = {"country"}
    OF_THEMES: ClassVar[set[str]] = {"theme", "seeks"}

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.words = cleaned(query.get("q", ""))
        asked = {name: self.asked_for(name) for name in self.TITLES}
        self.chosen = {
            name: [value for value in values if value in self.labels[name]]
            for name, values in asked.items()
        }
        self.ignored = [
            value
            for name, values in asked.items()
            for value in values
            if value not in self.labels[name]
        ]

    def asked_for(self, name: str) -> list[str]:
        values = [cleaned(value, 80) for value in self.query.getlist(name)[:MOST_VALUES]]
        if name in self.CAPITALS:
            values = [value.upper() for value in values]
        values = [value for value in dict.fromkeys(values) if value]
        if values and name in self.OF_THEMES:
            return themes_today(values, self.labels[name])
        return values

    @cached_property
    def labels(self) -> dict[str, Labels]:
        """What there is to choose from: of each filter its values and what they are called."""
        raise NotImplementedError

    def rows(self, without: str = "") -> Any:
        """What matches; the filter ``without`` is left out."""
        raise NotImplementedError

    def counts(self, name: str) -> dict[str, int]:
        """How many each value would give."""
        raise NotImplementedError

    def is_counted(self, name: str) -> bool:
        """Are the counts exact? Else they only tell which values are usual, and are not shown."""
        return True

    def is_shown(self, name: str, value: str) -> bool:
        """Does a value that is not chosen stand in the list?"""
        return True

    @property
    def is_wordless(self) -> bool:
        return is_wordless(self.words)

    @property
    def active_names(self) -> list[str]:
        return [name for name, values in self.chosen.items() if values]

    def replaced(self, name: str, value: str) -> set[str]:
        """What ``value`` takes the place of when it is chosen beside it."""
        return set()

    # --- As the components want it ---------------------------------------------------------------

    def _groups(self) -> list[Group]:
        """A chosen value stands first."""
        return [
            {
                "title": str(title),
                "options": self._options(name),
                "open": name in self.OPEN or bool(self.chosen[name]),
            }
            for name, title in self.TITLES.items()
        ]

    def _options(self, name: str) -> list[dict[str, Any]]:
        counts, chosen = self.counts(name), self.chosen[name]
        values = [
            value
            for value in self.labels[name]
            if value in chosen or (counts.get(value) and self.is_shown(name, value))
        ]
        if name in self.LONG:
            values.sort(key=lambda value: -counts.get(value, 0))
        values.sort(key=lambda value: value not in chosen)
        told = bool(counts) and self.is_counted(name)
        before, after = ("", "") if chosen else around(self.url(name, HERE))
        return [
            {
                "label": self.labels[name][value],
                "url": self.url(name, value) if chosen else f"{before}{quote_plus(value)}{after}",
                "count": counts.get(value, 0) if told else None,
                "current": value in chosen,
            }
            for value in values
        ]

    def active(self) -> list[dict[str, Any]]:
        """For ``components/active_filters.html``."""
        return [
            {
                "name": self.TITLES[name],
                "label": self.labels[name][value],
                "url": self.url(name, value),
            }
            for name, values in self.chosen.items()
            for value in values
        ]

    # --- Addresses -------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """The query string of what is chosen, as a feed, a table or a link repeats it."""
        return urlencode(self._query(), doseq=True)

    def url(self, name: str, value: str) -> str:
        """The address with ``value`` put in, or taken out where it is in; back on page one."""
        chosen = {*self.chosen[name]}
        if chosen and value not in chosen:
            chosen -= self.replaced(name, value)
        rest = chosen ^ {value}
        changed = {name: sorted(rest)}
        return f"?{urlencode(self._query() | changed, doseq=True)}"

    def _query(self) -> dict[str, list[str]]:
        words = {"q": [self.words]} if self.words else {}
        return words | {name: self.chosen[name] for name in self.active_names}
