"""Rows of a sheet that were begun: a draft keeps them, and asks for the rest at submission alone.

What cannot be saved yet waits beside the sheet (``UnfinishedRow``) and comes back into the form of
whoever opens it next, with what is wrong or still needed said beside it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from experiences.models import Lesson, UnfinishedRow
from experiences.models.unsaved import unsaved

LONGEST = 50_000  # characters of a field: more than any holds, and no load for the database


class WhichKept(forms.IntegerField):
    """Of which unfinished row this is; what is blank beside it is blank all the same."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class MayWait(forms.BaseForm):
    """Mix it in before ``ModelForm``: with ``may_wait`` it asks for nothing that is missing."""

    _meta: Any
    lacks: tuple[str, ...] = ()  # the fields that it still needs, once it is clean

    def __init__(self, *args: Any, may_wait: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_wait = may_wait

    def full_clean(self) -> None:
        needed = [name for name in self._own if self.fields[name].required]
        self._ask_for(needed, not self.may_wait)
        super().full_clean()
        self._ask_for(needed, True)
        known = self.cleaned_data if self.is_bound and self.may_wait else {}
        self.lacks = tuple(n for n in needed if n in known and known[n] in ("", None))

    @property
    def _own(self) -> list[str]:
        return [name for name in type(self).base_fields if name in self.fields]  # type: ignore[attr-defined]

    def _ask_for(self, names: list[str], required: bool) -> None:
        for name in names:
            self.fields[name].required = required

    @property
    def is_unfinished(self) -> bool:
        return bool(self.errors or self.lacks)

    def said_lacking(self) -> str:
        if not self.is_unfinished or not self.lacks:
            return ""
        needed = ", ".join(str(self.fields[name].label) for name in self.lacks)
        return _("Kept, and shown to no reader until it is complete. It still needs: %s") % needed

    def typed(self) -> dict[str, str]:
        """The database takes no NUL."""
        told = {name: self.data.get(self.add_prefix(name)) or "" for name in self._own}
        return {name: text.replace("\0", "")[:LONGEST] for name, text in told.items()}


class Rows(BaseInlineFormSet):
    """Blank rows are no rows; the order is that of the page, unfinished new ones come last."""

    def __init__(self, *args: Any, extra: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.extra = extra + len(self._new)

    def waiting(self) -> Any:
        return UnfinishedRow.objects.filter(experience=self.instance, rows=self.prefix)

    @cached_property
    def _kept(self) -> dict[int, UnfinishedRow]:
        return {row.pk: row for row in self.waiting()} if self.instance.pk else {}

    @cached_property
    def _new(self) -> list[UnfinishedRow]:
        """Those of no saved row, or of one that is gone."""
        saved = {row.pk for row in self.get_queryset()} if self._kept else set()
        return [kept for kept in self._kept.values() if kept.row not in saved]

    # --- Shown again -----------------------------------------------------------------------------

    def total_form_count(self) -> int:
        """Also where a colleague has filled the last place: nothing waits unseen."""
        shown: int = super().total_form_count()
        return shown if self.is_bound else max(shown, self.initial_form_count() + len(self._new))

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """In what is public a row is complete, unless it waits since it was a draft."""
        place = "" if index is None else self.add_prefix(index)
        is_kept = self.is_bound and self.data.get(f"{place}-kept")
        may_wait = bool(is_kept or not self.is_bound or not self.instance.is_published)
        return {**super().get_form_kwargs(index), "may_wait": may_wait}

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["kept"] = WhichKept(required=False)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        kept = None if self.is_bound else self._kept_at(i)
        if kept is None:
            return super()._construct_form(i, **kwargs)  # type: ignore[misc]
        form = super()._construct_form(i, data=self._data_of(kept, i), **kwargs)  # type: ignore[misc]
        for field in form.fields.values():  # it shows what no row says
            field.show_hidden_initial = False
        return form

    def _kept_at(self, place: int) -> UnfinishedRow | None:
        saved = self.initial_form_count()
        if place >= saved:
            return dict(enumerate(self._new, saved)).get(place)
        pk = self.get_queryset()[place].pk if self._kept else None
        return next((kept for kept in self._kept.values() if kept.row == pk), None)

    def _data_of(self, kept: UnfinishedRow, place: int) -> dict[str, str]:
        """As a browser would send it."""
        row = str(kept.row) if place < self.initial_form_count() else ""
        told = {**kept.typed, "id": row, "kept": str(kept.pk)}
        return {f"{self.add_prefix(place)}-{name}": text for name, text in told.items()}

    # --- Saved -----------------------------------------------------------------------------------

    @property
    def is_kept_row_by_row(self) -> bool:
        """Not where the form as a whole is broken, or holds too many."""
        return not self.non_form_errors()

    def keep(self) -> bool:
        """Save the complete rows; what is unfinished waits. Does a reader see anything else now?"""
        forms: list[Any] = self.forms
        changed = [self._keep_one(form, place) for place, form in enumerate(forms)]
        return self._put_in_order([form.instance for form in forms]) or any(changed)

    def _keep_one(self, form: Any, place: int) -> bool:
        if self._should_delete_form(form):  # type: ignore[attr-defined]
            return self._take_out(form)
        if form.is_unfinished:
            self._put_aside(form)
            return False
        self._forget(form)
        return bool(form.is_written()) and self._save(form.instance, place)

    def _save(self, row: Any, place: int) -> bool:
        setattr(row, self.fk.name, self.instance)
        if row.pk is None:
            row.position = self._place_of(row, place)
        self._complete(row)
        if not unsaved(row):
            return False
        row.save()
        return True

    def _put_in_order(self, rows: list[Any]) -> bool:
        """Nothing where they stand so already. What they say may have been changed meanwhile."""
        order = [(row.position, row.pk) for row in rows if row.pk]
        if order == sorted(order):
            return False
        for place, row in enumerate(rows):
            if row.pk and row.position != (where := self._place_of(row, place)):
                row.position = where
                row.save(update_fields=["position"])
        return True

    def _take_out(self, form: Any) -> bool:
        self._forget(form)
        if form.instance.pk:
            self._delete(form.instance)
            return True
        return False

    def _delete(self, row: Any) -> None:
        row.delete()

    def _kept_of(self, form: Any) -> UnfinishedRow | None:
        """The one that the page names, or that somebody else began meanwhile on the same row."""
        told, pk = form.data.get(form.add_prefix("kept"), ""), form.instance.pk
        if told.isdecimal() and len(told) < 18 and (named := self._kept.get(int(told))):
            return named
        return next((kept for kept in self._kept.values() if pk and kept.row == pk), None)

    def _forget(self, form: Any) -> None:
        if kept := self._kept_of(form):
            kept.delete()

    def _put_aside(self, form: Any) -> None:
        new = UnfinishedRow(experience=self.instance, rows=str(self.prefix))
        kept = self._kept_of(form) or new
        if kept.pk or self.waiting().count() < 2 * self.max_num:  # two who write may each fill it
            kept.row, kept.typed = form.instance.pk, form.typed()
            kept.save()

    def _place_of(self, row: Any, place: int) -> int:
        return place

    def _complete(self, row: Any) -> None:
        if isinstance(row, Lesson):
            row.organization = self.instance.organization
            row.language = self.instance.language
