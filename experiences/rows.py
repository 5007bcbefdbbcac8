"""The rows of a sheet in its form: figures, lessons and sources."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.plain_text import PlainTextForm
from experiences.forms import year_limits
from experiences.models import Experience, Figure, Lesson, Source


class RowForm(PlainTextForm, forms.ModelForm):
    """One row; its place is where it stands in the form. ``folded`` fields can wait."""

    folded: tuple[str, ...] = ()

    def in_sight(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in self.folded]

    def out_of_sight(self) -> list[Any]:
        return [self[name] for name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        return any(name in self.errors for name in self.folded)


class FigureForm(RowForm):
    class Meta:
        model = Figure
        fields = ("value", "unit", "year", "source")
        labels = {
            "value": pgettext_lazy("figure", "Number"),
            "unit": _("Of what"),
            "source": _("Source of the number"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year_limits(self.fields["year"])


class LessonForm(RowForm):
    folded = ("holds_where", "not_where", "phase", "evidence")

    class Meta:
        model = Lesson
        fields = (
            "claim",
            "because",
            "do_differently",
            "polarity",
            "holds_where",
            "not_where",
            "phase",
            "evidence",
        )
        labels = {
            "claim": _("The lesson in one sentence"),
            "because": _("Because"),
            "do_differently": _("What to do differently"),
            "holds_where": _("Where it holds"),
            "not_where": _("Where it does not hold"),
            "phase": _("Phase"),
            "polarity": _("Does it work?"),
            "evidence": _("Strength of evidence"),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("claim", "because", "do_differently", "holds_where", "not_where")
        }


class SourceForm(RowForm):
    class Meta:
        model = Source
        fields = ("title", "url")
        labels = {"title": _("Title of the source"), "url": _("Address on the web")}


class Rows(BaseInlineFormSet):
    """Blank rows are no rows; the order is that of the page."""

    def __init__(self, *args: Any, extra: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra = extra

    def keep(self) -> None:
        self.save(commit=False)
        for row in self.deleted_objects:
            row.delete()
        for place, form in enumerate(self.forms):
            row = form.instance
            if form in self.deleted_forms or not (row.pk or form.has_changed()):
                continue
            if form.has_changed() or row.position != place:
                row.position = place
                self._complete(row)
                row.save()

    def _complete(self, row: Any) -> None:
        if isinstance(row, Lesson):
            row.organization = self.instance.organization
            row.language = self.instance.language


def _rows(model: type[Any], form: type[RowForm], most: int) -> Any:
    return inlineformset_factory(
        Experience, model, form, formset=Rows, max_num=most, absolute_max=most + 10,
        validate_max=True,
    )  # fmt: skip


ROWS = {
    "figures": _rows(Figure, FigureForm, 20),
    "lessons": _rows(Lesson, LessonForm, 20),
    "sources": _rows(Source, SourceForm, 30),
}
ROW_WORDS = {
    "figures": (_("Figures"), _("Figure"), _("Add another figure")),
    "lessons": (_("Lessons"), _("Lesson"), _("Add another lesson")),
    "sources": (_("Sources"), _("Source"), _("Add another source")),
}
