"""What an organization says about itself; which questions come depends on its kind.

One form for a registration (its sections show a part of the fields, ``sections``) and for later
changes. ``QUESTIONS`` names the fields that only some kinds are asked for.
"""

from collections.abc import Container
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.meanwhile import KeepsOthers
from community.models import Person
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE, SECRETARIAT
from community.theme_field import ThemesField
from community.visible_text import only_visible, visible
from members import domains
from members.lookalikes import no_address
from members.models import Country, Organization
from members.models.trust import VERIFIED
from members.names_field import NamesField
from members.vocabulary import WITHOUT_COUNTRY, OrganizationKind
from members.working_languages import WorkingLanguage

K = OrganizationKind
# Fields that not every kind is asked for.
QUESTIONS: dict[str, Container[str]] = {
    "country": set(K) - set(WITHOUT_COUNTRY),
    "is_national_focal": {K.MINISTRY, K.AGENCY},
    "email_domain": set(K) - {K.NGO, K.PRIVATE, K.SOCIAL_PARTNER},
    "interests": {K.PRIVATE},
}
NAMES = ("name", "name_en", "acronym")
THEMES = ("knows", "seeks")


class DomainField(forms.CharField):
    """Typed with or without ``@`` and ``www.``; cleaned to how the domain name system writes it."""

    default_error_messages = {
        "domain": _("Write the part after the @ only, for example “ministry.gov”.")
    }

    def to_python(self, value: Any) -> str:
        words = str(super().to_python(value))
        if not words:
            return ""
        only_visible(words)
        try:
            return domains.normal(words)
        except ValueError as error:
            message = self.error_messages["domain"]
            raise forms.ValidationError(message, code="domain") from error


class OrganizationForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    email_domain = DomainField(
        label=_("Official e-mail domain"),
        max_length=100,
        required=False,
        help_text=_("The part after the @. Left empty, it is taken from the official e-mail."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Working languages"),
        choices=WorkingLanguage.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    aliases = NamesField(
        label=_("Also known as"),
        required=False,
        help_text=_("Other names and acronyms that people look for; one in each line."),
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
            "is_national_focal",
            "website",
            "official_email",
            "email_domain",
            "description",
            "description_language",
            "languages",
            "interests",
            "knows",
            "seeks",
        )
        labels = {
            "kind": _("What kind of organization is it?"),
            "name": _("Name in its own language"),
            "name_en": _("Name in English"),
            "acronym": _("Acronym"),
            "country": _("Country"),
            "is_national_focal": _("It is the national focal organization of the network"),
            "website": _("Website"),
            "official_email": _("Official e-mail"),
            "description": _("What it does"),
            "description_language": _("Language of this text"),
            "interests": _("Statement on conflicts of interest"),
        }
        help_texts = {
            "name": _("As it stands on its letterhead."),
            "is_national_focal": _("The one that its country has named to the network."),
            "official_email": _(
                "One that belongs to the organization. We may write there to confirm that the"
                " application is yours."
            ),
            "description": _("Two or three sentences: for whom it works and with what."),
            "interests": _(
                "What it sells to governments in this field, and for whom it works now. If there"
                " is nothing to declare, say so."
            ),
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "interests": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(
        self, *args: Any, kind: str = "", only: Container[str] | None = None, **kwargs: Any
    ) -> None:
        """``only`` these fields; ``kind`` where it is not among them."""
        super().__init__(*args, **kwargs)
        self.kind = kind or self._kind()
        for name in list(self.fields):
            if not (only is None or name in only) or not self._is_asked(name):
                del self.fields[name]
        for name, field in self.fields.items():
            field.seen_by = SECRETARIAT if name == "official_email" else EVERYONE  # type: ignore[attr-defined]
            if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.Textarea):
                field.validators = [*field.validators, only_visible]
            if name in NAMES:
                field.validators = [*field.validators, no_address]
        self._require()
        self._show_aliases()
        if self.instance.verified_at:
            self._keep_what_was_verified()
        if self.instance.pk:  # nobody else writes into a registration
            self.remember(name for name, field in self.fields.items() if not field.disabled)

    def _show_aliases(self) -> None:
        """Asked of an organization that is here; a registration has questions enough."""
        if self.instance.pk is None:
            self.fields.pop("aliases", None)
        elif "aliases" in self.fields:
            self.initial["aliases"] = self.instance.aliases()

    def _kind(self) -> str:
        if self.instance.verified_at or not self.is_bound:
            return str(self.instance.kind)
        return str(self.data.get("kind", ""))

    def _is_asked(self, name: str) -> bool:
        return name not in QUESTIONS or self.kind in QUESTIONS[name]

    def _require(self) -> None:
        if country := self.fields.get("country"):
            _list_countries(country)
        for name in {"official_email", "interests", "country"} & set(self.fields):
            self.fields[name].required = True

    def _keep_what_was_verified(self) -> None:
        for name in VERIFIED & set(self.fields):
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Verified; write to the secretariat to change it.")

    def clean_description(self) -> str:
        """Texts come from word processors, full of signs that only those need."""
        return visible(self.cleaned_data["description"])

    def clean_interests(self) -> str:
        return visible(self.cleaned_data["interests"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("email_domain") and "email_domain" not in self.errors:
            data["email_domain"] = domains.of_address(data.get("official_email", ""))
        if self._is_here_already(data):
            self.add_error("name", _("This organization is here already. You can ask to join it."))
        return data

    def _is_here_already(self, data: dict[str, Any]) -> bool:
        """Provinces of one country may have ministries of one name; nobody else has a namesake."""
        if self.kind == K.SUBNATIONAL or not data.get("name"):
            return False
        here = Organization.objects.approved().filter(country=data.get("country"))
        return here.filter(name__iexact=data["name"]).exclude(pk=self.instance.pk).exists()

    def _today(self, name: str) -> Any:
        return self.instance.aliases() if name == "aliases" else super()._today(name)

    def themes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in THEMES}

    def revise(self, *, by: Person) -> None:
        """Save what was written here; what a colleague wrote meanwhile into other fields stands."""
        beside = {*THEMES, "aliases"}
        written = {name for name in self.touched() if not self.fields[name].disabled}
        plain = {*(written - beside), "email_domain"}
        more = {name: self.cleaned_data[name] for name in written & beside}
        self.instance.revise(plain, by=by, **more)


def _list_countries(field: Any) -> None:
    field.queryset = Country.objects.in_order()
    # Read at once: a select that looks at its first choice only would leave a cursor open.
    field.choices = [
        ("", _("Choose the country")),
        *((row.pk, row.name) for row in field.queryset),
    ]
    field.error_messages["required"] = _("Choose the country.")
