"""The experience sheet: what an organization did, what came of it, and what did not work."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from community.languages import Language
from community.lifecycle import CLOCK, SECRETARIAT, Act, Lifecycle, Move, MoveRefused, row, table
from community.models import Event, Follow, Person, Reader, Theme
from experiences import letters
from experiences.models.queries import ExperienceQuerySet
from experiences.vocabulary import Instrument, Maturity, Population, Scale, Status
from members.models import Country, Organization

ATTEMPTS = 3  # to find a free address
LEADERS = {"focal_point", "deputy"}
NEEDED_TO_SUBMIT = (
    "title",
    "summary",
    "start_year",
    "scale",
    "populations",
    "problem",
    "what_was_done",
    "results",
    "what_did_not_work",
)


class ThemedExperience(ItemBase):
    content_object = models.ForeignKey("Experience", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="themed_experiences")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="a_sheet_has_a_theme_once"
            )
        ]


class KeywordedExperience(ItemBase):
    content_object = models.ForeignKey("Experience", on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="keyworded_experiences")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="a_sheet_has_a_keyword_once"
            )
        ]


@pghistory.track(
    model_name="ExperienceVersion",
    exclude=["status_since", "created_by", "form_key"],
    obj_field=pghistory.ObjForeignKey(related_name="versions"),  # ``events`` is the timeline
)
class Experience(Lifecycle):
    MOVES = table(
        row("submit", {Status.DRAFT, Status.RETURNED}, Status.SUBMITTED, LEADERS,
            label=_("Submit")),
        row("publish", {Status.SUBMITTED}, Status.PUBLISHED, {SECRETARIAT}, label=_("Publish")),
        row("return", {Status.SUBMITTED}, Status.RETURNED, {SECRETARIAT},
            label=_("Return with a reason"), needs_reason=True),
        row("withdraw", {Status.DRAFT, Status.SUBMITTED, Status.RETURNED}, Status.WITHDRAWN,
            LEADERS, label=_("Withdraw")),
        row("archive", {Status.PUBLISHED}, Status.ARCHIVED, {SECRETARIAT, *LEADERS},
            label=_("Archive"), needs_reason=True),
        row("republish", {Status.ARCHIVED}, Status.PUBLISHED, {SECRETARIAT},
            label=_("Publish again")),
    )  # fmt: skip
    TURNS: ClassVar = {
        Status.DRAFT: "editor",
        Status.SUBMITTED: SECRETARIAT,
        Status.RETURNED: "editor",
    }

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
        through=ThemedExperience, verbose_name=_("themes"), related_name="experiences", blank=True
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
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    reviewed_at = models.DateTimeField(_("last reviewed"), null=True, editable=False)

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
            models.Index(
                fields=["-published_at", "-id"],
                name="newest_sheets",
                condition=models.Q(status="published"),
            ),
            models.Index(fields=["organization", "status"], name="sheets_of_an_organization"),
        ]

    def __str__(self) -> str:
        return self.title or gettext("An experience without a title")

    @property
    def number(self) -> str:
        """The permanent number; never used again."""
        return f"EXP-{self.pk:04d}"

    def get_absolute_url(self) -> str:
        return reverse("experiences:sheet", args=[self.slug])

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
    def country_names(self) -> list[str]:
        return [country.name for country in self.countries.all()]

    @property
    def population_labels(self) -> list[str]:
        return [str(Population(value).label) for value in self.populations]

    @property
    def cited(self) -> str:
        """How others quote it: who, year, title. Nobody has said what a sample says."""
        year = self.published_at.year if self.published_at else timezone.localdate().year
        author = "IASPN" if self.is_sample else self.organization.name
        return f"{author} ({year}). {self.title}. {self.number}."

    @property
    def changed_since_review(self) -> bool:
        return bool(self.reviewed_at and self.changed_at > self.reviewed_at)

    @property
    def reason_returned(self) -> str:
        """What the secretariat wrote when it sent the sheet back; nothing in other states."""
        if self.status != Status.RETURNED:
            return ""
        return (
            Event.objects.of(self)
            .filter(name="return")
            .order_by("-at")
            .values_list("reason", flat=True)
            .first()
            or ""
        )

    # --- Who may ---------------------------------------------------------------------------------

    def roles_of(self, person: Person | None) -> set[str]:
        if person is None:
            return {CLOCK}
        return self.organization.roles_of(person)

    def editable_by(self, user: Reader) -> bool:
        return Experience.objects.editable_by(user).filter(pk=self.pk).exists()

    def guard(self, move: Move) -> None:
        if move.name in {"submit", "publish", "republish"} and not self.organization.is_approved:
            raise MoveRefused(_("Only an approved organization publishes."))
        if move.name in {"submit", "publish"} and (missing := self.missing()):
            raise MoveRefused(missing)

    def missing(self) -> dict[str, Any]:
        """What the short sheet still lacks, as messages by field."""
        said = {name: _("Still empty.") for name in NEEDED_TO_SUBMIT if not getattr(self, name)}
        if not self.themes.exists():
            said["themes"] = _("Choose at least one theme.")
        if not self.countries.exists():
            said["countries"] = _("Choose at least one country.")
        if not self.lessons.exists():
            said["lessons"] = _("Write at least one lesson.")
        return said

    # --- Verbs -----------------------------------------------------------------------------------

    def draft(self, *, by: Person, form_key: uuid.UUID | None = None) -> Experience:
        """Begin a sheet. Returns it; an earlier one when ``by`` has sent the same form already."""
        if not self.organization.memberships.active().writing().of(by).exists():
            raise PermissionDenied
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one form at a time
            same = Experience.objects.filter(created_by=by, form_key=form_key)
            if form_key and (found := same.first()):
                return found
            self.created_by, self.form_key = by, form_key
            self.save_with_slug()
        return self

    def save_with_slug(self) -> None:
        """Somebody else may take the same address at this very moment; then the next one."""
        for attempt in range(ATTEMPTS):
            self.slug = self.free_slug()
            try:
                with transaction.atomic():
                    self.save()
                return
            except IntegrityError:
                if attempt == ATTEMPTS - 1:
                    raise

    def submit(self, *, by: Person) -> None:
        with transaction.atomic():
            stamps = {"submitted_at": timezone.now(), "submitted_by": by}
            self.move("submit", self.organization.act(by), **stamps)
            self.review_notes.open().update(answered_at=timezone.now())
            letters.sheet_submitted(self, to=Person.objects.secretariat())

    def publish(self, *, by: Person, reason: str = "") -> None:
        """The address follows the title until the sheet is public, and then stays."""
        now = timezone.now()
        self._decide(
            "publish", by, reason, letters.sheet_published,
            published_at=self.published_at or now, published_by=by, reviewed_at=now,
            slug=self.slug if self.published_at else self.free_slug(),
        )  # fmt: skip

    def return_(self, *, by: Person, reason: str, notes: dict[str, str] | None = None) -> None:
        """Send it back; ``notes`` stand beside the fields they are about."""
        with transaction.atomic():
            for field, text in (notes or {}).items():
                self.review_notes.create(field=field, text=text, by=by)
            self._decide("return", by, reason, letters.sheet_returned)

    def withdraw(self, *, by: Person, reason: str = "") -> None:
        self.move("withdraw", Act(by, self.organization.number, self.organization.name, reason))

    def archive(self, *, by: Person, reason: str) -> None:
        self._decide("archive", by, reason, letters.sheet_archived)

    def republish(self, *, by: Person, reason: str = "") -> None:
        self._decide("republish", by, reason, letters.sheet_published)

    def mark_reviewed(self, *, by: Person) -> None:
        """The secretariat has looked at what changed after publication and lets it stand."""
        with transaction.atomic():
            self.reviewed_at = timezone.now()
            Experience.objects.filter(pk=self.pk).update(reviewed_at=self.reviewed_at)
            Event.record(self, "review", Act(by))

    def _decide(
        self, move: str, by: Person, reason: str, letter: Callable[..., None], **stamps: Any
    ) -> None:
        """A decision, told to those who speak for the organization and to who submitted."""
        with transaction.atomic():
            self.move(move, Act(by, reason=reason), **stamps)
            letter(self, reason, to=self.people())

    def people(self) -> models.QuerySet[Person]:
        """Who hears of decisions on this sheet."""
        own = models.Q(pk__in=self.organization.people().values("pk"))
        return Person.objects.filter(own | models.Q(pk=self.submitted_by_id), is_active=True)

    def free_slug(self) -> str:
        stem = slugify(self.title)[:100].strip("-") or "experience"
        others = Experience.objects.filter(slug__startswith=stem).exclude(pk=self.pk)
        taken = set(others.values_list("slug", flat=True))
        taken |= {"new", "feed", "compare"}
        numbered = (f"{stem}-{number}" for number in itertools.count(2))
        return next(slug for slug in itertools.chain([stem], numbered) if slug not in taken)
