"""A request for an exchange: a draft may be incomplete, what is submitted may not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from community.languages import Language, current
from community.meanwhile import KeepsOthers
from community.models import Person
from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from community.theme_field import ThemesField
from exchanges.forms.fields import (
    PARTNERS,
    OneOf,
    OrganizationField,
    checkboxes,
    date_field,
    written_for,
)
from exchanges.models import Exchange, Offer, Party
from exchanges.vocabulary import PROPOSED_ROLES, ExchangeInstrument
from experiences.models import Block, Experience
from experiences.models.blocks import key_of
from experiences.vocabulary import Population
from members.models import Organization

FIELD_OF: dict[str, str] = {role: str(role.value).replace("-", "_") for role in PROPOSED_ROLES}
BEGUN_ONCE = {"organization", "experience", "block", "offer"}  # a draft stays with them
NOT_TYPED = {*BEGUN_ONCE, "form_key"}
NEEDED_TO_SUBMIT = ("need", "result_wanted", "themes", "instruments")
ROWS = {"need": 6, "tried": 4, "result_wanted": 4, "private_note": 3}


class RequestForm(KeepsOthers, PlainTextForm, forms.ModelForm):
    organization = OneOf(
        Organization, label=gettext_lazy("Organization that asks"), empty_label=None
    )
    themes = ThemesField(label=gettext_lazy("Themes"), required=False, most=5)
    populations = checkboxes(gettext_lazy("Whom it is for"), Population.choices)
    instruments = checkboxes(
        gettext_lazy("How you would like to learn"), ExchangeInstrument.choices
    )
    languages = checkboxes(gettext_lazy("Languages you can work in"), Language.choices)
    wished_from = date_field(pgettext_lazy("a date", "From"))
    wished_until = date_field(pgettext_lazy("a date", "Until"))
    experience = forms.SlugField(required=False, max_length=110, widget=forms.HiddenInput)
    block = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    offer = forms.CharField(required=False, max_length=18, widget=forms.HiddenInput)
    first_provider = OrganizationField(
        label=gettext_lazy("Who should share its experience?"),
        required=False,
        help_text=gettext_lazy(
            "Leave it empty if you do not know yet: the whole network reads your request."
        ),
    )
    second_provider = OrganizationField(
        label=gettext_lazy("A second one to share its experience"), required=False
    )
    facilitator = OrganizationField(label=gettext_lazy("Who should facilitate?"), required=False)
    funder = OrganizationField(label=gettext_lazy("Who should fund it?"), required=False)
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    class Meta:
        model = Exchange
        fields = (
            "organization",
            "language",
            "title",
            "need",
            "tried",
            "result_wanted",
            "populations",
            "experience",
            "block",
            "offer",
            "instruments",
            "languages",
            "wished_from",
            "wished_until",
            "funding",
            "private_note",
        )
        labels = {
            "language": gettext_lazy("Language of the request"),
            "title": gettext_lazy("Title"),
            "need": gettext_lazy("What do you need?"),
            "tried": gettext_lazy("What have you tried?"),
            "result_wanted": gettext_lazy("What do you want to be able to do afterwards?"),
            "funding": gettext_lazy("Money"),
            "private_note": gettext_lazy("Private note"),
        }
        help_texts = {
            "title": gettext_lazy("One line by which the network will know your request."),
            "need": gettext_lazy("The problem in your country, in a few plain sentences."),
            "tried": gettext_lazy("What worked, what did not, and what you still lack."),
            "private_note": gettext_lazy("What others need not know: budgets, constraints, names."),
        }
        widgets = {name: forms.Textarea(attrs={"rows": rows}) for name, rows in ROWS.items()}

    sections = (
        (gettext_lazy("What you need"),
         ("organization", "language", "title", "need", "tried", "result_wanted")),
        (gettext_lazy("What it is about"), ("themes", "populations")),
        (gettext_lazy("How and when"),
         ("instruments", "languages", "wished_from", "wished_until", "funding")),
        (gettext_lazy("With whom"),
         ("first_provider", "second_provider", "facilitator", "funder")),
        (gettext_lazy("For the partners alone"), ("private_note",)),
    )  # fmt: skip

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        for name, field in self.fields.items():
            seen_by = PARTNERS if name == "private_note" else EVERYONE
            field.seen_by = seen_by  # type: ignore[attr-defined]
        owner = self.fields["organization"]
        assert isinstance(owner, OneOf)  # noqa: S101 - for the type checker
        owner.queryset = written_for(by).public_bodies()
        if self.instance.pk:
            owner.queryset = Organization.objects.filter(
                pk=self.instance.organization_id
            ).as_cards()
            owner.disabled = True
            self._show_what_is_drafted()
        else:
            self.initial.setdefault("form_key", uuid.uuid4())
            self.initial.setdefault("language", current())

    def _show_what_is_drafted(self) -> None:
        drafted = self.instance
        self.initial["themes"] = [theme.slug for theme in drafted.themes.all()]
        self.initial["experience"] = drafted.experience.slug if drafted.experience else ""
        self.initial["block"] = drafted.block.number if drafted.block else ""
        self.initial["offer"] = str(drafted.offer_id or "")
        for party in drafted.parties.invited().select_related("organization__country"):
            if party.role in FIELD_OF:
                self.initial[FIELD_OF[party.role]] = party.organization
        self.remember(self.fields.keys() - NOT_TYPED)  # an editor writes what a leader submits

    def _today(self, name: str) -> Any:
        whom = name in FIELD_OF.values()
        return self.initial.get(name) if whom else super()._today(name)

    def laid_out(self) -> list[dict[str, Any]]:
        """The fields in their sections, as the page shows them.

        A draft may leave open what a submission needs: that is not called optional.
        """
        for name in self.fields.keys() & set(NEEDED_TO_SUBMIT):
            self.fields[name].required = True
        return [
            {"title": title, "fields": [self[name] for name in names]}
            for title, names in self.sections
        ]

    def say(self, missing: Mapping[str, Any]) -> None:
        """Put what a submission still lacks beside the fields of a form just opened."""
        if self.errors == {}:
            self.cleaned_data: dict[str, Any] = {}
        for name, text in missing.items():
            self.add_error(name if name in self.fields else None, text)

    def clean_experience(self) -> Experience | None:
        slug, drafted = self.cleaned_data["experience"], self.instance.experience
        if drafted and drafted.slug == slug:
            return drafted
        return Experience.objects.published().filter(slug=slug).first() if slug else None

    def clean_block(self) -> Block | None:
        """Of the sheet that the request starts from, which is cleaned before."""
        key, sheet = key_of(self.cleaned_data["block"]), self.cleaned_data.get("experience")
        drafted = self.instance.block
        if drafted and drafted.pk == key and drafted.experience == sheet:
            return drafted
        found = Block.objects.published().select_related("experience")
        return found.filter(pk=key, experience=sheet).first() if key and sheet else None

    def asked_about(self) -> Block | None:
        """The building block that the page names above the form."""
        key = key_of(str(self["block"].value() or ""))
        if key is None:
            return None
        blocks = Block.objects.published().in_words(current())
        return blocks.select_related("experience").filter(pk=key).first()

    def clean_offer(self) -> Offer | None:
        number, drafted = self.cleaned_data["offer"], self.instance.offer
        if drafted and str(drafted.pk) == number:
            return drafted
        return Offer.objects.current().filter(pk=number).first() if number.isdecimal() else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("wished_from"), data.get("wished_until")
        if first and last and last < first:
            self.add_error("wished_until", _("This is before the first day."))
        seen = {data.get("organization")}
        for name in FIELD_OF.values():
            if (who := data.get(name)) and who in seen:
                self.add_error(name, _("This organization is already a party here."))
            seen.add(who)
        return data

    def save(self, commit: bool = True) -> Exchange:
        """Keep the draft; the same form sent twice is one request."""
        with transaction.atomic():
            exchange: Exchange = self.instance
            if exchange.pk:
                written = set(self.touched())
                exchange.rewrite(written.intersection(self.Meta.fields), by=self.by)
            else:
                exchange = exchange.draft(by=self.by, form_key=self.cleaned_data["form_key"])
                if exchange is not self.instance:
                    self._say_again(exchange)
                    return exchange
            self._keep_the_rest(exchange)
        return exchange

    def _say_again(self, draft: Exchange) -> None:
        """The form came before, and its answer was lost: what was written since is kept too."""
        if not Exchange.objects.editable_by(self.by).filter(pk=draft.pk).exists():
            return  # it is submitted already
        names = [n for n in self.Meta.fields if n in self.fields and n not in BEGUN_ONCE]
        new = [name for name in names if getattr(draft, name) != getattr(self.instance, name)]
        for name in new:
            setattr(draft, name, getattr(self.instance, name))
        if new:
            draft.rewrite(new, by=self.by)
        RequestForm._keep_the_rest(self, draft)  # what it started from is kept already

    def _keep_the_rest(self, exchange: Exchange) -> None:
        """What stands in tables of its own: themes, and whom it means to invite."""
        data = self.cleaned_data
        if "themes" in data:
            exchange.themes.set(data["themes"])
        if self.fields.keys() >= set(FIELD_OF.values()):
            wanted = {role: data[name] for role, name in FIELD_OF.items()}
            Party.propose(exchange, wanted, by=self.by)


def from_sheet(sheet: Experience) -> dict[str, Any]:
    """What a request that starts from a sheet begins with, in the words that its reader knows."""
    title = _("Learn from: %(title)s") % {"title": sheet.said["title"]}
    asked = sheet.organization if sheet.organization.is_approved else None
    return {
        "title": Truncator(title).chars(200),
        "themes": [theme.slug for theme in sheet.themes.all()][:5],
        "populations": sheet.populations,
        "languages": sheet.exchange_languages,
        "experience": sheet.slug,
        "first_provider": asked,
    }


def from_block(block: Block) -> dict[str, Any]:
    """As from its sheet, with what is asked about named in the title and in the need."""
    sheet = block.experience
    title = _("Learn from: %(title)s") % {"title": block.said["title"]}
    need = _(
        "We would like to learn how “%(block)s” works, a building block of “%(sheet)s”"
        " (%(number)s)."
    )
    named = {"block": block.said["title"], "sheet": sheet.said["title"], "number": block.number}
    return {
        **from_sheet(sheet),
        "title": Truncator(title).chars(200),
        "need": need % named,
        "block": block.number,
    }


def from_offer(offer: Offer) -> dict[str, Any]:
    return {
        "title": offer.title,
        "themes": [theme.slug for theme in offer.themes.all()][:5],
        "instruments": offer.instruments,
        "languages": offer.languages,
        "experience": offer.sheet.slug if offer.sheet else "",
        "block": offer.building_block.number if offer.building_block else "",
        "offer": str(offer.pk),
        "first_provider": offer.organization,
    }
