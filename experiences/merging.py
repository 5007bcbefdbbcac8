"""Two people write one sheet at once: a form saves what its writer changed and nothing else.

Each field brings along what it showed when the page was opened. What was left as it was shown stays
as it is now, whoever may have written it meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


class KeepsOthers(forms.BaseForm):
    """Mix it in before ``ModelForm``; call ``remember`` for the fields that others may change."""

    instance: Any
    remembered: tuple[str, ...] = ()

    def remember(self, names: Iterable[str]) -> None:
        self.remembered = tuple(names)
        for name in self.remembered:
            self.fields[name].show_hidden_initial = True
        if self.is_bound:
            self._say_none_of_several()

    def _say_none_of_several(self) -> None:
        """Where a page showed no choice it says nothing; come back, it must not say what is typed.

        Django would take what was chosen here for what the page showed.
        """
        given: Any = self.data
        self.data = given = given.copy()
        for name in filter(self._is_several, self.remembered):
            initial = self.add_initial_prefix(name)
            if initial not in given:
                given.setlist(initial, [])

    def _is_several(self, name: str) -> bool:
        return isinstance(self.fields[name], SEVERAL)

    def is_touched(self, name: str) -> bool:
        """A page that does not say what it showed means what it says.

        Choices among several are the exception: where none was made, a page has nothing to say.
        """
        told = self[name].html_initial_name in self.data
        return name in self.changed_data or not (told or self._is_several(name))

    def clean(self) -> dict[str, Any]:
        """Before this, ``instance`` is as the database has it."""
        data = super().clean() or {}
        for name in self.remembered:
            if name in data and not self.is_touched(name):
                data[name] = self._today(name)
        return data

    def _today(self, name: str) -> Any:
        return getattr(self.instance, name)

    def touched(self) -> list[str]:
        """The fields to be saved: valid ones that somebody wrote something into."""
        names = [name for name in self.fields if name in self.cleaned_data]
        return [n for n in names if n not in self.remembered or self.is_touched(n)]

    def say_saved(self, names: Iterable[str]) -> None:
        """When the form comes back, what was saved is what it showed."""
        given: Any = self.data
        self.data = given = given.copy()
        for name in set(self.remembered) & set(names):
            bound = self[name]
            given.setlist(bound.html_initial_name, given.getlist(bound.html_name))
