"""An exchange: a request and everything that comes of it, in front of the whole community."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pghistory
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from community.languages import Language
from community.lifecycle import CLOCK, SECRETARIAT, Act, Lifecycle, Move, MoveRefused, row, table
from community.models import Event, Follow, Person, Theme
from exchanges import letters
from exchanges.models.queries import ExchangeQuerySet
from exchanges.vocabulary import (
    PRIVATE,
    STEPS,
    ExchangeInstrument,
    Funding,
    Kind,
    PartyRole,
    PartyState,
    Status,
)
from experiences.models import Experience, Lesson
from experiences.vocabulary import Population
from members.models import Country, Membership, Organization

if TYPE_CHECKING:
    from exchanges.models.parties import Party
    from exchanges.models.plans import Plan

OWNER = "owner"  # leads the organization that asked
WRITER = "writer"  # writes for the organization that asked
PARTY = "party"  # leads an organization that takes part
INVITED = "invited"  # leads an organization that was invited


class YearCounter(models.Model):
    """The last number given out in a year; numbers are never used again."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"

    @classmethod
    def next(cls, year: int) -> int:
        """The next number of ``year``; two requests at once get two numbers."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO exchanges_yearcounter AS c (year, last) VALUES (%s, 1)"
                " ON CONFLICT (year) DO UPDATE SET last = c.last + 1 RETURNING last",
                [year],
            )
            return int(cursor.fetchone()[0])


class ThemedExchange(ItemBase):
    content_object = models.ForeignKey("Exchange", on_delete=models.CASCADE)
    tag = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="themed_exchanges")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="an_exchange_has_a_theme_once"
            )
        ]


@pghistory.track(model_name="ExchangeVersion", exclude=["status_since"])
class Exchange(Lifecycle):
    MOVES = table(
        row("submit", {Status.DRAFT, Status.RETURNED}, Status.SUBMITTED, {OWNER},
            label=_("Submit")),
        row("open", {Status.SUBMITTED}, Status.OPEN, {SECRETARIAT}, label=_("Open")),
        row("return", {Status.SUBMITTED}, Status.RETURNED, {SECRETARIAT},
            label=_("Return with a reason"), needs_reason=True),
        row("shape", {Status.OPEN}, Status.SHAPING, {OWNER, PARTY, INVITED},
            label=_("Begin to shape")),
        row("agree", {Status.SHAPING}, Status.AGREED, {PARTY}, label=_("Agree on the plan")),
        row("reshape", {Status.AGREED}, Status.SHAPING, {PARTY}, label=_("Change the plan")),
        row("start", {Status.AGREED}, Status.RUNNING, {PARTY, CLOCK}, label=_("Start")),
        row("wind_up", {Status.RUNNING}, Status.REPORTING, {PARTY, CLOCK},
            label=_("Activities are over")),
        row("complete", {Status.REPORTING}, Status.COMPLETED, {SECRETARIAT}, label=_("Complete")),
        row("close", {Status.COMPLETED}, Status.CLOSED, {SECRETARIAT, CLOCK}, label=_("Close")),
        row("withdraw",
            {Status.DRAFT, Status.SUBMITTED, Status.RETURNED, Status.OPEN, Status.SHAPING},
            Status.WITHDRAWN, {OWNER}, label=_("Withdraw"), needs_reason=True),
        row("cancel", {Status.OPEN, Status.SHAPING, Status.AGREED, Status.RUNNING,
            Status.REPORTING}, Status.CANCELLED, {SECRETARIAT}, label=_("Cancel"),
            needs_reason=True),
        row("lapse", {Status.OPEN}, Status.LAPSED, {SECRETARIAT, CLOCK}, label=_("Lapse")),
        row("reopen", {Status.LAPSED, Status.CANCELLED, Status.WITHDRAWN}, Status.OPEN,
            {SECRETARIAT}, label=_("Open again"), needs_reason=True),
    )  # fmt: skip
    TURNS: ClassVar = {
        Status.DRAFT: WRITER,
        Status.SUBMITTED: SECRETARIAT,
        Status.RETURNED: WRITER,
        Status.OPEN: "community",
        Status.SHAPING: PARTY,
        Status.AGREED: PARTY,
        Status.RUNNING: PARTY,
        Status.REPORTING: PARTY,
        Status.COMPLETED: OWNER,
    }

    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, blank=True, editable=False)
    kind = models.CharField(
        _("kind"), max_length=12, choices=Kind.choices, blank=True, editable=False
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization that asks"),
        null=True,
        on_delete=models.PROTECT,
        related_name="requests",
    )
    language = models.CharField(
        _("language of the request"), max_length=2, choices=Language.choices, default="es"
    )
    title = models.CharField(_("title"), max_length=200)
    need = models.TextField(_("what you need"), max_length=10_000, blank=True)
    tried = models.TextField(_("what you have tried"), max_length=10_000, blank=True)
    result_wanted = models.TextField(
        _("what you want to be able to do"), max_length=10_000, blank=True
    )
    themes = TaggableManager(
        through=ThemedExchange, verbose_name=_("themes"), related_name="exchanges", blank=True
    )
    populations = ArrayField(
        models.CharField(max_length=30, choices=Population.choices),
        verbose_name=_("target populations"),
        default=list,
        blank=True,
    )
    experience = models.ForeignKey(
        Experience,
        verbose_name=_("starting point"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="asked_about",
    )
    related_experiences = models.ManyToManyField(
        Experience, verbose_name=_("related experiences"), related_name="exchanges", blank=True
    )
    instruments = ArrayField(
        models.CharField(max_length=20, choices=ExchangeInstrument.choices),
        verbose_name=_("how"),
        default=list,
        blank=True,
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language.choices),
        verbose_name=_("languages of work"),
        default=list,
        blank=True,
    )
    wished_from = models.DateField(_("from"), null=True, blank=True)
    wished_until = models.DateField(_("until"), null=True, blank=True)
    funding = models.CharField(
        _("money"), max_length=8, choices=Funding.choices, default=Funding.NONE
    )
    private_note = models.TextField(_("private note"), max_length=5000, blank=True)
    start_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    activities_on_record = models.TextField(_("activities on record"), blank=True)
    results_on_record = models.TextField(_("results on record"), blank=True)
    wider_learning = models.TextField(_("wider learning"), blank=True)
    lessons = models.ManyToManyField(Lesson, related_name="exchanges", blank=True)
    is_sample = models.BooleanField(_("sample from public sources"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    submitted_at = models.DateTimeField(null=True, editable=False)
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    agreed_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)

    events = GenericRelation(Event, "subject_id", "subject_type")
    follows = GenericRelation(Follow, "subject_id", "subject_type")
    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        ordering = ["-status_since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], condition=~models.Q(slug=""), name="a_short_name_is_used_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=PRIVATE) | models.Q(agreed_at=None),
                name="what_is_agreed_is_no_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-status_since"], name="exchanges_by_state"),
            models.Index(fields=["organization"], name="exchanges_of_who_asked"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("exchanges:exchange", args=[self.number])

    @property
    def is_public(self) -> bool:
        return self.opened_at is not None and self.status not in PRIVATE

    @property
    def plan(self) -> Plan | None:
        """The version that counts: the newest."""
        return self.plans.order_by("-version").first()

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The line of states, with where it stands: done, current or coming."""
        here = STEPS.index(self.status) if self.status in STEPS else -1
        return [
            {"status": step, "label": step.label, "place": _place(index, here)}
            for index, step in enumerate(STEPS)
        ]

    def act(self, by: Person | None, for_: Organization | None, reason: str = "") -> Act:
        return for_.act(by, reason) if for_ else Act(by, reason=reason)

    # --- Who may ---------------------------------------------------------------------------------

    def roles_of(self, person: Person | None) -> set[str]:
        if person is None:
            return {CLOCK}
        roles = {SECRETARIAT} if person.is_staff else set()
        mine = Membership.objects.active().of(person).writing()
        writes = {m.organization_id: m.role for m in mine}
        leads = {pk for pk, role in writes.items() if role in {"focal_point", "deputy"}}
        if self.organization_id in writes:
            roles.add(WRITER)
        if self.organization_id in leads:
            roles.add(OWNER)
        states = set(self.parties.filter(organization__in=leads).values_list("state", flat=True))
        roles |= {PARTY} if PartyState.ACCEPTED in states else set()
        roles |= {INVITED} if PartyState.INVITED in states else set()
        return roles

    def led_by(self, person: Person) -> list[Party]:
        """The parties in whose name this person may speak here."""
        leads = Membership.objects.active().leading().of(person).values("organization_id")
        return list(self.parties.filter(organization__in=leads).select_related("organization"))

    # --- Guards ----------------------------------------------------------------------------------

    def guard(self, move: Move) -> None:
        check = getattr(self, f"_guard_{move.name}", None)
        if check and (problems := check()):
            raise MoveRefused(problems)

    def _guard_submit(self) -> dict[str, Any]:
        """Screened before anybody else sees it: approved, a need, a theme, a result, a way."""
        said: dict[str, Any] = {}
        if not (self.organization and self.organization.is_approved):
            said["organization"] = _("Only an approved organization asks for an exchange.")
        for name in ("need", "result_wanted", "instruments"):
            if not getattr(self, name):
                said[name] = _("Still empty.")
        if not self.themes.exists():
            said["themes"] = _("Choose at least one theme.")
        return said

    _guard_open = _guard_submit

    def _guard_shape(self) -> list[Any]:
        return [] if self.has_first_provider() else [_("A first provider is still missing.")]

    def _guard_agree(self) -> list[Any]:
        plan = self.plan
        if plan is None or plan.missing():
            return [_("The plan is not complete yet.")]
        if self.parties.signing().exclude(accepted_version=plan.version).exists():
            return [_("Not every party has accepted this version of the plan yet.")]
        return self._guard_shape()

    def _guard_complete(self) -> list[Any]:
        said = []
        if self.parties.still_to_report().exists():
            said.append(_("A main party has not reported yet."))
        if not self.lessons.exists():
            said.append(_("There is no lesson yet."))
        return said

    def has_first_provider(self) -> bool:
        return self.parties.taking_part().filter(role=PartyRole.FIRST_PROVIDER).exists()

    # --- Verbs -----------------------------------------------------------------------------------

    def draft(self, *, by: Person) -> None:
        """Begin a request: number, owner and the asking organization as its recipient."""
        year = timezone.localdate().year
        with transaction.atomic():
            self.number = f"EXC-{year}-{YearCounter.next(year):03d}"
            self.created_by = by
            self.save(force_insert=True)
            self.parties.create(
                organization=self.organization,
                country=self.organization.country if self.organization else None,
                role=PartyRole.RECIPIENT,
                state=PartyState.ACCEPTED,
                answered_by=by,
                answered_at=timezone.now(),
            )

    def submit(self, *, by: Person) -> None:
        with transaction.atomic():
            self.move("submit", self.act(by, self.organization), submitted_at=timezone.now())
            letters.exchange_submitted(self, to=Person.objects.secretariat())

    def open(self, *, by: Person, reason: str = "") -> None:
        with transaction.atomic():
            event = self.move("open", Act(by, reason=reason), opened_at=timezone.now())
            event.publish()
            letters.exchange_opened(self, to=self.people())
            for party in self.parties.invited():
                letters.party_invited(party, to=party.people())

    def return_(self, *, by: Person, reason: str) -> None:
        with transaction.atomic():
            self.move("return", Act(by, reason=reason))
            letters.exchange_returned(self, reason, to=self.people())

    def start(self, *, by: Person | None, for_: Organization | None = None) -> None:
        self._go("start", by, for_, letters.exchange_started, started_at=timezone.now())

    def wind_up(self, *, by: Person | None, for_: Organization | None = None) -> None:
        self._go("wind_up", by, for_, letters.exchange_to_report)

    def complete(self, *, by: Person, reason: str = "") -> None:
        """Both sides have told what came of it: the lessons join the library."""
        now = timezone.now()
        with transaction.atomic():
            self.move("complete", Act(by, reason=reason), completed_at=now).publish()
            self.lessons.filter(published_at=None).update(published_at=now)
            letters.exchange_completed(self, to=self.people())

    def close(self, *, by: Person | None, reason: str = "") -> None:
        with transaction.atomic():
            self.move("close", Act(by, reason=reason)).publish()

    def withdraw(self, *, by: Person, reason: str) -> None:
        self._end("withdraw", self.act(by, self.organization, reason))

    def cancel(self, *, by: Person, reason: str) -> None:
        self._end("cancel", Act(by, reason=reason))

    def lapse(self, *, by: Person | None, reason: str = "") -> None:
        self._end("lapse", Act(by, reason=reason))

    def reopen(self, *, by: Person, reason: str) -> None:
        with transaction.atomic():
            stamps = {"opened_at": self.opened_at or timezone.now()}
            self.move("reopen", Act(by, reason=reason), **stamps).publish()
            letters.exchange_opened(self, to=self.people())

    def _end(self, move: str, act: Act) -> None:
        with transaction.atomic():
            event = self.move(move, act)
            if self.opened_at:
                event.publish()
            letters.exchange_ended(self, act.reason, to=self.people())

    def _go(
        self, move: str, by: Person | None, for_: Organization | None, letter: Any, **stamps: Any
    ) -> None:
        with transaction.atomic():
            self.move(move, self.act(by, for_), **stamps).publish()
            letter(self, to=self.people())

    def people(self) -> models.QuerySet[Person]:
        """Those who lead the parties; what moves is told to all of them."""
        parties = self.parties.taking_part().exclude(organization=None).values("organization_id")
        leaders = Membership.objects.active().leading().filter(organization__in=parties)
        return Person.objects.filter(pk__in=leaders.values("person_id"), is_active=True)

    def countries(self) -> list[Country]:
        """Of all who take part, each once, the recipients first."""
        found: dict[str, Country] = {}
        for party in self.parties.all():
            if party.state == PartyState.ACCEPTED and (country := party.country):
                found.setdefault(country.iso2, country)
        return list(found.values())


def _place(index: int, here: int) -> str:
    if index == here:
        return "current"
    return "done" if index < here else "coming"


class ExchangeSource(models.Model):
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=300)
    url = models.URLField(_("address"), max_length=500)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
