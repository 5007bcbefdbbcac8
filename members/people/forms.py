"""What is asked when people come in, change their part, go, or pass the office on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.languages import current
from community.plain_text import PlainTextForm
from community.seen_by import COLLEAGUES, DECIDERS
from members.models import Invitation, Membership, Organization
from members.roles import GIVEN, WHAT_IT_MAY, Afterwards, Role

TOLD = _("Sent with the letter, in the words you write here.")


def roles() -> list[tuple[str, str]]:
    """The roles that a click gives."""
    return [(str(role), str(Role(role).label)) for role in GIVEN]


def roles_explained() -> list[tuple[str, str]]:
    return [(str(role), f"{Role(role).label}. {WHAT_IT_MAY[role]}") for role in GIVEN]


class JoinForm(PlainTextForm, forms.ModelForm):
    class Meta:
        model = Membership
        fields = ("message",)
        labels = {"message": _("What do you do there?")}
        help_texts = {"message": _("Read by the people who decide whether you join.")}
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].required = True
        self.fields["message"].seen_by = DECIDERS  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """The role of a colleague, or of somebody who asked to join."""

    role = forms.ChoiceField(
        label=_("Role"), choices=roles, widget=forms.Select(attrs={"class": "control"})
    )


class RemoveForm(PlainTextForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"), help_text=TOLD, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class DeclineForm(PlainTextForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=TOLD,
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InviteForm(PlainTextForm, forms.ModelForm):
    role = forms.ChoiceField(
        label=_("Role"), choices=roles_explained, widget=forms.RadioSelect, initial=Role.EDITOR
    )

    class Meta:
        model = Invitation
        fields = ("email", "role", "language", "message")
        labels = {
            "email": _("E-mail"),
            "language": _("Language of the letter"),
            "message": _("A word of yours"),
        }
        help_texts = {
            "email": _("The invitation is for this address alone."),
            "message": _("Stands in the letter."),
        }
        widgets = {
            "email": forms.EmailInput(attrs={"autocomplete": "off"}),
            "message": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", current())
        self.fields["email"].seen_by = COLLEAGUES  # type: ignore[attr-defined]


def afterwards_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("And you?"),
        choices=Afterwards.choices,
        widget=forms.RadioSelect,
        initial=Afterwards.DEPUTY,
    )


class HandOverForm(forms.Form):
    """To somebody who is here."""

    to = forms.ModelChoiceField(Membership.objects.none(), label=_("To whom"), empty_label=None)
    afterwards = afterwards_field()
    sure = forms.BooleanField(
        label=_("I know that only the new focal point can give the office back."),
        error_messages={"required": _("Please say that you know this.")},
    )

    def __init__(self, organization: Organization, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = organization.memberships.active().exclude(role=Role.FOCAL_POINT)
        rows = colleagues.filter(person__is_active=True).in_order().select_related("person")
        choose = self.fields["to"]
        assert isinstance(choose, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        choose.queryset = rows
        choose.error_messages["invalid_choice"] = _("This person is no longer in the organization.")
        # Read at once: a select that looks at its first choice only would leave a cursor open.
        choose.choices = [(row.pk, f"{row.person} ({row.get_role_display()})") for row in rows]


class OfferOfficeForm(InviteForm):
    """To somebody who is not here yet: by invitation."""

    role = None  # type: ignore[assignment]
    afterwards = afterwards_field()

    class Meta(InviteForm.Meta):
        fields = ("email", "language", "message")  # type: ignore[assignment]


class LeaveForm(forms.Form):
    """Asked of a focal point alone: whether nobody shall follow."""

    knowingly = forms.BooleanField(
        label=_("I leave without a successor; the secretariat is told."),
        error_messages={
            "required": _("Hand the office over first, or say that nobody succeeds you.")
        },
    )
