"""The sections of the long form: which there are, what each asks, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from community.seen_by import EVERYONE
from experiences.forms import SHARED
from experiences.models import Experience
from experiences.models.parts import label_of
from experiences.review_form import REVIEWED
from experiences.rows import COSTS

UNTIL_PUBLISHED = _(
    "Who sees this: your organization and the secretariat while it is a draft, everyone once it is"
    " published."
)


@dataclass(frozen=True)
class Section:
    """``told`` says what it is good for; ``has_costs``: figures of coverage and spending too."""

    name: str
    title: str | Promise
    told: str | Promise
    fields: tuple[str, ...]
    has_costs: bool = False

    def state_of(self, sheet: Experience) -> str:
        said = [_is_said(getattr(sheet, name)) for name in self._asked_of(sheet)]
        if self.has_costs:
            kinds = {figure.kind for figure in sheet.figures.all()}
            said += [kind in kinds for kind in COSTS]
        return _state(said)

    def _asked_of(self, sheet: Experience) -> list[str]:
        """Who does not share it need not say how."""
        if sheet.available_for_exchange is not False:
            return list(self.fields)
        return [name for name in self.fields if not name.startswith("exchange_")]


SECTIONS = {
    section.name: section
    for section in (
        Section(
            "frame",
            _("Legal and institutional frame"),
            _("On which rules it stands, and which bodies carry it."),
            ("legal_frame", "institutional_frame"),
        ),
        Section(
            "stakeholders",
            _("Who takes part, and what lasts"),
            _("Who else has a part in it, and what keeps it alive."),
            ("stakeholders", "sustainability"),
        ),
        Section(
            "evidence",
            _("Evidence, coverage and spending"),
            _("How it is known what came of it, how many it reaches and what it costs."),
            ("evidence",),
            has_costs=True,
        ),
        Section(
            "transfer",
            _("For those who want to do the same"),
            _("What another country needs, and whether you can show it to others."),
            (
                "conditions_for_transfer",
                "available_for_exchange",
                "exchange_how",
                "exchange_languages",
                "exchange_capacity",
            ),
        ),
    )
}


@dataclass(frozen=True)
class Step:
    """A line of ``components/progress.html``; ``state`` is done, begun or empty."""

    label: str
    url: str
    state: str
    is_here: bool
    is_noted: bool = False

    @property
    def said(self) -> str:
        if self.is_noted:
            return gettext("Note of the secretariat")
        return {
            "done": pgettext("section", "Done"),
            "begun": pgettext("section", "Begun"),
            "empty": pgettext("section", "Still empty"),
        }[self.state]


@dataclass(frozen=True)
class Progress:
    """``seen_by`` is the same for all sections: a sheet is private or public as a whole."""

    steps: list[Step]
    seen_by: str | Promise

    @property
    def done(self) -> int:
        return len([step for step in self.steps if step.state == "done"])

    @property
    def next(self) -> Step | None:
        """The one after the page that is open."""
        here = next((place for place, step in enumerate(self.steps) if step.is_here), None)
        after = self.steps[here + 1 :] if here is not None else []
        return after[0] if after else None


NOT_BEGUN = Progress([], UNTIL_PUBLISHED)  # of a sheet that is not saved yet


def progress_of(sheet: Experience, here: str = "short") -> Progress:
    """``here`` is the name of the section that is open; a field that is not saved is not said."""
    rows: list[tuple[str, Any, str, str]] = [
        ("short", gettext("The short sheet"), address(sheet), _short(sheet)),
        ("blocks", gettext("Building blocks"), address(sheet, "blocks"), _blocks(sheet)),
    ]
    rows += [
        (one.name, one.title, address(sheet, one.name), one.state_of(sheet))
        for one in SECTIONS.values()
    ]
    noted = _noted(sheet)
    steps = [Step(str(label), url, state, name == here, name in noted)
             for name, label, url, state in rows]  # fmt: skip
    return Progress(steps, str(EVERYONE if sheet.is_published else UNTIL_PUBLISHED))


def noted(sheet: Experience) -> list[dict[str, str]]:
    """Where the notes of the review stand, in the order of the sheet, each with its address."""
    fields = set(sheet.review_notes.open().values_list("field", flat=True))
    pages = {name: one.name for one in SECTIONS.values() for name in one.fields}
    pages = {**pages, **dict.fromkeys(SHARED, ""), "blocks": "blocks"}
    return [
        {"label": label_of(name), "url": f"{address(sheet, pages.get(name, ''))}#note-{name}"}
        for name in REVIEWED
        if name in fields
    ]


def _noted(sheet: Experience) -> set[str]:
    """The pages on which a note of the review stands beside a field of the long form."""
    fields = set(sheet.review_notes.open().values_list("field", flat=True))
    sections = {one.name for one in SECTIONS.values() if fields & set(one.fields)}
    return sections | (fields & {"blocks"})


def address(sheet: Experience, section: str = "") -> str:
    if not section:
        return reverse("experiences:edit", args=[sheet.slug])
    if section == "blocks":
        return reverse("experiences:blocks", args=[sheet.slug])
    return reverse("experiences:edit-section", args=[sheet.slug, section])


def _short(sheet: Experience) -> str:
    return "begun" if sheet.missing() else "done"


def _blocks(sheet: Experience) -> str:
    told = [block.is_told for block in sheet.blocks.all()]
    return _state(told, begun=bool(told) or sheet.unfinished_rows.filter(rows="blocks").exists())


def _state(said: list[bool], *, begun: bool = False) -> str:
    if said and all(said):
        return "done"
    return "begun" if begun or any(said) else "empty"


def _is_said(value: Any) -> bool:
    return value is not None and value not in ("", [])
