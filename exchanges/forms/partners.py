"""Asking an organization in, and offering help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Person
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from exchanges.forms.fields import PARTNERS, OneOf, OrganizationField, led_by
from exchanges.models import Exchange, Party
from exchanges.vocabulary import PartyRole
from members.models import Organization

HELPING = [choice for choice in PartyRole.choices if choice[0] != PartyRole.RECIPIENT]


class InviteForm(PlainTextForm, forms.Form):
    organization = OrganizationField(
        label=_("Organization"), help_text=_("Type a part of its name or its acronym.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=PartyRole.choices)
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("role", PartyRole.FIRST_PROVIDER)
        self.fields["message"].seen_by = PARTNERS  # type: ignore[attr-defined]


class OfferHelpForm(PlainTextForm, forms.Form):
    """“We can help”, said by who speaks for an approved organization that is not in yet."""

    organization = OneOf(Organization, label=_("Organization"), empty_label=None)
    role = forms.ChoiceField(label=_("How can you help?"), choices=HELPING)
    message = forms.CharField(
        label=_("Message"),
        help_text=_("What you can share, and what you would need for it."),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, by: Person, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organization = self.fields["organization"]
        assert isinstance(organization, OneOf)  # noqa: S101 - for the type checker
        organization.queryset = able_to_help(exchange, by)
        self.fields["message"].seen_by = PARTNERS  # type: ignore[attr-defined]


class RoleForm(PlainTextForm, forms.Form):
    """Another role for who takes part, of those that the moment allows."""

    role = forms.ChoiceField(label=_("New role"), choices=PartyRole.choices)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stands on the timeline and in the letter to the organization."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, party: Party, exchange: Exchange, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"role-{party.pk}-%s", **kwargs)
        possible = [(role, PartyRole(role).label) for role in party.possible_roles(exchange)]
        # Of another one, chosen on an older page, the verb says why it is not possible.
        self.fields["role"].widget.choices = [("", "—"), *possible]
        self.has_choice = bool(possible)
        self.fields["reason"].seen_by = EVERYONE  # type: ignore[attr-defined]


def able_to_help(exchange: Exchange, person: Person) -> Any:
    """Organizations this person speaks for and that are not a party yet."""
    present = exchange.parties.present().exclude(organization=None).values("organization_id")
    return led_by(person).exclude(pk__in=present)
