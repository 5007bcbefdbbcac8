"""Organizations: they publish, offer and ask; people act in their name."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from community.languages import Language
from community.lifecycle import CLOCK, SECRETARIAT, Act, Lifecycle, MoveRefused, row, table
from community.models import Event, Follow, Person, Reader, Theme
from members import letters
from members.models.countries import Country
from members.models.queries import OrganizationQuerySet
from members.vocabulary import PUBLIC_BODIES, WITHOUT_COUNTRY, OrganizationKind, Status

WAITING_AT_ONCE = 5  # applications of one person that the secretariat has not decided


class KnownTheme(ItemBase):
    content_object = models.ForeignKey("Organization", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="known_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_organization_knows_a_theme_once"
            )
        ]


class SoughtTheme(ItemBase):
    content_object = models.ForeignKey("Organization", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="sought_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_organization_seeks_a_theme_once"
            )
        ]


@pghistory.track(
    model_name="OrganizationVersion",
    exclude=["status_since"],
    obj_field=pghistory.ObjForeignKey(related_name="versions"),  # ``events`` is the timeline
)
class Organization(Lifecycle):
    APPLICANT = "applicant"
    MOVES = table(
        row("ask", {Status.APPLIED}, Status.QUESTION, {SECRETARIAT},
            label=_("Ask a question"), needs_reason=True),
        row("answer", {Status.QUESTION}, Status.APPLIED, {APPLICANT}, label=_("Answer")),
        row("approve", {Status.APPLIED, Status.QUESTION}, Status.APPROVED, {SECRETARIAT},
            label=_("Approve")),
        row("refuse", {Status.APPLIED, Status.QUESTION}, Status.REFUSED, {SECRETARIAT},
            label=_("Refuse"), needs_reason=True),
        row("suspend", {Status.APPROVED}, Status.SUSPENDED, {SECRETARIAT},
            label=_("Suspend"), needs_reason=True),
        row("reinstate", {Status.SUSPENDED}, Status.APPROVED, {SECRETARIAT}, label=_("Reinstate")),
        row("retire", {Status.APPROVED, Status.SUSPENDED}, Status.RETIRED, {SECRETARIAT},
            label=_("Retire"), needs_reason=True),
    )  # fmt: skip
    TURNS: ClassVar = {Status.APPLIED: SECRETARIAT, Status.QUESTION: APPLICANT}

    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.APPLIED, editable=False
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("name in its own language"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    kind = models.CharField(_("kind"), max_length=15, choices=OrganizationKind.choices)
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organizations",
    )
    website = models.URLField(_("website"), blank=True)
    email_domain = models.CharField(_("official e-mail domain"), max_length=100, blank=True)
    official_email = models.EmailField(_("official e-mail"), blank=True)
    description = models.TextField(_("what it does"), blank=True, max_length=3000)
    description_language = models.CharField(
        _("language of this text"), max_length=2, choices=Language.choices, default="en"
    )
    languages = ArrayField(
        models.CharField(max_length=3), verbose_name=_("working languages"), default=list
    )
    knows = TaggableManager(
        through=KnownTheme, verbose_name=_("themes it knows"), blank=True, related_name="knowers"
    )
    seeks = TaggableManager(
        through=SoughtTheme, verbose_name=_("themes it seeks"), blank=True, related_name="seekers"
    )
    is_national_focal = models.BooleanField(_("national focal organization"), default=False)
    verified_at = models.DateTimeField(_("verified"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    verified_how = models.CharField(_("verified how"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    is_sample = models.BooleanField(_("sample from public sources"), default=False, editable=False)
    source_url = models.URLField(_("source"), max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    events = GenericRelation(Event, "subject_id", "subject_type")
    follows = GenericRelation(Follow, "subject_id", "subject_type")
    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__isnull=False) | models.Q(kind__in=WITHOUT_COUNTRY),
                name="only_an_international_body_has_no_country",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "status_since"], name="organizations_waiting"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="organizations_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The permanent number; never used again."""
        return f"ORG-{self.pk:04d}"

    def get_absolute_url(self) -> str:
        return reverse("members:organization", args=[self.slug])

    def act(self, by: Person | None, reason: str = "") -> Act:
        """An act of ``by`` in the name of this organization."""
        return Act(by, self.number, self.name, reason)

    @property
    def is_public_body(self) -> bool:
        return self.kind in PUBLIC_BODIES

    @property
    def is_approved(self) -> bool:
        return self.status == Status.APPROVED

    def roles_of(self, person: Person | None) -> set[str]:
        if person is None:
            return {CLOCK}
        roles = {SECRETARIAT} if person.is_staff else set()
        roles |= set(self.memberships.active().filter(person=person).values_list("role", flat=True))
        if roles & {"focal_point", "deputy"}:
            roles.add(self.APPLICANT)
        return roles

    @property
    def last_decision(self) -> Event | None:
        """The newest move, with the question or the reason that was sent."""
        return self.events.exclude(target="").order_by("-at", "-pk").first()

    def visible_to(self, user: Reader) -> bool:
        return type(self).objects.visible_to(user).filter(pk=self.pk).exists()

    def editable_by(self, user: Reader) -> bool:
        return type(self).objects.editable_by(user).filter(pk=self.pk).exists()

    # --- Verbs -----------------------------------------------------------------------------------

    def apply(
        self, *, by: Person, knows: Iterable[Theme] = (), seeks: Iterable[Theme] = ()
    ) -> Organization:
        """Register: the applicant speaks for it from now on, and waits for the secretariat.

        Returns the application, which is an earlier one when ``by`` has sent it already.
        """
        with transaction.atomic():
            applicant = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
            waiting = Organization.objects.pending().filter(applied_by=applicant)
            if same := waiting.filter(name__iexact=self.name, country=self.country).first():
                return same
            if waiting.count() >= WAITING_AT_ONCE:
                raise MoveRefused(_("Please wait until your other applications are decided."))
            self.applied_by = by
            self._take_an_address()
            self.knows.set(knows)
            self.seeks.set(seeks)
            self.memberships.create(
                person=by, role="focal_point", confirmed_at=timezone.now(), confirmed_by=by
            )
            Event.record(self, "apply", self.act(by), target=Status.APPLIED)
            letters.application_received(self, to=by)
            letters.application_to_check(self, to=Person.objects.secretariat())
        return self

    def revise(
        self,
        fields: Iterable[str],
        *,
        by: Person,
        knows: Iterable[Theme] | None = None,
        seeks: Iterable[Theme] | None = None,
    ) -> None:
        """Keep what was changed in these fields; never the state, which only moves change."""
        with transaction.atomic():
            self.save(update_fields=fields)
            if knows is not None:
                self.knows.set(knows)
            if seeks is not None:
                self.seeks.set(seeks)
            Event.record(self, "revise", self.act(by))

    def ask(self, *, by: Person, reason: str) -> None:
        self._decide("ask", by, reason, letters.application_question)

    def answer(self, *, by: Person, reason: str) -> None:
        with transaction.atomic():
            self.move("answer", self.act(by, reason))
            letters.application_answered(self, reason, to=Person.objects.secretariat())

    def approve(self, *, by: Person, reason: str = "") -> None:
        now = timezone.now()
        stamps = {"verified_at": now, "verified_by": by, "confirmed_at": now}
        self._decide("approve", by, reason, letters.organization_approved, **stamps)

    def refuse(self, *, by: Person, reason: str) -> None:
        self._decide("refuse", by, reason, letters.organization_refused)

    def suspend(self, *, by: Person, reason: str) -> None:
        self._decide("suspend", by, reason, letters.organization_suspended)

    def reinstate(self, *, by: Person, reason: str = "") -> None:
        self._decide("reinstate", by, reason, letters.organization_reinstated)

    def retire(self, *, by: Person, reason: str) -> None:
        self._decide("retire", by, reason, letters.organization_retired)

    def _decide(
        self, move: str, by: Person, reason: str, letter: Callable[..., None], **stamps: Any
    ) -> None:
        """A decision of the secretariat, told to the organization's people in their language."""
        with transaction.atomic():
            self.move(move, Act(by, reason=reason), **stamps)
            letter(self, reason, to=self.people())

    def _take_an_address(self) -> None:
        """Insert the row; where another one takes the same address meanwhile, try the next."""
        for attempt in range(5):
            self.slug = self.free_slug()
            try:
                with transaction.atomic():
                    return self.save(force_insert=True)
            except IntegrityError:
                if attempt == 4:
                    raise

    def free_slug(self) -> str:
        """An address nobody has; a second ministry of the same name gets a number."""
        stem = slugify(self.acronym or self.name_en or self.name)[:70] or "organization"
        taken = set(
            Organization.objects.filter(slug__startswith=stem).values_list("slug", flat=True)
        )
        taken |= {"register", "join", "feed"}
        numbered = (f"{stem}-{number}" for number in itertools.count(2))
        return next(slug for slug in itertools.chain([stem], numbered) if slug not in taken)

    def people(self) -> models.QuerySet[Person]:
        """Those who hear of decisions: focal point and deputies; the applicant before that."""
        leaders = self.memberships.active().leading().values("person_id")
        return Person.objects.filter(pk__in=leaders, is_active=True)
