"""Invitations: a letter that lets one person into an organization, once and for a time.

The letter's link holds the key, signed. Only who has proven the invited address can accept: a
link that was passed on opens nothing for anybody else.
"""

from __future__ import annotations

import datetime as dt
import uuid

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.languages import Language
from community.lifecycle import MoveRefused
from community.models import Event, Person, decides_on
from members import people_letters as letters
from members.models.memberships import Membership
from members.models.organizations import Organization
from members.moving import Changes
from members.roles import REPLACED, Role
from members.vocabulary import Status

VALID_FOR = dt.timedelta(days=14)
REMEMBERED = dt.timedelta(days=90)  # after that, the address of somebody who never came
OPEN_AT_ONCE = 20  # invitations of one organization that nobody has answered
BETWEEN_LETTERS = dt.timedelta(hours=1)  # to one address, whoever presses how often
SIGNER = signing.Signer(salt="members.invitation", sep=".")
ONLY_APPROVED = _("Only an approved organization that is not suspended can invite people.")
NO_LONGER_OPEN = _("This invitation is no longer open.")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; some of them are too old."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open(self) -> InvitationQuerySet:
        return self.unanswered().filter(expires_at__gt=timezone.now())

    def forget_addresses(self) -> int:
        """Of those who never came; the row stays for the log. Returns how many were forgotten."""
        long_ago = timezone.now() - REMEMBERED
        rows = self.filter(accepted_at=None, expires_at__lt=long_ago).exclude(email="")
        gone = Coalesce("withdrawn_at", models.Value(timezone.now()))
        return rows.update(email="", message="", withdrawn_at=gone)

    def to(self, person: Person) -> InvitationQuerySet:
        """To an address that this person has proven to be hers."""
        own = EmailAddress.objects.filter(user=person, verified=True)
        addresses = own.annotate(plain=Lower("email")).values("plain")
        return self.alias(plain=Lower("email")).filter(plain__in=addresses)

    def manageable_by(self, person: Person) -> InvitationQuerySet:
        """By the leaders; those to the office by its holder or by the secretariat, who sent it."""
        led = Membership.objects.active().leading().of(person)
        held = led.filter(role=Role.FOCAL_POINT).values("organization_id")
        usual = models.Q(organization_id__in=led.values("organization_id"))
        usual &= ~models.Q(role=Role.FOCAL_POINT)
        own = models.Q(organization_id__in=held) & ~models.Q(afterwards=REPLACED)
        rows = usual | own
        if decides_on(person, Organization):
            rows |= models.Q(role=Role.FOCAL_POINT, afterwards=REPLACED)
        return self.filter(rows)

    def signed(self, token: str) -> Invitation:
        """The one whose link this is. Raises ``BadSignature`` for a link that we never wrote."""
        found = self.filter(key=uuid.UUID(SIGNER.unsign(token))).first()
        if found is None:
            raise signing.BadSignature
        return found


