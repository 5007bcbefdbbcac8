"""Two people write into one thing at once: a form saves what its writer changed and nothing else.

Each field brings along what it showed when the page was opened. What was left as it was shown stays
as it is now, whoever may have written it meanwhile. What was written here and elsewhere comes back
with what stands there now beside it, and is saved once it is sent again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

CHANGED = _(
    "This was changed meanwhile, by somebody else or in another window. What you wrote is not saved"
    " yet: save again to put it in the place of the other."
)
SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


class KeepsOthers(forms.BaseForm):
    """Mix it in before ``ModelForm``; call ``remember`` for the fields that others may change."""

    instance: Any
    remembered: tuple[str, ...] = ()
    says_what_it_showed = False  # as every page does, and a program need not
    asks_again = True  # before it saves over what was written meanwhile

    def remember(self, names: Iterable[str]) -> None:
        self.remembered = tuple(names)
        told = (self.add_initial_prefix(name) in self.data for name in self.remembered)
        self.says_what_it_showed = self.is_bound and any(told)
        for name in self.remembered:
            self.fields[name].show_hidden_initial = True
        if self.is_bound:
            self._say_none_of_several()

    def _say_none_of_several(self) -> None:
        """Where a page showed no choice it says nothing; come back, it must not say what is typed.

        Django would take what was chosen here for what the page showed.
        """
        several = list(filter(self._is_several, self.remembered))
        if not several:
            return
        given: Any = self.data
        self.data = given = given.copy()
        for name in several:
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
        for name in filter(data.__contains__, self.remembered):
            if not self.is_touched(name):
                data[name] = self._today(name)
            elif self._is_changed_meanwhile(name):
                self._ask_again(name)
        return data

    def _is_changed_meanwhile(self, name: str) -> bool:
        """Neither what the page showed nor what was written into it is what stands there now."""
        field, bound = self.fields[name], self[name]
        if (
            not (self.asks_again and self.says_what_it_showed)
            or bound.html_initial_name not in self.data
        ):
            return False
        today = self.get_initial_for_field(field, name)
        given: Any = self.data
        shown = field.hidden_widget().value_from_datadict(
            given, self.files, bound.html_initial_name
        )
        return all(_differs(field, today, given) for given in (shown, bound.data))

    def _ask_again(self, name: str) -> None:
        """It comes back beside what stands there now, as if the page had shown that."""
        field: Any = self.fields[name]
        field.meanwhile = self.said(name) or _("Nothing: it is empty now.")
        given: Any = self.data
        self.data = given = given.copy()
        given.setlist(self[name].html_initial_name, self._standing(name))
        self.add_error(name, [*self.why_again(name)])

    def _standing(self, name: str) -> list[str]:
        """As a page would send what it shows of what stands there now."""
        field: Any = self.fields[name]
        today = field.prepare_value(self.get_initial_for_field(field, name))
        shown = today if self._is_several(name) else [today]
        return ["" if one is None else str(one) for one in shown or ()]

    def why_again(self, name: str) -> Iterator[Any]:
        """What is said beside a field that somebody else wrote into."""
        yield CHANGED

    def _today(self, name: str) -> Any:
        value = getattr(self.instance, name)
        return value.all() if hasattr(value, "all") else value  # rows beside it

    def said(self, name: str) -> str:
        """What stands there now, in words."""
        field: Any = self.fields[name]
        today = field.prepare_value(self.get_initial_for_field(field, name))
        several = today if self._is_several(name) else [today]
        choices: Any = flatten_choices(getattr(field, "choices", ()))
        labels = {str(key): str(label) for key, label in choices}
        told = (one for one in several or () if one not in ("", None))
        return ", ".join(labels.get(str(one), str(localize(one))) for one in told)

    def touched(self) -> list[str]:
        """The fields to be saved: valid ones that somebody wrote something into."""
        names = [name for name in self.fields if name in self.cleaned_data]
        return [n for n in names if n not in self.remembered or self.is_touched(n)]

    def say_saved(self, names: Iterable[str]) -> None:
        """When the form comes back, what was saved is what it showed; where something is wrong, and
        the first page of a new thing said nothing, it is what stands there and not what is typed:
        that would be taken for what somebody else took away."""
        given: Any = self.data
        self.data = given = given.copy()
        for name in set(self.remembered) & set(names):
            bound = self[name]
            given.setlist(bound.html_initial_name, given.getlist(bound.html_name))
        for name in set(self.remembered) - set(names):
            if self[name].html_initial_name not in given:
                given.setlist(self[name].html_initial_name, self._standing(name))


def _differs(field: forms.Field, initial: Any, given: Any) -> bool:
    """Browsers end lines in their own way, and forms take blanks off the ends."""
    return field.has_changed(*map(_plain, (initial, given)))


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
