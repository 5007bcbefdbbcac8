"""The form of a sheet with its rows, as one thing, in sections with notes beside the fields.

A draft is kept at every save: what is valid is saved, what is not comes back as it was typed. A
published sheet changes as a whole or not at all.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from community.models import Person
from experiences.forms import SheetForm, organizations_of
from experiences.models import Experience
from experiences.models.attachments import Attachment
from experiences.models.parts import label_of
from experiences.noted import NotedField
from experiences.rows import ROW_WORDS, ROWS, UploadForm


class Writing:
    """The form of a sheet with its rows, as one thing."""

    def __init__(
        self,
        person: Person,
        sheet: Experience,
        data: Any = None,
        files: Any = None,
        *,
        more: str = "",
    ) -> None:
        self.person, self.sheet, self.data, self.more = person, sheet, data, more
        self.form = SheetForm(data, instance=sheet, person=person, initial=self._guessed())
        self.rows = {name: self._rows_of(name, data) for name in ROWS}
        self.upload = UploadForm(data, files)
        self.changed = False  # anything, by what was kept
        self.added: Attachment | None = None  # the file that came with this form
        self.lacking: dict[str, str] = {}  # what the sheet needs before it can be submitted
        self._asked_for: dict[str, Any] | None = None

    def _guessed(self) -> dict[str, Any]:
        if self.sheet.pk:
            return {}
        own = organizations_of(self.person).first()
        return {"organization": own, "countries": [own.country_id] if own else []}

    def _rows_of(self, name: str, data: Any) -> Any:
        extra = 2 if name == self.more else 1
        return ROWS[name](data, instance=self.sheet, prefix=name, extra=extra)

    def is_valid(self) -> bool:
        rows = (rows.is_valid() for rows in self.rows.values())
        every = [self.form.is_valid(), self.upload.is_valid(), *rows]
        return all(every)

    @transaction.atomic
    def keep(self) -> None:
        """Save what is valid; rows stand as they are kept when the form comes back."""
        self.changed = self.form.keep()
        kept = [self._keep_rows(name) for name in ROWS]
        if any(kept) and not self.changed:
            self.changed = True
            self.sheet.touch()
        self.sheet.lessons.exclude(language=self.sheet.language).update(
            language=self.sheet.language
        )

    def _keep_rows(self, name: str) -> bool:
        if not self.rows[name].is_kept_row_by_row:
            return False
        changed = bool(self.rows[name].keep())
        self.rows[name] = self._rows_of(name, None)
        return changed

    def keep_file(self) -> bool:
        """Keep the chosen file, whatever else is wrong. Is there nothing more to say of it?"""
        received = self.upload.cleaned_data.get("file") if self.upload.is_valid() else None
        if received:
            try:
                self.added = Attachment.add(self.sheet, received, by=self.person)
            except ValidationError as refusal:
                self.upload.add_error("file", refusal)
            else:
                self._add_row(self.added)
        elif self.upload.is_valid() and self.data.get("add") == "attachments":
            self.upload.add_error("file", _("Choose a file first."))
        return self.upload.is_valid()

    def ask_for_file_again(self) -> None:
        """A browser gives a file once; where nothing could be saved it is lost."""
        if self.upload.files:
            self.upload.add_error("file", _("Please choose the file again."))

    def _add_row(self, added: Attachment) -> None:
        """The rows that come back hold the new file, and what was typed about the others."""
        rows = self.rows["attachments"]
        known = [form.instance.pk for form in rows.forms]
        if not rows.is_bound:
            self.rows["attachments"] = self._rows_of("attachments", None)
        elif added.pk not in known:
            self.data = self.data.copy()
            row = f"attachments-{len(known)}"
            self.data[f"{row}-id"], self.data[f"{row}-title"] = str(added.pk), added.title
            for count in ("TOTAL", "INITIAL"):
                self.data[f"attachments-{count}_FORMS"] = str(len(known) + 1)
            self.rows["attachments"] = self._rows_of("attachments", self.data)

    def wrong_rows(self) -> list[dict[str, Any]]:
        """For the summary on top: the page is long."""
        return [found for name, rows in self.rows.items() for found in wrong_among(name, rows)]

    def laid_out(self) -> list[dict[str, Any]]:
        """The sections of the page: fields and rows, each with the notes of the review."""
        notes = notes_of(self.sheet)
        return [
            {
                "title": title,
                "id": f"part-{place}",
                "fields": [self._laid_out_field(name, notes) for name in names],
                "rows": self._laid_out_rows(rows, notes) if rows else None,
            }
            for place, (title, names, rows) in enumerate(self.form.sections, 1)
        ]

    def _laid_out_field(self, name: str, notes: dict[str, list[str]]) -> NotedField:
        field = self.form[name]
        assert isinstance(field, NotedField)  # noqa: S101 - for the type checker
        return field.tell(**self._told(name, notes))

    def _told(self, name: str, notes: dict[str, list[str]]) -> dict[str, Any]:
        lacking = self.lacking.get(name)
        asked = None if lacking else self._asked().get(name)
        return {"notes": notes.get(name), "lacking": lacking, "asked": asked}

    def _asked(self) -> dict[str, Any]:
        """The stage is told at once, before anybody submits: it may need something else.

        Of what is public all that it lacks is asked for, as nobody submits it again.
        """
        if not self.sheet.pk:
            return {}
        if self._asked_for is None:
            sheet = self.sheet
            told = sheet.missing() if sheet.is_published else sheet.missing_for_stage()
            self._asked_for = told
        return self._asked_for

    def needs(self) -> list[dict[str, str]]:
        """What is lacking in the order of the page, each with its place."""
        order = [name for _t, names, rows in self.form.sections for name in (*names, rows)]
        found = [
            {
                "label": str(self._label(name)),
                "told": self.lacking[name],
                "url": f"#id_{name}" if name in self.form.fields else f"#{name}",
            }
            for name in order
            if name in self.lacking
        ]
        if told := self.lacking.get("blocks"):  # which have a page of their own
            url = reverse("experiences:blocks", args=[self.sheet.slug])
            found.append({"label": label_of("blocks"), "told": told, "url": url})
        return found

    def _label(self, name: str) -> Any:
        return ROW_WORDS[name][0] if name in ROW_WORDS else self.form.fields[name].label

    def _laid_out_rows(self, name: str, notes: dict[str, list[str]]) -> dict[str, Any]:
        title, one, add = ROW_WORDS[name]
        return {
            "name": name,
            "title": title,
            "one": one,
            "add": add,
            "formset": self.rows[name],
            "upload": self.upload["file"] if name == "attachments" else None,
            **self._told(name, notes),
        }


def wrong_among(name: str, rows: Any) -> list[dict[str, Any]]:
    one = ROW_WORDS[name][1]
    pairs = enumerate(rows.forms, 1)
    return [{"label": f"{one} {number}", "form": form} for number, form in pairs if form.errors]


def notes_of(sheet: Experience) -> dict[str, list[str]]:
    """What the secretariat said of each field, until the sheet comes back."""
    notes: dict[str, list[str]] = {}
    if sheet.pk:
        for note in sheet.review_notes.open():
            notes.setdefault(note.field, []).append(note.text)
    return notes
