"""A field of a form with what is told beside it: notes of the review, what it still needs.

All of it stands between the label and the control, and is read with the control to those who hear
the page (``templates/components/field_notes.html``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from community.form_rendering import WrittenField


class NotedField(WrittenField):
    """``lacking`` holds up what was pressed; ``asked`` would be good to have."""

    def tell(self, notes: Sequence[str] | None, lacking: str = "", asked: str = "") -> NotedField:
        self.notes, self.lacking, self.asked = notes or (), lacking, asked
        return self

    @property
    def aria_describedby(self) -> str | None:
        own: str | None = super().aria_describedby
        told = f"note-{self.name}" if self.notes or self.lacking or self.asked else ""
        return " ".join(filter(None, (own, told)))

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Any = None) -> dict[str, Any]:
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        is_hidden = (widget or self.field.widget).is_hidden
        return built | ({"aria-invalid": "true"} if self.lacking and not is_hidden else {})
