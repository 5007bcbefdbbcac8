"""One look at a list with filters, and what all those see alike who ask for nothing in particular.

That is the front page of each list, the one that is asked for most; its filters are half of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import quote_plus

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from community.content import kept

HERE = "\0"  # stands in an address for a value; nobody can have asked for it
Group = dict[str, Any]  # a filter as ``components/filter_group.html`` wants it


@kept
def _answers(_list: type[Look]) -> dict[str, Any]:
    """Empty at first: ``Look.once`` puts in what it makes."""
    return {}


class Look:
    @property
    def address(self) -> str:
        """The query string of what is asked for; empty where that is nothing."""
        raise NotImplementedError

    @cached_property
    def _known(self) -> dict[str, Any]:
        return {} if self.address else _answers(type(self))

    def once[T](self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gives; where nothing is asked for, what it gave the first one who came."""
        if name not in self._known:
            self._known[name] = make()
        found: T = self._known[name]
        return found

    def groups(self) -> list[Group]:
        """The filters, to choose from."""
        return self.once("groups", self._groups)

    def drawer(self) -> SafeString:
        """The same as a page shows them."""
        return self.once("drawer", lambda: _drawn(self.groups()))

    def _groups(self) -> list[Group]:
        raise NotImplementedError


def around(address: str) -> tuple[str, str]:
    """What stands before and behind ``HERE`` in an address: a hundred of them differ in nothing
    else, and each takes its time to be put together."""
    before, _here, after = address.partition(quote_plus(HERE))
    return before, after


def _drawn(groups: list[Group]) -> SafeString:
    template = "components/filter_group.html"
    return mark_safe("".join(render_to_string(template, group) for group in groups))
