"""The form of a review: the rubric, a note beside every part of the sheet, and an advice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.meanwhile import CHANGED
from community.plain_text import refuse_controls
from experiences.differences import said
from experiences.models import Experience
from experiences.models.parts import label_of
from experiences.models.reviews import Review, ReviewQuerySet
from experiences.rubric import CRITERIA, Advice, Step

# In the order of the sheet.
REVIEWED = (
    "title",
    "summary",
    "overview",
    "programme",
    "countries",
    "scale",
    "start_year",
    "end_year",
    "themes",
    "keywords",
    "populations",
    "instrument",
    "maturity",
    "evidence",
    "problem",
    "what_was_done",
    "results",
    "figures",
    "what_did_not_work",
    "lessons",
    "blocks",
    "legal_frame",
    "institutional_frame",
    "stakeholders",
    "sustainability",
    "conditions_for_transfer",
    "available_for_exchange",
    "exchange_how",
    "exchange_languages",
    "exchange_capacity",
    "adapted_from",
    "adapted_how",
    "sources",
    "attachments",
)
HIDDEN = ("seen", "after")
CHANGED_TO = _("Changed meanwhile:")
UNSAID = _("Give at least one score, one note or an advice.")


def _words(label: Any, rows: int = 2, most: int = 2000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    field = forms.CharField(label=label, required=False, max_length=most, widget=widget)
    refuse_controls(field)
    return field


class ReviewForm(forms.Form):
    """``own`` are her reviews of this submission; ``after`` is the one that the page went on from.

    What another window has added meanwhile is kept; where both wrote, she is asked first.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    note = _words(_("Note for the secretariat"), 4, 4000)
    decision = forms.ChoiceField(
        label=_("What I would do"),
        choices=[("", _("I do not know yet")), *Advice.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, sheet: Experience, own: ReviewQuerySet, *args: Any, **kwargs: Any) -> None:
        self.sheet, self.own = sheet, own
        super().__init__(*args, **kwargs)
        for name, criterion in CRITERIA.items():
            self.fields[f"score_{name}"] = forms.TypedChoiceField(
                label=criterion.question,
                choices=[(step.value, f"{step.value} {step.label}") for step in Step],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"why_{name}"] = _words(_("Why (%s)") % criterion.label)
        for name in REVIEWED:
            self.fields[f"note_{name}"] = _words(
                _("Note on “%(field)s”") % {"field": label_of(name)}
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._join_other_windows(data)
        answers = (value for name, value in data.items() if name not in HIDDEN)
        if not self.errors and all(value in ("", None) for value in answers):
            raise forms.ValidationError(UNSAID)
        return data

    def _join_other_windows(self, data: dict[str, Any]) -> None:
        after, last = data.get("after"), self.own.first()
        if after is None or last is None or last.pk == after:
            return
        before = first_answers(self.own.filter(pk=min(after, last.pk)).first())
        given: Any = self.data
        self.data = given = given.copy()
        given["after"] = str(last.pk)
        now = first_answers(last)
        for name in [name for name in data if name not in HIDDEN]:
            was, is_now, mine = (_plain(told.get(name)) for told in (before, now, data))
            if mine == was:
                data[name], given[name] = now.get(name, self.fields[name].clean("")), is_now
            elif is_now not in (was, mine):
                self.add_error(name, [CHANGED, f"{CHANGED_TO} {is_now}"])

    def answers(self) -> dict[str, Any]:
        """As ``Review.write`` takes them, without the version."""
        data = self.cleaned_data
        return {
            **{name: data[f"score_{name}"] for name in CRITERIA},
            "reasons": self._written("why", CRITERIA),
            "notes": self._written("note", REVIEWED),
            "note": data["note"],
            "decision": data["decision"],
        }

    def _written(self, kind: str, names: Any) -> dict[str, str]:
        return {name: text for name in names if (text := self.cleaned_data[f"{kind}_{name}"])}

    def rubric(self) -> Iterator[dict[str, Any]]:
        for name, criterion in CRITERIA.items():
            score, why = self[f"score_{name}"], self[f"why_{name}"]
            yield {"label": criterion.label, "score": score, "why": why}

    def parts(self) -> Iterator[dict[str, Any]]:
        """Each part of the sheet beside its note."""
        for name in REVIEWED:
            text = said(self.sheet, name)
            note = self[f"note_{name}"]
            yield {"name": name, "label": label_of(name), "said": text, "note": note}


def _plain(told: Any) -> str:
    return "" if told is None else str(told).replace("\r\n", "\n").strip()


def first_answers(review: Review | None) -> dict[str, Any]:
    """What she said of this submission before, to go on from."""
    if review is None:
        return {}
    return {
        "note": review.note,
        "decision": review.decision,
        **{f"score_{name}": getattr(review, name) for name in CRITERIA},
        **{f"why_{name}": text for name, text in review.reasons.items()},
        **{f"note_{name}": text for name, text in review.notes.items()},
    }
