"""Which sheets, and what to load with them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import Greatest, JSONObject
from django.utils import timezone

from community.beside import bring
from community.languages import current
from community.models import Event, Reader, decides_on
from community.plain_text import cleaned
from experiences import ranking
from experiences.conditions import NOTHING
from experiences.models.named import themes_by_name
from experiences.models.told import ON_CARDS
from experiences.models.whole import beside, brought_of
from experiences.understanding import understand
from experiences.vocabulary import Status
from members.models import Membership, Organization
from members.vocabulary import SILENT

if TYPE_CHECKING:
    from experiences.models.experiences import Experience  # noqa: F401 - named in a string below


# PostgreSQL leaves out what is empty.
LAST_TRUE = Greatest("published_at", "confirmed_at", "changed_at")
ASK_AFTER = dt.timedelta(days=365)
REMIND_AFTER = dt.timedelta(days=30)
OLD_AFTER = dt.timedelta(days=730)
UNSENT = (Status.DRAFT, Status.RETURNED)
ASK = "ask_to_submit"  # the name of the act
# What a card tells besides its words: it reads nothing of the wide rows that are behind it.
CARD = (
    "slug", "status", "language", "start_year", "end_year", "maturity", "is_sample",
    "published_at", "changed_at", "confirmed_at", "organization__name",
)  # fmt: skip
MOST_FOUND = 100  # by ``search``; the library itself pages through all
# What tables say, and cards that tell more: the long texts, most of a sheet, stay where they are.
ROW = (
    "status",
    "slug",
    "language",
    "title",
    "summary",
    "overview",
    "scale",
    "start_year",
    "end_year",
    "populations",
    "instrument",
    "maturity",
    "evidence",
    "licence",
    "is_sample",
    "published_at",
    "confirmed_at",
    "changed_at",
    "organization__slug",
    "organization__name",
    "organization__acronym",
    "organization__status",
)


@cache
def _names(sheets: Any, language: str) -> dict[str, ArraySubquery]:
    sheet = models.OuterRef("pk")
    places = sheets.countries.through.objects.filter(experience=sheet)
    tags = sheets.themes.through.objects.filter(content_object=sheet)
    country = JSONObject(iso2="country_id", name=f"country__name_{language}")
    return {
        "named_countries": ArraySubquery(places.order_by("country__name_en").values(json=country)),
        "named_themes": themes_by_name(tags, language),
    }


@cache
def _keys(sheets: Any) -> dict[str, ArraySubquery]:
    sheet = models.OuterRef("pk")
    places = sheets.countries.through.objects.filter(experience=sheet)
    tags = sheets.themes.through.objects.filter(content_object=sheet)
    return {
        "country_keys": ArraySubquery(places.values("country_id")),
        "theme_keys": ArraySubquery(tags.order_by("pk").values("tag_id")),
    }


@cache
def _words(sheets: Any) -> ArraySubquery:
    tags = sheets.keywords.through.objects.filter(content_object=models.OuterRef("pk"))
    return ArraySubquery(tags.order_by("tag").values("tag__name"))


@cache
def _spoken(sheets: Any, language: str, **of: Any) -> Any:
    """Translations are written further up, like the lessons."""
    translations = sheets._meta.get_field("translations").related_model
    pieces = translations._meta.get_field("pieces").related_model.objects
    return pieces.spoken(language, translation__experience=models.OuterRef("pk"), **of)


class ExperienceQuerySet(models.QuerySet["Experience"]):
    def published(self) -> ExperienceQuerySet:
        return self.filter(status=Status.PUBLISHED)

    def published_by_country(self) -> dict[str, int]:
        """How many, by code, as the database counts them (``0006_search_at_scale``)."""
        counts = apps.get_model("experiences", "Facet").objects.filter(kind="country")
        return dict(counts.values_list("value", "count"))

    def waiting(self) -> ExperienceQuerySet:
        """For the secretariat's first look."""
        return self.filter(status=Status.SUBMITTED)

    def changed_since_review(self) -> ExperienceQuerySet:
        return self.published().filter(changed_at__gt=models.F("reviewed_at"))

    def to_confirm(self) -> ExperienceQuerySet:
        """Public for a year, and nobody has said since that all is still so.

        Of a sample from public sources there is nobody who could.
        """
        rows = self.published().filter(is_sample=False).exclude(organization__status__in=SILENT)
        return rows.alias(said_last=LAST_TRUE).filter(said_last__lt=timezone.now() - ASK_AFTER)

    def due_to_be_asked(self) -> ExperienceQuerySet:
        """Nobody was asked since it was last true."""
        before = models.Q(confirmation_asked_at__lt=models.F("said_last"))
        return self.to_confirm().filter(before | models.Q(confirmation_asked_at=None))

    def due_to_be_reminded(self) -> ExperienceQuerySet:
        """Once, a month after the question."""
        return self.to_confirm().filter(
            confirmation_reminders=0,
            confirmation_asked_at__gte=models.F("said_last"),
            confirmation_asked_at__lt=timezone.now() - REMIND_AFTER,
        )

    def of(self, organization: Organization) -> ExperienceQuerySet:
        return self.filter(organization=organization)

    def asked_to_submit(self) -> ExperienceQuerySet:
        """Drafts that somebody has completed and may not submit; ``asked_at`` is the last time."""
        kind = ContentType.objects.get_for_model(self.model)
        here = {"subject_type": kind, "subject_id": models.OuterRef("pk")}
        asked = Event.objects.filter(**here, name=ASK, at__gte=models.OuterRef("status_since"))
        newest = models.Subquery(asked.order_by("-at").values("at")[:1])
        return self.filter(status=Status.DRAFT).annotate(asked_at=newest).exclude(asked_at=None)

    def editable_by(self, user: Reader) -> ExperienceQuerySet:
        """Those of organizations she writes for; what was withdrawn or archived stands still.

        A change of what is published is live at once: a suspended or retired organization, which
        publishes nothing, makes none.
        """
        if not user.is_authenticated:
            return self.none()
        writes_for = Membership.objects.active().writing().of(user).values("organization_id")
        fixed = (Status.WITHDRAWN, Status.ARCHIVED)
        rows = self.filter(organization__in=writes_for).exclude(status__in=fixed)
        return rows.exclude(organization__status__in=SILENT)

    def translatable_by(self, user: Reader) -> ExperienceQuerySet:
        """Who writes a sheet translates it, and so do the offices of the secretariat that may."""
        translations: Any = self.model._meta.get_field("translations").related_model
        if decides_on(user, translations):
            return self.exclude(status__in=(Status.WITHDRAWN, Status.ARCHIVED))
        return self.editable_by(user)

    def visible_to(self, user: Reader) -> ExperienceQuerySet:
        """Published ones to everybody; all to the secretariat and to the organization's people."""
        if user.is_staff:
            return self
        if not user.is_authenticated:
            return self.published()
        own = Membership.objects.active().of(user).values("organization_id")
        return self.filter(models.Q(status=Status.PUBLISHED) | models.Q(organization__in=own))

    def search(self, words: str) -> ExperienceQuerySet:
        """The published ones that say it, in any of the four languages; the best first."""
        wording = understand(cleaned(words))
        if not wording.parts:
            return self.none()
        match = ranking.match(wording, NOTHING)
        ids = ranking.hits(wording, match, NOTHING, "relevance", 0, MOST_FOUND)
        places = [models.When(pk=pk, then=place) for place, pk in enumerate(ids)]
        rows: ExperienceQuerySet = self.published().filter(pk__in=ids)
        return rows.order_by(models.Case(*places, default=0)) if places else rows

    def newest(self) -> ExperienceQuerySet:
        return self.order_by("-published_at", "-pk")

    def as_cards(self) -> ExperienceQuerySet:
        """A narrow part of each row in one question; whoever wants more of it takes ``as_rows``."""
        return self._narrow().with_names()

    def as_many_cards(self) -> ExperienceQuerySet:
        """The same, to be named all at once (``by_their_names``)."""
        return self._narrow().annotate(**_keys(self.model))

    def _narrow(self) -> ExperienceQuerySet:
        rows = self.select_related("organization").only(*ON_CARDS, *CARD)
        return rows.in_words(current(), part__in=ON_CARDS)

    def as_rows(self) -> ExperienceQuerySet:
        rows = self.select_related("organization").prefetch_related("countries", "themes")
        return rows.only(*ROW).in_words(current(), part__in=ON_CARDS)

    def with_names(self) -> ExperienceQuerySet:
        """``named_countries`` and ``named_themes``, as ``Named`` reads them."""
        return self.annotate(**_names(self.model, current()))

    def as_compared(self) -> ExperienceQuerySet:
        parts = "countries", "themes", "blocks", "lessons", "figures"
        rows = self.select_related("organization").prefetch_related(*parts)
        return rows.in_words(current())

    def in_words(self, language: str, **of: Any) -> ExperienceQuerySet:
        """With what their published translations say in ``language``; none says it in ""."""
        return self.annotate(spoken=_spoken(self.model, language, **of))

    def as_sheets(self, *, original: bool = False) -> ExperienceQuerySet:
        """In the reader's language where there is a translation, unless she wants the original.

        All that the page tells comes in one question.
        """
        told: Any = {"brought": brought_of(self.model), "named_keywords": _words(self.model)}
        rows = self.select_related("organization__country").annotate(**told)
        rows = bring(rows, **beside(self.model))
        return rows.with_names().in_words("" if original else current())
