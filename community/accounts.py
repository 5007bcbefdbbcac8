"""How people get an account: django-allauth with our words, our letters and one more question."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community import mail
from community.languages import current
from community.models.people import Participation, Person

WAYS_IN = {
    Participation.REGISTER: "members:register",
    Participation.JOIN: "members:join",
    Participation.FOLLOW: "my",
}


class SignupForm(BaseSignupForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("Shown to the people of your organization and beside what you publish."),
    )
    participation = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=Participation.choices,
        widget=forms.RadioSelect,
        initial=Participation.REGISTER,
    )
    field_order = ("name", "email", "password1", "participation")


class AccountAdapter(DefaultAccountAdapter):
    """Mails go the way of all letters; after signing up each goes on where she said."""

    def save_user(
        self, request: HttpRequest, user: Person, form: Any, commit: bool = True
    ) -> Person:
        user.name = form.cleaned_data["name"]
        user.participation = form.cleaned_data["participation"]
        user.language = current()
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Codes and warnings: rendered by allauth in the page's language, queued like the rest."""
        message = self.render_mail(template_prefix, email, context)
        mail.enqueue(
            template_prefix, email, current(), message.subject, message.body, is_secret=True
        )

    def get_signup_redirect_url(self, request: Any) -> str:
        return reverse(WAYS_IN[Participation(request.user.participation)])

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        return reverse(WAYS_IN[Participation(email_address.user.participation)])
