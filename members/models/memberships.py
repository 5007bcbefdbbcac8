"""Memberships: a person's part in an organization. One focal point; any number of deputies."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.models import Person, decides_on
from members import letters
from members.models.office import Office
from members.models.organizations import Organization
from members.moving import Changes
from members.roles import GIVEN, LEADING, RANKS, WRITING, Role
from members.vocabulary import ENDED, Ending, Status

LONG = dt.timedelta(days=15)  # without an answer to a request to join
ASKED_A_DAY = 5  # requests to join, of one person


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.exclude(confirmed_at=None).filter(ended_at=None)

    def requested(self) -> MembershipQuerySet:
        return self.filter(confirmed_at=None, ended_at=None)

    def leading(self) -> MembershipQuerySet:
        return self.filter(role__in=LEADING)

    def writing(self) -> MembershipQuerySet:
        return self.filter(role__in=WRITING)

    def of(self, person: Person) -> MembershipQuerySet:
        return self.filter(person_id=person.pk)

    def in_the_hands_of(self, person: Person) -> MembershipQuerySet:
        """Those she decides or has decided: of organizations she leads; of headless ones as staff.

        An organization whose last leader left is headless: somebody must be able to let people in.
        """
        led = Membership.objects.active().leading()
        theirs = models.Q(organization_id__in=led.of(person).values("organization_id"))
        if decides_on(person, self.model):
            theirs |= ~models.Q(organization_id__in=led.values("organization_id"))
        return self.filter(theirs)

    def decidable_by(self, person: Person) -> MembershipQuerySet:
        """Requests to join that wait for this person."""
        return self.requested().in_the_hands_of(person)

    def manageable_by(self, person: Person) -> MembershipQuerySet:
        """Those whose role she may change or whom she may remove: never herself, and never the
        focal point, who hands the office over."""
        led = Membership.objects.active().leading().of(person).values("organization_id")
        others = self.active().exclude(person=person).exclude(role=Role.FOCAL_POINT)
        return others.filter(organization_id__in=led).exclude(organization__status__in=ENDED)

    def in_order(self) -> MembershipQuerySet:
        """Focal point first, then deputies, editors and viewers."""
        ranks = [models.When(role=role, then=place) for place, role in enumerate(Role.values[::-1])]
        return self.order_by(models.Case(*ranks), "person__name", "pk")


class Membership(Office):
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.EDITOR)
    message = models.TextField(_("what you do there"), max_length=1000, blank=True)
    requested_at = models.DateTimeField(_("asked to join"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_how = models.CharField(max_length=10, choices=Ending.choices, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organization"],
                condition=models.Q(ended_at=None),
                name="a_person_is_in_an_organization_once",
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=models.Q(role="focal_point", ended_at=None, confirmed_at__isnull=False),
                name="an_organization_has_one_focal_point",
            ),
        ]

    @property
    def has_waited_long(self) -> bool:
        """Without an answer to the request to join."""
        return self.confirmed_at is None and self.requested_at < timezone.now() - LONG

    def __str__(self) -> str:
        return f"{self.person} – {self.organization}"

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    def ask(self) -> Membership:
        """Ask to join; the focal point decides, or the secretariat where there is none.

        Returns the membership, which is an earlier one where she is in or has asked already.
        """
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=self.person_id)
            earlier = Membership.objects.filter(organization=self.organization, ended_at=None)
            if same := earlier.of(self.person).first():
                return same
            self._check_number()
            self.save(force_insert=True)
            self.record("ask_to_join", self.organization.act(self.person))
            deciders = self.organization.people()
            letters.join_requested(self, to=deciders or Person.objects.secretariat())
        return self

    def _check_number(self) -> None:
        """Each request is a letter to somebody, also one more after a refusal."""
        lately = timezone.now() - dt.timedelta(days=1)
        asked = Membership.objects.filter(person=self.person, requested_at__gt=lately)
        if asked.count() >= ASKED_A_DAY:
            raise MoveRefused(_("You have asked several organizations today. Go on tomorrow."))

    def accept(self, *, by: Person, role: str = "") -> None:
        """Let her in as ``role``; the first one of an organization without people leads it."""
        with transaction.atomic():
            organization = self.locked()
            if organization.status == Status.SUSPENDED:
                raise MoveRefused(_("While it is suspended nobody joins the organization."))
            if role and role not in GIVEN:
                raise MoveRefused({"role": _("Choose one of the roles.")})
            role = Role.FOCAL_POINT if organization.is_headless else role or self.role
            stamps = {"confirmed_at": timezone.now(), "confirmed_by": by, "role": role}
            if not self._open_request(by).update(**stamps):
                raise MoveRefused(_("Somebody has already decided this request."))
            self.refresh_from_db()
            self.record("accept_member", self.act(by), target=self.role)
            letters.join_accepted(self, to=self.person)

    def decline(self, *, by: Person, reason: str = "") -> None:
        """Without a reason where there is nothing to say; with one it is in the letter."""
        with transaction.atomic():
            stamps = {"ended_at": timezone.now(), "ended_by": by, "ended_how": Ending.DECLINED}
            if not self._open_request(by).update(**stamps):
                raise MoveRefused(_("Somebody has already decided this request."))
            self.record("decline_member", self.act(by, reason))
            letters.join_declined(self, reason, to=self.person)

    def settle(self, kept: Organization) -> Changes:
        """Two organizations become one, where she is already, or where the office is taken.

        One membership stays, with the higher role of the two; there is one focal point.
        """
        there = Membership.objects.filter(organization=kept, ended_at=None)
        twin = there.of(self.person).first()
        taken = there.active().filter(role=Role.FOCAL_POINT).exclude(person=self.person).exists()
        role = Role.DEPUTY if self.role == Role.FOCAL_POINT and taken else Role(self.role)
        ended = {"ended_at": timezone.now(), "ended_how": Ending.MERGED}
        here = {"organization_id": kept.pk, "role": role.value}
        if twin is None:
            return [(self, here)]
        if self.is_active and not twin.is_active:
            return [(twin, ended), (self, here)]
        higher = self.is_active and RANKS.index(role) > RANKS.index(Role(twin.role))
        return [(self, ended), *([(twin, {"role": role.value})] if higher else [])]

    def _open_request(self, by: Person) -> MembershipQuerySet:
        rows: MembershipQuerySet = Membership.objects.decidable_by(by).filter(pk=self.pk)
        return rows
