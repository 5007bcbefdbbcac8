"""Why an organization is trusted: somebody looks at it, and its official domain is proven."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.lifecycle import MoveRefused
from community.models import Event, Person
from members import domains, letters
from members.vocabulary import Status, VerifiedBecause

ASKED_AT_MOST = 3  # letters to official addresses for one application
PENDING = (Status.APPLIED, Status.QUESTION)
VERIFIED = {"kind", "country", "email_domain", "is_national_focal"}  # by the secretariat, for good


class Trust(models.Model):
    """The check of an application, beside its table of moves: none of this changes the state."""

    pk: Any
    name: Any
    status: Any
    official_email: Any
    email_domain: Any
    check_began_at: Any
    check_began_by: Any
    domain_proven_at: Any
    domain_proven_with: Any
    verified_how: Any
    applied_by: Any
    events: Any
    objects: Any
    act: Callable[..., Act]

    class Meta:
        abstract = True

    def begin_check(self, *, by: Person) -> None:
        """An officer takes the application up; who applied sees that somebody has."""
        stamps = {"check_began_at": timezone.now(), "check_began_by": by}
        with transaction.atomic():
            self._note(Act(by), "begin_check", stamps, check_began_at=None)

    def ask_for_proof(self, *, by: Person) -> None:
        """Let the official domain be proven.

        At once by an address that ``by`` has shown to be hers, else by a letter to the official
        address, of which one application gets three at most.
        """
        if not self.email_domain or self.domain_proven_at:
            return
        for address in by.verified_addresses():
            if domains.is_at(address, self.email_domain):
                return self.prove_domain(address, by=by)
        if not domains.is_at(self.official_email, self.email_domain):
            return None
        with transaction.atomic():
            if self.events.filter(name="ask_for_proof").count() < ASKED_AT_MOST:
                Event.record(self, "ask_for_proof", self.act(by, self.official_email))
                letters.proof_of_domain_asked(self, language=by.language)

    def prove_domain(self, address: str, *, by: Person | None) -> None:
        """Somebody who reads ``address`` says that the organization applies.

        ``by`` is nobody we know where the link in the letter says so.
        """
        if not domains.is_at(address, self.email_domain):
            raise MoveRefused(_("This address is not at the official domain."))
        stamps = {"domain_proven_at": timezone.now(), "domain_proven_with": address}
        with transaction.atomic():
            self._note(self.act(by, address), "prove_domain", stamps, domain_proven_at=None)

    def _note(self, act: Act, name: str, stamps: dict[str, Any], **unless: Any) -> None:
        """A guarded UPDATE with its event, while the application is pending."""
        row = type(self).objects.filter(pk=self.pk, status__in=PENDING, **unless)
        if not row.update(**stamps):
            raise MoveRefused(_("Somebody was faster, or this is no longer possible."))
        Event.record(self, name, act)
        for field, value in stamps.items():
            setattr(self, field, value)

    def _reason_to_trust(self, because: str, how: str) -> dict[str, Any]:
        """The stamps of a verification; refused without a reason that holds."""
        if because not in VerifiedBecause:
            raise MoveRefused({"because": _("Say why the organization is trusted.")})
        if because == VerifiedBecause.DOMAIN and not self.domain_proven_at:
            raise MoveRefused({"because": _("Its official domain is not proven yet.")})
        return {"verified_because": because, "verified_how": how or self.verified_how}
