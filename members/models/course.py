"""The course of an organization: its table of moves, who may make them, the verbs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from community import uploads
from community.acts import Act
from community.lifecycle import CLOCK, SECRETARIAT, Lifecycle, MoveRefused, row, table
from community.models import Event, Person, Theme, decides_on
from members import letters
from members.models.trust import PENDING, VERIFIED, Trust
from members.vocabulary import NameKind, Status

# Pages beside those of organizations.
RESERVED = {"register", "join", "feed", "csv", "json", "application"}
WAITING_AT_ONCE = 5  # applications of one person that the secretariat has not decided


class Course(Trust, Lifecycle):
    """What may happen to an organization, and who hears of it."""

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
        # The two of a merger, which knows the other organization (``Merger.make`` and ``undo``).
        row("merge", {Status.APPROVED}, Status.RETIRED, {SECRETARIAT},
            label=_("Merge into another"), needs_reason=True),
        row("unmerge", {Status.RETIRED}, Status.APPROVED, {SECRETARIAT},
            label=_("Undo the merger"), needs_reason=True),
    )  # fmt: skip
    TURNS: ClassVar = {Status.APPLIED: SECRETARIAT, Status.QUESTION: APPLICANT}

    # Fields that the organization itself has.
    slug: Any
    name_en: Any
    acronym: Any
    country: Any
    knows: Any
    seeks: Any
    memberships: Any
    names: Any
    former_addresses: Any
    logo: Any
    logo_alt: Any
    verified_at: Any

    class Meta:
        abstract = True

    def roles_of(self, person: Person | None) -> set[str]:
        if person is None:
            return {CLOCK}
        roles = {SECRETARIAT} if decides_on(person, self) else set()
        roles |= set(self.memberships.active().filter(person=person).values_list("role", flat=True))
        if roles & {"focal_point", "deputy"}:
            roles.add(self.APPLICANT)
        return roles

    @property
    def last_decision(self) -> Event | None:
        """The newest move, with the question or the reason that was sent."""
        return self.events.exclude(target="").order_by("-at", "-pk").first()

    # --- Verbs -----------------------------------------------------------------------------------

    def apply(
        self, *, by: Person, knows: Iterable[Theme] = (), seeks: Iterable[Theme] = ()
    ) -> Self:
        """Register: the applicant speaks for it from now on, and waits for the secretariat.

        Returns the application, which is an earlier one when ``by`` has sent it already.
        """
        with transaction.atomic():
            applicant = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
            waiting = type(self).objects.pending().filter(applied_by=applicant)
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
            self.ask_for_proof(by=by)
        return self

    def revise(
        self,
        fields: Iterable[str],
        *,
        by: Person,
        knows: Iterable[Theme] | None = None,
        seeks: Iterable[Theme] | None = None,
        aliases: Iterable[str] | None = None,
    ) -> None:
        """Keep what was changed in these fields; never the state, which only moves change."""
        with transaction.atomic():
            before = self._held()
            if before.verified_at and not self.verified_at:  # approved while she wrote
                fields = self._leave_what_was_verified(before, fields)
            self.keep(fields)
            if before.status in PENDING and self.email_domain != before.email_domain:
                self._prove_anew(by)
            if knows is not None:
                self.knows.set(knows)
            if seeks is not None:
                self.seeks.set(seeks)
            if aliases is not None:
                self.call_it_also(aliases)
            Event.record(self, "revise", self.act(by))

    def _held(self) -> Self:
        """As the database has it, locked."""
        return type(self).objects.select_for_update(no_key=True).get(pk=self.pk)

    def _leave_what_was_verified(self, verified: Self, fields: Iterable[str]) -> set[str]:
        for name in VERIFIED:
            setattr(self, name, getattr(verified, name))
        return set(fields) - VERIFIED

    def keep(self, fields: Iterable[str]) -> None:
        """Save these fields. With another name comes another address; the old ones lead here."""
        fields = set(fields)
        for attempt in range(5):  # where another one takes the same address meanwhile, the next
            try:
                with transaction.atomic():
                    return self._keep(fields)
            except IntegrityError:
                if attempt == 4:
                    raise

    def _keep(self, fields: set[str]) -> None:
        before = self._held()
        if before.status != Status.APPROVED:
            return self.save(update_fields=fields)
        self.save(update_fields=fields | self._follow_its_name(before))
        self._remember_names_of(before)

    def _follow_its_name(self, before: Self) -> set[str]:
        """A new address where the name that the address was made of has changed."""
        if address_of(before) == address_of(self):
            return set()
        self.slug = self.free_slug()
        self.former_addresses.filter(slug=self.slug).delete()  # it had this one before
        self.former_addresses.get_or_create(slug=before.slug)
        return {"slug"}

    def _remember_names_of(self, before: Self) -> None:
        today = {self.name, self.name_en, self.acronym}
        for text in {before.name, before.name_en, before.acronym} - {*today, ""}:
            self.names.update_or_create(
                kind=NameKind.FORMER, text=text, defaults={"until": timezone.localdate().year}
            )
        self.names.filter(kind=NameKind.FORMER, text__in=today).delete()

    def aliases(self) -> list[str]:
        """What else people call it today."""
        known = self.names.filter(kind=NameKind.ALIAS).order_by("pk")
        return list(known.values_list("text", flat=True))

    def call_it_also(self, aliases: Iterable[str]) -> None:
        """By these names and by no others, beside those of today and of former days."""
        aliases = list(aliases)
        self.names.filter(kind=NameKind.ALIAS).exclude(text__in=aliases).delete()
        for text in aliases:
            self.names.get_or_create(kind=NameKind.ALIAS, text=text)

    def show_logo(self, name: str, alt: str, *, by: Person) -> None:
        """Another logo, or none; the file of the one before goes."""
        with transaction.atomic():
            before = self._held().logo.name or ""  # by somebody else, perhaps, a moment ago
            self.logo, self.logo_alt = name, alt if name else ""
            self.revise(["logo", "logo_alt"], by=by)
            if before != name:
                uploads.forget(before)

    def ask(self, *, by: Person, reason: str) -> None:
        self._decide("ask", by, reason, letters.application_question)

    def answer(self, *, by: Person, reason: str) -> None:
        with transaction.atomic():
            self.move("answer", self.act(by, reason))
            letters.application_answered(self, reason, to=Person.objects.secretariat())

    def approve(self, *, by: Person, because: str = "", how: str = "", reason: str = "") -> None:
        """Let it take part; ``because`` (and ``how``) say for ever why it is trusted."""
        now = timezone.now()
        stamps = {"verified_at": now, "verified_by": by, "confirmed_at": now}
        trust = self._reason_to_trust(because, how)
        self._decide("approve", by, reason, letters.organization_approved, **stamps, **trust)

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

    def _prove_anew(self, by: Person) -> None:
        """Another domain than the one that was proven, or was to be."""
        blank: dict[str, Any] = {"domain_proven_at": None, "domain_proven_with": ""}
        type(self).objects.filter(pk=self.pk).update(**blank)
        self.__dict__.update(blank)
        self.ask_for_proof(by=by)

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
        """An address nobody has or had; a second ministry of the same name gets a number."""
        stem = address_of(self)
        others = type(self).objects.exclude(pk=self.pk)
        taken = set(others.filter(slug__startswith=stem).values_list("slug", flat=True))
        # Asked second: what somebody gave up in between is found here.
        had = others.filter(former_addresses__slug__startswith=stem)
        taken |= set(had.values_list("former_addresses__slug", flat=True)) | RESERVED
        numbered = (f"{stem}-{number}" for number in itertools.count(2))
        return next(slug for slug in itertools.chain([stem], numbered) if slug not in taken)

    def people(self) -> models.QuerySet[Person]:
        """Those who hear of decisions: focal point and deputies; the applicant before that."""
        leaders = self.memberships.active().leading().values("person_id")
        return Person.objects.filter(pk__in=leaders, is_active=True)


def address_of(organization: Course) -> str:
    """What its address is made of: the acronym, or else a name."""
    named = organization.acronym or organization.name_en or organization.name
    return slugify(named)[:70] or "organization"
