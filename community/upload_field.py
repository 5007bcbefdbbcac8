"""A field for one file; what it gives is ``Received``: looked at, and ready to be stored."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms

from community.file_kinds import EVERY, EXTENSIONS
from community.receiving import LARGEST
from community.uploads import TOO_LARGE, Received, receive


class UploadField(forms.FileField):
    widget = forms.FileInput

    def __init__(self, *, kinds: Collection[str] = EVERY, **kwargs: Any) -> None:
        self.kinds = kinds
        super().__init__(allow_empty_file=True, **kwargs)  # ``receive`` says it better

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What the browser offers first; it may send anything all the same."""
        names = (name for name, kind in EXTENSIONS.items() if kind.extension in self.kinds)
        return {
            **super().widget_attrs(widget),
            "accept": ",".join(f".{name}" for name in names),
            "data-most-bytes": LARGEST,  # told before it is sent (static/js/room.js)
            "data-too-large": TOO_LARGE,
        }

    def to_python(self, data: Any) -> Received | None:  # type: ignore[override]
        file = super().to_python(data)
        return receive(file, self.kinds) if file else None
