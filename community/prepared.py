"""Questions to the database that are put into SQL once.

Of a wide queryset, one with much beside each row, Django makes the SQL for longer than PostgreSQL
answers it. A page that is asked for often keeps its question; only the values change:

    BY_SLUG = Prepared(Experience.objects.published().filter(slug=Given("slug")))
    BY_SLUG.row(slug="doorsteps")

What the SQL depends on besides needs a question for each: the language, and which of ``READERS``
asks, whose rules are not the same. Lists of which the keys are known take ``by_keys``.
"""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Expression, Func, Model, QuerySet, Subquery
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

from community.languages import current
from community.models import Person, Reader
from community.planned import Planned


class Given(Expression):
    """Stands in a queryset for a value that is known when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_of: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


def given_keys(name: str) -> Func:
    """Several primary keys, for ``pk__in``.

    In a question of their own, into which PostgreSQL does not look when it plans: else it would
    take a plan for these few keys to be better than one for any, and plan anew each time.
    """
    return Func(Given(name), template="SELECT unnest((SELECT %(expressions)s::bigint[]))")


# Whoever reads is like one of these in what she may see; of a person the key is given.
READERS: dict[str, Reader] = {
    "visitor": AnonymousUser(),
    "person": Person(pk=Given("reader")),
    "secretariat": Person(pk=Given("reader"), is_staff=True),
}


def kind_of(reader: Reader) -> str:
    if reader.is_staff:
        return "secretariat"
    return "person" if reader.is_authenticated else "visitor"


class Prepared[M: Model]:
    """``asked`` is a queryset with ``Given`` in the place of values."""

    def __init__(self, asked: QuerySet[M]) -> None:
        self.asked = asked.all()
        self.compiler = self.asked.query.get_compiler(asked.db)
        sql, params = self.compiler.as_sql()
        _refuse_days(params)
        self.given = [one.name for one in params if isinstance(one, Given)]
        # What is always the same is written out: the plan may count on it.
        self.sql = sql.replace("%%", "%%%%") % tuple(map(_written, params))
        self._forget_what_it_was_made_of()

    def _forget_what_it_was_made_of(self) -> None:
        """The subqueries, 200 kB in a large question; what reads their answers stays."""
        told = self.asked.query.annotations
        hollow = {id(one): _hollow(one) for one in told.values()}
        self.asked.query.annotations = {name: hollow[id(one)] for name, one in told.items()}
        self.compiler.select = [
            (hollow.get(id(one), one), ("", ()), alias) for one, _sql, alias in self.compiler.select
        ]

    def rows(self, **values: Any) -> list[M]:
        rows = self.asked.all()
        rows.query.get_compiler = partial(self._compiled, values)  # type: ignore[method-assign]
        return list(rows)

    def row(self, **values: Any) -> M | None:
        return next(iter(self.rows(**values)), None)

    def _compiled(self, values: dict[str, Any], using: str, **_others: Any) -> SQLCompiler:
        """As if the compiler had just done its work, for the connection of this thread."""
        compiler = copy.copy(self.compiler)
        compiler.using, compiler.connection = using, Planned(using)
        params = [values[name] for name in self.given]
        compiler.as_sql = lambda *_of, **_others: (self.sql, params)
        return compiler


def by_keys[M: Model](rows: Callable[[], QuerySet[M]]) -> Callable[[Iterable[int]], list[M]]:
    """Gives for keys those of ``rows`` that have them; the same question for every list.

    In the order of the keys, unless ``rows`` say one of their own. ``rows`` is asked once for each
    language, with that one as the current one.
    """

    @cache
    def asked(_language: str) -> Prepared[M]:
        return Prepared(rows().filter(pk__in=given_keys("keys")))

    def found(keys: Iterable[int]) -> list[M]:
        keys = list(keys)
        if not keys:
            return []
        prepared = asked(current())
        if prepared.asked.query.order_by:
            return prepared.rows(keys=keys)
        known = {row.pk: row for row in prepared.rows(keys=keys)}
        return [known[key] for key in keys if key in known]

    return found


def _refuse_days(values: Iterable[Any]) -> None:
    """What is kept would ask about the day on which the process began."""
    if any(isinstance(value, dt.date) for value in values):
        raise ValueError("A kept question would ask about this day for ever: give it a name.")


def _written(param: Any) -> str:
    if isinstance(param, Given):
        return "%s"
    return Literal(param).as_string(None).replace("%", "%%")


def _hollow(told: Any) -> Any:
    """A copy: other questions may be made of the same."""
    if isinstance(told, Subquery | Func):
        told.output_field  # noqa: B018 - known from what is inside, and remembered
        told = copy.copy(told)
        told.__dict__.update({"query": None, "source_expressions": []})
    return told
