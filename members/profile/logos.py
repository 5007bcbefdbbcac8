"""Choosing a logo: a picture by its content, with words for those who do not see it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.plain_text import PlainTextForm
from community.seen_by import EVERYONE
from community.upload_field import UploadField
from community.visible_text import only_visible
from members import logo_files

PICTURES = ("jpg", "png", "webp")


class LogoForm(PlainTextForm, forms.Form):
    """``has_logo``: one was chosen before; it stays unless another one comes or it is taken off."""

    logo = UploadField(
        label=_("Logo"),
        kinds=PICTURES,
        required=False,
        help_text=_("PNG, JPEG or WebP. It is made small, and what the camera wrote is removed."),
    )
    logo_alt = forms.CharField(
        label=_("What the logo shows"),
        max_length=200,
        required=False,
        validators=[only_visible],
        help_text=_("In a few words, for those who do not see it. Needed with a logo."),
    )
    remove = forms.BooleanField(label=_("Take the logo off"), required=False)

    def __init__(self, *args: Any, has_logo: bool = False, **kwargs: Any) -> None:
        self.has_logo = has_logo
        super().__init__(*args, **kwargs)
        if not has_logo:
            del self.fields["remove"]
        for field in self.fields.values():
            field.seen_by = EVERYONE  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        stays = data.get("logo") or (self.has_logo and not data.get("remove"))
        if stays and not data.get("logo_alt") and "logo_alt" not in self.errors:
            self.add_error("logo_alt", _("Say in a few words what the logo shows."))
        if data.get("logo") and self.errors:  # a browser does not send it a second time
            self.add_error("logo", _("The picture was not kept: choose it again."))
        return data

    def name_after(self, before: str) -> str:
        """The stored name that replaces ``before``. Raises ``ValidationError`` without room."""
        if received := self.cleaned_data.get("logo"):
            return logo_files.keep(received)
        return "" if self.cleaned_data.get("remove") else before
