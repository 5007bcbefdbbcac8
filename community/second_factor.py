"""Passkeys, keys and authenticators: allauth's forms with our words, and who has one.

The forms take what a browser sends about a key; anybody can send anything there, so whatever does
not read as a key is a wrong key and no error of ours.
"""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.webauthn import forms as allauth_forms
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.plain_text import only_text

KEY_NAME = _("Name of this key")
LONGEST_NAME = 100
NO_KEY = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def _read[T](what: Callable[[], T]) -> T:
    try:
        return what()
    except ValidationError:
        raise
    except NO_KEY as error:
        raise ValidationError(_("This passkey was not recognized.")) from error


class _Named:
    """Keys are named by people: in their language, and as text."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = KEY_NAME
        name.validators = [*name.validators, MaxLengthValidator(LONGEST_NAME), only_text]
        name.widget.attrs["maxlength"] = LONGEST_NAME
        if passwordless := self.fields.get("passwordless"):
            passwordless.label = _("Use it as a passkey, without a password")
            passwordless.help_text = _("It then asks for a fingerprint, your face or a PIN.")


class AddKeyForm(_Named, allauth_forms.AddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        return _read(super().clean)


class SignupKeyForm(_Named, allauth_forms.SignupWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        return _read(super().clean)


class EditKeyForm(_Named, allauth_forms.EditWebAuthnForm):
    pass


class LoginKeyForm(allauth_forms.LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


class AuthenticateKeyForm(allauth_forms.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


class ReauthenticateKeyForm(allauth_forms.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        return _read(super().clean_credential)


def has_second_factor(person: Any) -> bool:
    return bool(person.is_authenticated and person.has_second_factor)


@receiver(authenticator_added)
def end_other_sessions(request: HttpRequest, user: Any, **_rest: Any) -> None:
    """Who signed in elsewhere with the password alone has to come in again, with the new factor."""
    for session in UserSession.objects.filter(user=user):
        if session.session_key != request.session.session_key:
            session.end()
