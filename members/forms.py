"""What an organization says about itself, an answer to the secretariat, a wish to join."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.languages import current
from community.models import Person
from community.plain_text import PlainTextForm
from community.seen_by import COLLEAGUES, DECIDERS
from community.theme_field import ThemesField
from members.models import Country, Membership, Organization
from members.vocabulary import WITHOUT_COUNTRY, OrganizationKind
from members.working_languages import WorkingLanguage

EVERYONE = _("everyone")
SECRETARIAT = _("the secretariat")
# An address there says nothing about who somebody works for.
FREE_MAIL = {
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "live.com",
    "proton.me", "protonmail.com", "yahoo.es", "yahoo.com.br", "yahoo.com.mx", "hotmail.es",
}  # fmt: skip
domain_name = RegexValidator(
    r"^(?=.{4,100}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}$",
    _("Write the part after the @ only, for example “ministry.gov”."),
)


class OrganizationForm(PlainTextForm, forms.ModelForm):
    languages = forms.MultipleChoiceField(
        label=_("Working languages"),
        choices=WorkingLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    knows = ThemesField(
        label=_("What it knows"),
        required=False,
        help_text=_("Themes that others can ask it about."),
    )
    seeks = ThemesField(
        label=_("What it seeks"),
        required=False,
        help_text=_("Themes it would like to learn about."),
    )

    class Meta:
        model = Organization
        fields = (
            "kind",
            "name",
            "name_en",
            "acronym",
            "country",
            "website",
            "official_email",
            "email_domain",
            "description",
            "description_language",
            "languages",
            "knows",
            "seeks",
        )
        labels = {
            "kind": _("What kind of organization is it?"),
            "name": _("Name in its own language"),
            "name_en": _("Name in English"),
            "acronym": _("Acronym"),
            "country": _("Country"),
            "website": _("Website"),
            "official_email": _("Official e-mail"),
            "email_domain": _("Official e-mail domain"),
            "description": _("What it does"),
            "description_language": _("Language of this text"),
        }
        help_texts = {
            "name": _("As it stands on its letterhead."),
            "country": _("Only an international or subregional body has none."),
            "official_email": _("The secretariat may write to it to check the application."),
            "email_domain": _(
                "The part after the @. Left empty, it is taken from the official e-mail."
            ),
            "description": _("Two or three sentences: for whom it works and with what."),
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 6})}

    sections = (
        (_("The organization"), ("kind", "name", "name_en", "acronym", "country")),
        (_("How it can be reached and checked"), ("website", "official_email", "email_domain")),
        (_("Its work"), ("description", "description_language", "languages")),
        (_("What it knows and what it seeks"), ("knows", "seeks")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.seen_by = SECRETARIAT if name == "official_email" else EVERYONE  # type: ignore[attr-defined]
        country = self.fields["country"]
        assert isinstance(country, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        country.queryset = Country.objects.in_order()
        # Read at once: a select that looks at its first choice only would leave a cursor open.
        country.choices = [
            ("", pgettext_lazy("country", "None")),
            *((row.pk, row.name) for row in country.queryset),
        ]
        country.required = self._kind() not in WITHOUT_COUNTRY
        country.error_messages["required"] = _("Choose the country.")
        self.fields["official_email"].required = True
        self.fields["email_domain"].validators.append(domain_name)
        if self.instance.verified_at:
            self._keep_what_was_verified()

    def _kind(self) -> str:
        if self.instance.verified_at or not self.is_bound:
            return str(self.instance.kind)
        return str(self.data.get("kind", ""))

    def _keep_what_was_verified(self) -> None:
        for name in ("kind", "country", "email_domain"):
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Verified; write to the secretariat to change it.")

    def laid_out(self) -> list[dict[str, Any]]:
        """The fields in their sections, as the page shows them."""
        return [
            {"title": title, "fields": [self[name] for name in names]}
            for title, names in self.sections
        ]

    def clean_email_domain(self) -> str:
        return str(self.cleaned_data["email_domain"]).lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        address = data.get("official_email", "").lower().rpartition("@")[2]
        if not data.get("email_domain") and "email_domain" not in self.errors:
            data["email_domain"] = "" if address in FREE_MAIL else address[:100]
        if self._is_here_already(data):
            self.add_error("name", _("This organization is here already. You can ask to join it."))
        return data

    def _is_here_already(self, data: dict[str, Any]) -> bool:
        """Provinces of one country may have ministries of one name; nobody else has a namesake."""
        if data.get("kind") == OrganizationKind.SUBNATIONAL or not data.get("name"):
            return False
        here = Organization.objects.approved().filter(country=data.get("country"))
        return here.filter(name__iexact=data["name"]).exclude(pk=self.instance.pk).exists()

    def apply(self, *, by: Person) -> Organization:
        themes = {name: self.cleaned_data[name] for name in ("knows", "seeks")}
        return self.instance.apply(by=by, **themes)

    def revise(self, *, by: Person) -> None:
        themes = {name: self.cleaned_data[name] for name in ("knows", "seeks")}
        plain = [name for name in self.Meta.fields if name not in themes]
        self.instance.revise(plain, by=by, **themes)


def blank_application(person: Person) -> dict[str, Any]:
    """What the form can guess about an applicant."""
    return {
        "official_email": person.email,
        "description_language": current(),
        "languages": [current()],
    }


class AnswerForm(PlainTextForm, forms.Form):
    answer = forms.CharField(
        label=_("Your answer"), max_length=3000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].seen_by = COLLEAGUES  # type: ignore[attr-defined]


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
