"""The rows of a sheet in its form: figures, lessons, sources and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Max
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import inlineformset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.number_fields import NumberField, WholeNumberField
from community.plain_text import PlainTextForm
from community.upload_field import UploadField
from experiences.forms import year_limits
from experiences.merging import KeepsOthers
from experiences.models import Attachment, Experience, Figure, Lesson, Source
from experiences.models.attachments import MOST_FILES
from experiences.unfinished import MayWait, Rows
from experiences.vocabulary import FigureKind

COSTS = (FigureKind.COVERAGE, FigureKind.SPENDING)


class RowForm(MayWait, KeepsOthers, PlainTextForm, forms.ModelForm):
    """One row; its place is where it stands in the form. ``folded`` fields can wait.

    A row that waits would come back without the question: in a draft the later one is kept.
    """

    folded: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_again = not self.may_wait
        self._remember()

    def _remember(self) -> None:
        if self.instance.pk:
            self.remember(self.fields)

    def is_written(self) -> bool:
        """Is there anything that the page did not show?"""
        if not self.instance.pk:
            return self.has_changed()
        return any(self.is_touched(name) for name in self.remembered)

    def in_sight(self) -> list[Any]:
        hidden = self.folded if self._has_something() else (*self.folded, DELETION_FIELD_NAME)
        return [field for field in self.visible_fields() if field.name not in hidden]

    def _has_something(self) -> bool:
        """A blank row holds nothing that could be taken out."""
        return bool(self.instance.pk or (self.is_bound and self.has_changed()))

    def out_of_sight(self) -> list[Any]:
        return [self[name] for name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        return any(name in self.errors for name in self.folded)


class FigureForm(RowForm):
    class Meta:
        model = Figure
        fields = ("kind", "value", "unit", "year", "source")
        field_classes = {"value": NumberField, "year": WholeNumberField}
        labels = {
            "kind": _("What it tells"),
            "value": pgettext_lazy("figure", "Number"),
            "unit": _("Of what"),
            "source": _("Source of the number"),
        }
        help_texts = {
            "source": _(
                "Who published this number, and where? Without it the sheet says in words that the"
                " source is missing."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year_limits(self.fields["year"])
        for field in self.fields.values():  # the same figures stand in a section of the long form
            field.show_hidden_initial = True


class CostForm(FigureForm):
    """How many it reaches and what it costs: the figures that a long sheet needs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [(one.value, one.label) for one in COSTS]
        kind.initial, kind.required = kind.choices[0][0], True


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
        help_texts = {"claim": _("In at most 200 characters.")}
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("claim", "because", "do_differently", "holds_where", "not_where")
        }


class SourceForm(RowForm):
    class Meta:
        model = Source
        fields = ("kind", "title", "url")
        labels = {
            "kind": _("Kind of source"),
            "title": _("Title of the source"),
            "url": _("Address on the web"),
        }
        help_texts = {"kind": _("An evaluation lets a sheet stand above promising.")}


class FileForm(RowForm):
    """What is said of a file that is there; a draft may leave it for later."""

    class Meta:
        model = Attachment
        fields = ("title", "alt", "credit")
        labels = {
            "title": _("Title"),
            "alt": _("What the picture shows"),
            "credit": _("Who made it"),
        }
        help_texts = {
            "alt": _("For those who cannot see it, as you would tell it on the telephone."),
            "credit": _("A person or a body, and the year."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_picture:
            del self.fields["alt"]
            self._remember()
        self._require(True)

    def _require(self, required: bool) -> None:
        for name in {"alt", "credit"} & set(self.fields):
            self.fields[name].required = required

    def full_clean(self) -> None:
        self._require(False)
        super().full_clean()
        self._require(True)


class UploadForm(forms.Form):
    """One more file; it is kept at once, whatever else of the sheet is wrong."""

    use_required_attribute = False
    file = UploadField(
        label=_("Choose a file"),
        required=False,
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text, JPEG, PNG or WebP, at most"
            " 20 MB. Place, date and camera are taken out of pictures."
        ),
    )


class LessonRows(Rows):
    """They know how many others have judged them: whoever changes one is told before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, queryset=Lesson.objects.with_judges(), **kwargs)

    def _delete(self, row: Any) -> None:
        row.take_out()


class FileRows(Rows):
    """Files come by ``UploadForm``: a row alone makes none.

    A form without these rows at all, as it was before there were files, changes none of them.
    """

    def __init__(self, data: Any = None, *args: Any, prefix: str, **kwargs: Any) -> None:
        sent = data if data and f"{prefix}-INITIAL_FORMS" in data else None
        rows = Attachment.objects.with_problems()
        super().__init__(sent, *args, prefix=prefix, queryset=rows, **kwargs)
        self.extra = 0

    def _should_delete_form(self, form: Any) -> Any:
        """Also what has no file: deleted elsewhere since the page was opened, or forged."""
        return form.instance.pk is None or super()._should_delete_form(form)  # type: ignore[misc]

    def is_valid(self) -> bool:
        return not self.is_bound or super().is_valid()

    def keep(self) -> bool:
        return self.is_bound and super().keep()


class Costs(Rows):
    """Among other figures: what stands on the sheet stays in its place, what is new comes last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, queryset=Figure.objects.filter(kind__in=COSTS), **kwargs)

    def _place_of(self, row: Any, place: int) -> int:
        if row.pk:
            return int(row.position)
        last = self.instance.figures.aggregate(last=Max("position"))["last"]
        return 0 if last is None else int(last) + 1

    def waiting(self) -> Any:
        """What is saved as another kind and begun anew as one of these waits in the short form."""
        others = Figure.objects.filter(experience=self.instance.pk).exclude(kind__in=COSTS)
        rows = super().waiting().filter(typed__kind__in=COSTS)
        return rows.exclude(row__in=others.values("pk"))


def _rows(model: type[Any], form: type[RowForm], most: int, kind: type[Rows] = Rows) -> Any:
    return inlineformset_factory(
        Experience, model, form, formset=kind, max_num=most, absolute_max=most + 10,
        validate_max=True,
    )  # fmt: skip


ROWS = {
    "figures": _rows(Figure, FigureForm, 20),
    "lessons": _rows(Lesson, LessonForm, 20, LessonRows),
    "sources": _rows(Source, SourceForm, 30),
    "attachments": _rows(Attachment, FileForm, MOST_FILES, FileRows),
}
COST_ROWS = _rows(Figure, CostForm, 20, Costs)
ROW_WORDS = {
    "figures": (_("Figures"), _("Figure"), _("Add another figure")),
    "lessons": (_("Lessons"), _("Lesson"), _("Add another lesson")),
    "sources": (_("Sources"), _("Source"), _("Add another source")),
    "attachments": (_("Files"), _("File"), _("Add this file")),
}
