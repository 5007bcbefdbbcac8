"""All that the page of a sheet tells of it, in one question to the database.

Its rows (lessons, figures, …) are brought along (``community/beside.py``); what only counts or
names comes in ``brought``.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Func, Max, Model, OuterRef, Subquery
from django.db.models.functions import JSONArray, JSONObject
from django.utils.translation import gettext

from community.beside import RowsOf, rows_of
from experiences.vocabulary import Status

THIS = OuterRef("pk")


class PublicTranslation(NamedTuple):
    language: str
    organization: str | None
    changed_at: dt.datetime

    @property
    def made_by(self) -> str:
        """In whose name; readers learn no name of a person."""
        return self.organization or gettext("the IASPN secretariat")


class Versions(NamedTuple):
    number: int
    newest_at: dt.datetime | None


class Whole:
    """What a sheet knows that was loaded with ``as_sheets``; any other asks for it."""

    # What the sheet itself has.
    pk: Any
    adapted_from_id: Any
    objects: Any

    @property
    def _brought(self) -> dict[str, Any]:
        brought = self.__dict__.get("brought")
        if brought is None:
            rows = type(self).objects.filter(pk=self.pk)
            brought = rows.values_list(brought_of(type(self)), flat=True).get()  # type: ignore[arg-type]
        found: dict[str, Any] = brought
        return found

    def bring(self, **told: Any) -> None:
        """In memory, what is not so yet: a preview shows it."""
        self.__dict__["brought"] = self._brought | told

    @property
    def public_translations(self) -> list[PublicTranslation]:
        """In the order of their languages."""
        told = self._brought["translations"]
        return [PublicTranslation(code, by, _time(at)) for code, by, at in told]

    @property
    def versions_told(self) -> Versions:
        number, at = self._brought["versions"] or (0, None)
        return Versions(number, at and _time(at))

    @property
    def own_facets(self) -> list[list[Any]]:
        """Kind, value, key and count of each; none of a sheet that is not public."""
        return list(self._brought["facets"])

    @property
    def has_kin(self) -> bool:
        """False where no public sheet can be its origin or an adaptation of it."""
        return bool(self.adapted_from_id or self.is_adapted)

    @property
    def is_adapted(self) -> bool:
        """False where no public sheet was adapted from it."""
        return bool(self._brought["is_adapted"])

    @property
    def is_exchanged(self) -> bool:
        """False where no exchange, public or not, is about it."""
        return any(self._brought["exchanged"])


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


# --- How it is asked for, put together once -------------------------------------------------------


@cache
def brought_of(sheets: type[Model]) -> JSONObject:
    """The models are written further up, or belong to the floor above."""
    to = sheets._meta.get_field
    versions, translations, adaptations, entries, asking = (
        to(name).related_model.objects  # type: ignore[union-attr]
        for name in ("versions", "translations", "adaptations", "entry", "asked_about")
    )
    exchanged = to("exchanges").through.objects  # type: ignore[union-attr]
    facets = apps.get_model("experiences", "Facet").objects
    own = entries.filter(pk=OuterRef(THIS)).values(facet=Func("facets", function="unnest"))
    public = translations.published().filter(experience=THIS).order_by("language")
    told = versions.filter(pgh_obj=THIS).order_by().values("pgh_obj")
    return JSONObject(
        translations=_arrays(public, "language", "organization__name", "changed_at"),
        versions=Subquery(told.values(json=JSONArray(Count("pk"), Max("pgh_created_at")))),
        facets=_arrays(facets.filter(pk__in=own), "kind", "value", "pk", "count"),
        is_adapted=Exists(adaptations.filter(adapted_from=THIS, status=Status.PUBLISHED)),
        exchanged=JSONArray(
            Exists(exchanged.filter(experience=THIS)), Exists(asking.filter(experience=THIS))
        ),
    )


def _arrays(rows: Any, *columns: str) -> ArraySubquery:
    return ArraySubquery(rows.values(json=JSONArray(*columns)))


@cache
def beside(sheets: type[Model]) -> dict[str, RowsOf]:
    """The rows of a sheet by the names of their relations."""
    lessons: Any = sheets._meta.get_field("lessons").related_model
    kinds = ("blocks", "figures", "sources", "attachments")
    return {
        "lessons": rows_of(sheets, "lessons", lessons.objects.with_verdicts()),
        **{kind: rows_of(sheets, kind) for kind in kinds},
    }
