"""The experience sheet: what an organization did, what came of it, and what did not work."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import Tag

from community.addresses import address
from community.labelled import Labelled
from community.languages import Language
from community.models import Event, Follow, Reader, Tagged, TagsLater, Theme
from experiences.models.asking import Asking
from experiences.models.course import Course
from experiences.models.family import Family
from experiences.models.freshness import Freshness
from experiences.models.ladder import Ladder
from experiences.models.long_form import LongForm
from experiences.models.named import Named
from experiences.models.queries import ExperienceQuerySet
from experiences.models.restoring import Restorable
from experiences.models.seen import Seen
from experiences.models.told import Speaking
from experiences.models.whole import Whole
from experiences.models.withholding import Withholding
from experiences.vocabulary import Instrument, Maturity, Population, Scale, Status
from members.models import Country, Organization, Transferable


def kept() -> tuple[pghistory.Tracker, ...]:
    """For a part of a sheet: its versions also tell that it went. Each model needs its own."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


def tagged() -> tuple[pghistory.Tracker, ...]:
    """For what a sheet is about: one statement, however many tags it sets, writes once."""
    level = pghistory.Statement
    return pghistory.InsertEvent(level=level), pghistory.DeleteEvent(level=level)


@pghistory.track(*tagged(), model_name="ThemedExperienceVersion", obj_field=None)
class ThemedExperience(Tagged):
    content_object = models.ForeignKey("Experience", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="themed_experiences")

    class Meta:
        verbose_name = _("theme of an experience")
        verbose_name_plural = _("themes of experiences")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="a_sheet_has_a_theme_once"
            )
        ]


@pghistory.track(*tagged(), model_name="KeywordedExperienceVersion", obj_field=None)
class KeywordedExperience(Tagged):
    content_object = models.ForeignKey("Experience", on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="keyworded_experiences")

    class Meta:
        verbose_name = _("keyword of an experience")
        verbose_name_plural = _("keywords of experiences")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="a_sheet_has_a_keyword_once"
            )
        ]


