"""How people get an account: django-allauth with our words, our letters and one more question.

Nothing here tells whether an address has an account: the answers are the same, and so is the work
done for them (a password hashed, a letter written), so that their time tells nothing either.
"""

from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import AddEmailForm as BaseAddEmailForm
from allauth.account.forms import SignupForm as BaseSignupForm
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community import mail
from community.languages import current, speaking
from community.models.people import Participation, Person
from community.plain_text import PlainTextForm
from community.seen_by import COLLEAGUES, HERSELF, NOBODY
from community.visible_text import PersonNameField

WAYS_IN = {
    Participation.REGISTER: "members:register",
    Participation.JOIN: "members:join",
    Participation.FOLLOW: "my",
}
SEEN_BY = {"name": COLLEAGUES, "email": COLLEAGUES, "password1": NOBODY, "participation": HERSELF}


class SignupForm(PlainTextForm, BaseSignupForm):
    name = PersonNameField()
    participation = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=Participation.choices,
        widget=forms.RadioSelect,
        initial=Participation.REGISTER,
    )
    field_order = ("participation", "name", "email", "password1")
    account_already_exists: bool
    way: Participation | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_the_first_answer()
        # Without a label it is drawn as a trap for robots, which no person sees.
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        trap.widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
        for name in SEEN_BY.keys() & self.fields.keys():  # with a passkey there is no password
            self.fields[name].seen_by = SEEN_BY[name]  # type: ignore[attr-defined]

    def _keep_the_first_answer(self) -> None:
        """How she takes part was asked on a page before this one; then it is not asked again."""
        asked = context.request.GET.get("participation")
        self.way = Participation(asked) if asked in Participation.values else None
        if self.way:
            self.initial["participation"] = self.way
            self.fields["participation"].widget = forms.HiddenInput()

    def try_save(self, request: HttpRequest) -> Any:
        """As much work for an address that has an account as for a new one.

        Of two at the same moment one makes the account and the other is told so by letter.
        """
        if self.account_already_exists and not self.by_passkey:
            make_password(self.cleaned_data["password1"])
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            self.account_already_exists = True
            return super().try_save(request)


class AddEmailForm(PlainTextForm, BaseAddEmailForm):
    """Another address: proven by a code before anything goes there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].seen_by = COLLEAGUES  # type: ignore[attr-defined]


class AccountAdapter(DefaultAccountAdapter):
    """Mails go the way of all letters; after signing up each goes on where she said."""

    error_messages = DefaultAccountAdapter.error_messages | {
        # As long as allauth's rate limit for failed sign-ins lasts.
        "too_many_login_attempts": _("Too many failed attempts. Try again in five minutes."),
    }

    def save_user(
        self, request: HttpRequest, user: Person, form: Any, commit: bool = True
    ) -> Person:
        user.name = form.cleaned_data["name"]
        user.participation = form.cleaned_data["participation"]
        user.language = current()
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes and warnings: in the language that the reader chose, queued like the rest."""
        language = _language_of(email)
        with speaking(language):
            message = self.render_mail(template_prefix, email, {"email": email, **context})
        mail.enqueue(
            template_prefix, email, language, message.subject, message.body, is_secret=True
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """What the throttles count by, and what stands beside a session: of IPv6 the network, as
        whoever has one has 2⁶⁴ addresses in it and would be another visitor each time."""
        found = ip_address(super().get_client_ip(request))
        if isinstance(found, IPv4Address):
            return str(found)
        return str(found.ipv4_mapped or IPv6Network((int(found), 64), strict=False).network_address)

    def get_signup_redirect_url(self, request: Any) -> str:
        return reverse(WAYS_IN[Participation(request.user.participation)])

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """After a change of address; who signs up goes where ``get_signup_redirect_url`` says."""
        return reverse("account_email")


def _language_of(address: str) -> str:
    """Of whoever the address belongs to; of a stranger we know the page that was read.

    Asked for every letter, so that its time tells nothing.
    """
    owners = EmailAddress.objects.filter(email=address.lower()).order_by("-verified")
    return owners.values_list("user__language", flat=True).first() or current()


# --- By the secretariat --------------------------------------------------------------------------


def has_another(address: str, person: Person) -> bool:
    """Has somebody else proven it, or an account at it?"""
    proven = EmailAddress.objects.filter(email=address, verified=True).exclude(user_id=person.pk)
    return proven.exists() or Person.objects.filter(email=address).exclude(pk=person.pk).exists()


@transaction.atomic
def put_at(person: Person, address: str, *, here: str | None = None) -> None:
    """For who no longer reads the old address: whoever has that one now does not get in with it,
    and is in no longer. ``here`` is the session in which it is done, which may be her own.

    The new one is proven when she signs in next; both are told.
    """
    old = person.email
    for session in UserSession.objects.filter(user=person).exclude(session_key=here):
        session.end()
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=address, primary=True, verified=False)
    person.email = address
    person.save(update_fields=["email"])
    told: dict[str, Any] = {"person": person, "old": old}
    told |= {"secretariat_email": settings.SECRETARIAT_EMAIL}
    for one in (old, address):
        mail.post_to_address("address_changed", one, person.language, **told)
