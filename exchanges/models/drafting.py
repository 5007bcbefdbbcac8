"""A request while it is written: begun once, changed by those who write for who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.lifecycle import MoveRefused
from community.models import Person
from exchanges.models.numbers import next_number
from exchanges.models.talking import Talking
from exchanges.vocabulary import PartyRole, PartyState

if TYPE_CHECKING:
    import uuid


class Drafting(Talking):
    class Meta:
        abstract = True

    if TYPE_CHECKING:  # what Exchange has
        number: Any
        created_by: Any
        form_key: Any

    def draft(self, *, by: Person, form_key: uuid.UUID | None = None) -> Self:
        """Begin a request: number, owner and the asking organization as its recipient.

        Returns the request; an earlier one when ``by`` has sent the same form already.
        """
        if (
            self.organization is None
            or not self.organization.memberships.active().writing().of(by).exists()
        ):
            raise PermissionDenied
        with transaction.atomic():
            Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # one form at a time
            same = type(self).objects.filter(created_by=by, form_key=form_key)
            if form_key and (found := same.first()):
                return found
            self.number, self.created_by, self.form_key = next_number(), by, form_key
            self.save(force_insert=True)
            self.parties.create(
                organization=self.organization,
                country=self.organization.country,
                role=PartyRole.RECIPIENT,
                state=PartyState.ACCEPTED,
                asked_by=by,
                answered_by=by,
                answered_at=timezone.now(),
            )
        return self

    def is_draft_of(self, person: Person) -> bool:
        """May she change it, and is it still a draft?"""
        return bool(type(self).objects.editable_by(person).filter(pk=self.pk).exists())

    def rewrite(self, fields: Iterable[str], *, by: Person) -> None:
        """Save what the draft says in ``fields``; what was submitted meanwhile stands."""
        with transaction.atomic():
            rows = type(self).objects.editable_by(by).select_for_update(of=("self",), no_key=True)
            if rows.filter(pk=self.pk).first() is None:
                raise MoveRefused(_("This request can no longer be changed here."))
            self.save(update_fields=list(fields))