@pghistory.track(
    model_name="ExperienceVersion",
    exclude=[
        "status_since",
        "created_by",
        "form_key",
        # Saying that it is still so changes nothing of what it says.
        "confirmed_at",
        "confirmed_by",
        "confirmation_asked_at",
        "confirmation_reminders",
    ],
    obj_field=pghistory.ObjForeignKey(related_name="versions"),  # ``events`` is the timeline
)
class Experience(
    Labelled,
    Transferable,
    Restorable,
    Withholding,
    Seen,
    Course,
    Asking,
    Ladder,
    Family,
    Freshness,
    LongForm,
    Named,
    Whole,
    Speaking,
):
    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    slug = models.SlugField(_("address"), max_length=110, unique=True)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.PROTECT,
        related_name="experiences",
    )
    countries = models.ManyToManyField(
        Country, verbose_name=_("countries"), related_name="experiences", blank=True
    )
    language = models.CharField(
        _("language of the sheet"), max_length=2, choices=Language.choices, default="es"
    )
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=240, blank=True)
    overview = models.TextField(_("in a paragraph"), max_length=2000, blank=True)
    programme = models.CharField(_("name of the programme"), max_length=200, blank=True)
    scale = models.CharField(_("scale"), max_length=12, choices=Scale.choices, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    themes = TaggableManager(
        through=ThemedExperience,
        manager=TagsLater,
        verbose_name=_("themes"),
        related_name="experiences",
        blank=True,
    )
    keywords = TaggableManager(
        through=KeywordedExperience,
        verbose_name=_("keywords"),
        related_name="keyworded",
        blank=True,
    )
    populations = ArrayField(
        models.CharField(max_length=30, choices=Population.choices),
        verbose_name=_("target populations"),
        default=list,
        blank=True,
    )
    instrument = models.CharField(
        _("kind of programme"), max_length=15, choices=Instrument.choices, blank=True
    )
    maturity = models.CharField(_("maturity"), max_length=18, choices=Maturity.choices, blank=True)
    problem = models.TextField(_("the problem"), max_length=10_000, blank=True)
    what_was_done = models.TextField(_("what was done"), max_length=20_000, blank=True)
    results = models.TextField(_("results"), max_length=20_000, blank=True)
    what_did_not_work = models.TextField(_("what did not work"), max_length=10_000, blank=True)
    conditions_for_transfer = models.TextField(
        _("conditions for transfer"), max_length=10_000, blank=True
    )
    licence = models.CharField(_("licence"), max_length=20, default="CC BY 4.0")
    is_sample = models.BooleanField(_("sample from public sources"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    form_key = models.UUIDField(null=True, editable=False)
    changed_at = models.DateTimeField(_("last change"), auto_now=True)

    events = GenericRelation(Event, "subject_id", "subject_type")
    follows = GenericRelation(Follow, "subject_id", "subject_type")
    objects = ExperienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("experience")
        verbose_name_plural = _("experiences")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="draft") | models.Q(published_at=None),
                name="a_draft_has_no_publication_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="a_published_sheet_has_its_date",
            ),
            models.CheckConstraint(
                condition=models.Q(end_year=None)
                | models.Q(start_year=None)
                | models.Q(end_year__gte=models.F("start_year")),
                name="an_experience_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["created_by", "form_key"], name="a_form_makes_one_sheet"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "status_since"], name="sheets_waiting"),
            # At the desk: as its list is ordered, and what it asks for first.
            models.Index(fields=["status_since", "-id"], name="sheets_by_their_state"),
            models.Index(
                fields=["changed_at"],
                name="sheets_changed_since_review",
                condition=models.Q(status="published", changed_at__gt=models.F("reviewed_at")),
            ),
            models.Index(
                fields=["-published_at", "-id"],
                name="newest_sheets",
                condition=models.Q(status="published"),
            ),
            models.Index(fields=["organization", "status"], name="sheets_of_an_organization"),
            # In the order in which harvesters take them (portal/oai/records.py).
            models.Index(
                Greatest("changed_at", "status_since"),
                "id",
                name="sheets_by_their_last_change",
                condition=models.Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or gettext("An experience without a title")

    @property
    def number(self) -> str:
        """The permanent number; never used again."""
        return f"EXP-{self.pk:04d}"

    def get_absolute_url(self) -> str:
        return address("experiences:sheet", self.slug)

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def period(self) -> str:
        """2002–2012; an open end where it goes on or the sources do not say."""
        if not self.start_year:
            return ""
        if self.end_year == self.start_year:
            return str(self.start_year)
        return f"{self.start_year}–{self.end_year or ''}"

    @property
    def shown_files(self) -> list[Any]:
        """What readers see of its files: those that say who made them."""
        return [file for file in self.attachments.all() if file.is_described]

    @property
    def population_labels(self) -> list[str]:
        return [str(Population(value).label) for value in self.populations]

    @property
    def cited(self) -> str:
        """How others quote it: who, year, title. Nobody has said what a sample says."""
        year = self.published_at.year if self.published_at else timezone.localdate().year
        author = "IASPN" if self.is_sample else self.organization.name
        return f"{author} ({year}). {self.title}. {self.number}."

    def touch(self) -> None:
        """Something that belongs to it changes: a new version, and "changed since review"."""
        self.save(update_fields=["changed_at"])

    def give_to(self, to: Organization) -> None:
        """Its lessons go along: they are read and cited with it."""
        super().give_to(to)
        self.lessons.update(organization=to)

    def editable_by(self, user: Reader) -> bool:
        return Experience.objects.editable_by(user).filter(pk=self.pk).exists()

    def translatable_by(self, user: Reader) -> bool:
        return Experience.objects.translatable_by(user).filter(pk=self.pk).exists()


@pghistory.track(*tagged(), model_name="CountryOfExperienceVersion", obj_field=None)
class CountryOfExperience(Experience.countries.through):  # type: ignore[name-defined]
    """The row between a sheet and a country, which Django makes: named, to be kept in versions."""

    class Meta:
        proxy = True
