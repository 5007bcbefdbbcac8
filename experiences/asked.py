"""What somebody asks of the library: words, filters, order, and the addresses that ask for a little
more or less.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.filters import near_themes
from community.looks import Look
from community.plain_text import cleaned, is_wordless
from experiences.choices import TITLES, Option
from experiences.filters import Chosen
from experiences.likeness import Likeliness
from members.countries import Subregion
from members.models import Country

LONGEST = 200  # characters of a search
SORTS: dict[str, str | Promise] = {
    "relevance": _("Best match"),
    "newest": _("Newest"),
    "oldest": _("Oldest"),
    "title": _("Title"),
}


class Asked(Look):
    """The query string of one address of the library."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.words = cleaned(query.get("q", ""), LONGEST)
        self.choice = Chosen(query)
        self.is_wordless = is_wordless(self.words)
        self.with_concepts = query.get("concepts") != "off"
        self.with_spelling = query.get("spelling") != "off"

    @cached_property
    def like(self) -> Likeliness | None:
        """In the order of likeness to a country, where the address asks for one."""
        asked = cleaned(self.query.get("like", ""), 60).upper()
        if not asked:
            return None
        return next((Likeliness(one) for one in self.contexts if one.pk == asked), None)

    @property
    def contexts(self) -> list[Country]:
        """Those that can be asked for."""
        return [one for one in self.choice.usual.countries if one.subregion != Subregion.OUTSIDE]

    @property
    def sort(self) -> str:
        asked = self.query.get("sort", "")
        fitting = asked in SORTS and (asked != "relevance" or bool(self.words))
        return asked if fitting else ("relevance" if self.words else "newest")

    @property
    def ignored(self) -> list[str]:
        """What the address asked for and nobody knows."""
        sort, like = (cleaned(self.query.get(name, ""), 60) for name in ("sort", "like"))
        unknown = [sort] if sort and sort not in SORTS else []
        if like and self.like is None:
            unknown.append(like)
        return [*self.choice.ignored, *unknown]

    @property
    def labels(self) -> dict[str, dict[str, Any]]:
        """What each filter may say, and what that is called."""
        options = self.choice.options.items()
        return {kind: {value: one.label for value, one in of.items()} for kind, of in options} | {
            "sort": SORTS
        }

    def active(self) -> list[dict[str, Any]]:
        """As ``components/active_filters.html`` wants them."""
        like = {"name": _("A context like"), "url": self._address(like="")}
        return [
            *([like | {"label": self.like.country.name}] if self.like else []),
            *(
                {
                    "name": TITLES[kind],
                    "label": self.choice.options[kind][value].label,
                    "url": self.url(kind, value),
                }
                for kind, values in self.choice.chosen.items()
                for value in values
            ),
        ]

    def sorts(self) -> list[dict[str, Any]]:
        return [
            {"label": label, "url": self._address(sort=name), "current": name == self.sort}
            for name, label in SORTS.items()
            if name != "relevance" or self.words
        ]

    # --- The addresses beside it -----------------------------------------------------------------

    def url(self, kind: str, value: str) -> str:
        """With ``value`` put in, or taken out where it is in; back on page one."""
        chosen = {name: list(values) for name, values in self.choice.chosen.items()}
        values = chosen.setdefault(kind, [])
        if value in values:
            values.remove(value)
        else:
            near = self._near(self.choice.options[kind][value])
            chosen[kind] = [one for one in values if one not in near] + [value]
        return self._address(chosen)

    def _near(self, option: Option) -> set[str]:
        """Those whose place it takes."""
        return near_themes(option.value, self._broader) if option.kind == "theme" else set()

    @cached_property
    def _broader(self) -> dict[str, str]:
        return {value: option.broader for value, option in self.choice.options["theme"].items()}

    @property
    def clear_url(self) -> str:
        return self._address({}, like="")

    @property
    def asked_else(self) -> list[tuple[str, str]]:
        """What a form that asks for another likeness repeats."""
        query = QueryDict(self._address(like="").removeprefix("?"))
        return [(name, value) for name, values in query.lists() for value in values]

    @property
    def feed_query(self) -> str:
        return self._address()

    @property
    def address(self) -> str:
        """The query string of what is asked for, as a table repeats it."""
        return self._address().removeprefix("?")

    @property
    def without_concepts(self) -> str:
        return self._address(concepts="off")

    @property
    def without_spelling(self) -> str:
        return self._address(spelling="off")

    def _address(self, chosen: dict[str, list[str]] | None = None, **changes: str) -> str:
        filters = self.choice.chosen if chosen is None else chosen
        words = {"q": self.words} if self.words else {}
        query = words | filters | self._ways | changes
        return f"?{urlencode({name: value for name, value in query.items() if value}, doseq=True)}"

    @cached_property
    def _ways(self) -> dict[str, str]:
        """How to search, where the address says so."""
        like = {"like": self.like.country.pk} if self.like else {}
        off = {name: "off" for name in ("concepts", "spelling") if self.query.get(name) == "off"}
        return like | ({"sort": self.sort} if self.query.get("sort") == self.sort else {}) | off