class Invitation(models.Model):
    """``key`` is what the letter's signed link holds; it stands nowhere else.

    ``afterwards`` says of an invitation to the office what becomes of who holds it now.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.EDITOR)
    afterwards = models.CharField(max_length=12, blank=True)
    language = models.CharField(
        _("language of the letter"), max_length=2, choices=Language.choices, default="en"
    )
    message = models.TextField(_("a word to this person"), max_length=1000, blank=True)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="an_address_is_invited_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None),
                name="an_accepted_invitation_is_not_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} → {self.organization}"

    @property
    def token(self) -> str:
        return SIGNER.sign(self.key.hex)

    def get_absolute_url(self) -> str:
        return reverse("members:invitation", args=[self.token])

    @property
    def is_open(self) -> bool:
        answered = self.accepted_at or self.withdrawn_at
        return answered is None and self.expires_at > timezone.now()

    @property
    def is_to_the_office(self) -> bool:
        return self.role == Role.FOCAL_POINT

    def is_to(self, person: Person) -> bool:
        return Invitation.objects.to(person).filter(pk=self.pk).exists()

    # --- Verbs -----------------------------------------------------------------------------------

    def send(self, *, by: Person, reason: str = "") -> Invitation:
        """Invite; the answer is the same whether the address has an account or not."""
        self.email, self.invited_by = self.email.strip().lower(), by
        with transaction.atomic():
            organization = self._locked()
            self._check_inviter(by)
            if organization.status != Status.APPROVED:
                raise MoveRefused(ONLY_APPROVED)
            self._check_address()
            self._check_number()
            self.expires_at = timezone.now() + VALID_FOR
            self.save(force_insert=True)
            self._record("invite_person", by, reason)
            letters.invited(self, sender=by)
            if self.afterwards == REPLACED:
                letters.office_offered(organization, reason, to=organization.people())
        return self

    def resend(self, *, by: Person) -> None:
        """The same letter once more, valid for another fortnight."""
        with transaction.atomic():
            if self._locked().status != Status.APPROVED:
                raise MoveRefused(ONLY_APPROVED)
            self._check_pause()
            expires_at = timezone.now() + VALID_FOR
            if not self._mine(by).update(expires_at=expires_at):
                raise MoveRefused(NO_LONGER_OPEN)
            self.expires_at = expires_at
            self._record("resend_invitation", by)
            letters.invited(self, sender=by)

    def withdraw(self, *, by: Person) -> None:
        with transaction.atomic():
            if not self._mine(by).update(withdrawn_at=timezone.now()):
                raise MoveRefused(NO_LONGER_OPEN)
            self._record("withdraw_invitation", by)

    def accept(self, *, by: Person) -> Membership:
        """Come in as what the letter says. A second click finds the invitation used.

        Locks the person before the organization, as ``Membership.ask`` does.
        """
        if not self.is_to(by):
            raise PermissionDenied
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)
            organization = self._locked()
            if organization.status != Status.APPROVED:
                raise MoveRefused(
                    _("The organization is suspended. The invitation waits until it is back.")
                )
            stamps = {"accepted_at": timezone.now(), "accepted_by": by}
            if not Invitation.objects.open().filter(pk=self.pk).update(**stamps):
                raise MoveRefused(NO_LONGER_OPEN)
            return self._let_in(by)

    # --- What the verbs share --------------------------------------------------------------------

    def _locked(self) -> Organization:
        rows = Organization.objects.select_for_update(no_key=True)
        self.organization = rows.get(pk=self.organization_id)
        return self.organization

    def _mine(self, by: Person) -> InvitationQuerySet:
        rows: InvitationQuerySet = Invitation.objects.manageable_by(by).unanswered()
        return rows.filter(pk=self.pk)

    def _check_inviter(self, by: Person) -> None:
        """Leaders invite; only the focal point or the secretariat gives the office away."""
        led = self.organization.memberships.active().leading().of(by)
        if self.is_to_the_office:
            replaces = self.afterwards == REPLACED
            allowed = (
                decides_on(by, Organization) if replaces else led.filter(role=self.role).exists()
            )
        else:
            allowed = led.exists()
        if not allowed:
            raise PermissionDenied

    def _check_address(self) -> None:
        here = self.organization.memberships.filter(ended_at=None, person__email__iexact=self.email)
        if here.active().exists():
            raise MoveRefused({"email": _("This person is in the organization already.")})
        if here.exists():
            raise MoveRefused(
                {"email": _("This person has asked to join; answer that on the page of people.")}
            )
        self._check_pause()
        earlier = self._others().unanswered().filter(email__iexact=self.email)
        if earlier.open().exists():
            raise MoveRefused(
                {"email": _("This address is invited already. You can send the letter again.")}
            )
        earlier.update(withdrawn_at=timezone.now())

    def _check_pause(self) -> None:
        """No mailbox is filled by inviting, withdrawing and inviting again."""
        lately = timezone.now() + VALID_FOR - BETWEEN_LETTERS
        same = self.organization.invitations.filter(email__iexact=self.email)
        if same.filter(accepted_at=None, expires_at__gt=lately).exists():
            raise MoveRefused(
                {"email": _("A letter went to this address within the last hour. Wait a little.")}
            )

    def _check_number(self) -> None:
        if self._others().open().count() >= OPEN_AT_ONCE:
            told = _("%(number)d invitations are open. Wait for answers, or withdraw some.")
            raise MoveRefused({"email": told % {"number": OPEN_AT_ONCE}})
        offered = self._others().open().filter(role=Role.FOCAL_POINT)
        if self.is_to_the_office and offered.exists():
            raise MoveRefused(
                {"email": _("Somebody is invited to the office already. Withdraw that first.")}
            )

    def _others(self) -> InvitationQuerySet:
        rows: InvitationQuerySet = self.organization.invitations.all()
        return rows

    def _let_in(self, person: Person) -> Membership:
        """One membership: a request of hers is answered by it, and who is in already stays so."""
        own = self.organization.memberships.filter(ended_at=None)
        membership = own.of(person).first() or Membership(
            person=person, organization=self.organization
        )
        membership.organization = self.organization
        was_in = membership.is_active
        if not was_in:
            # The office is passed on below, once there is somebody to pass it to.
            membership.role = Role.DEPUTY if self.is_to_the_office else self.role
            membership.confirmed_at, membership.confirmed_by = timezone.now(), self.invited_by
            membership.save()
            act = membership.act(person) if self.invited_by else Act(person)
            membership.record("join_by_invitation", act, target=membership.role)
        if self.is_to_the_office and membership.role != Role.FOCAL_POINT:
            act = self.organization.act(person)
            membership.take_office("take_office", act, afterwards=self.afterwards)
        elif not was_in and self.invited_by:
            letters.invitation_accepted(membership, to=self.invited_by)
        return membership

    def _record(self, name: str, by: Person, reason: str = "") -> None:
        """In the organization's name, or the secretariat's; without the address, which is hers."""
        as_staff = self.afterwards == REPLACED
        act = Act(by, reason=reason) if as_staff else self.organization.act(by, reason)
        label = self.organization.name
        Event.record(self, name, act, target=self.role, label=label)

    def settle(self, kept: Organization) -> Changes:
        """Two organizations become one, which has invited this address already: once is enough."""
        return [(self, {"withdrawn_at": timezone.now()})]
