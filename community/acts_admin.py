"""What is done at the desk to a thing, on pages of its own, and what is on record of it.

``ActsAdmin`` has links to pages where more than a field is changed. ``OnRecordAdmin`` shows what
the public would see of a thing, and who did what.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from community.desk_lists import ListAdmin
from community.models import Event
from community.plain_text import PlainTextForm


class ReasonForm(PlainTextForm, forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Sent with the letter, in the words you write here."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
    )


type Link = tuple[str | Promise, str]


def begin_at_the_first(form: forms.Form) -> None:
    """Who came to write something need not look for the field."""
    for field in form.visible_fields()[:1]:
        field.field.widget.attrs["autofocus"] = True


class ActsAdmin(ListAdmin):
    """Links on the page of a thing to what is done to it on a page of its own."""

    change_form_template = "admin/moves/change_form.html"

    def acts_on(self, thing: Any) -> list[Link]:
        """Label and address of each."""
        return []

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        thing = self.get_object(request, object_id)
        shown = self.context_of(request, thing) if thing is not None else {}
        if not self.inlines and self.is_only_read(request, thing):
            shown |= {"show_save": False, "show_save_and_continue": False}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    def is_only_read(self, request: HttpRequest, thing: Any) -> bool:
        """No field can be typed into: there is nothing to save, only acts."""
        fields = flatten_fieldsets(self.get_fieldsets(request, thing))
        return set(fields) <= set(self.get_readonly_fields(request, thing))

    def context_of(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        may = self.has_change_permission(request, thing)
        return {"acts": self.acts_on(thing) if may else []}

    def act_page(
        self, request: HttpRequest, title: str | Promise, form: forms.Form, told: list[Any],
        **extra: Any,
    ) -> HttpResponse:  # fmt: skip
        """What will happen, the form that is needed for it, and a button.

        ``survives``, of a view that ``survives_sign_out``: what is typed there is not lost.
        """
        begin_at_the_first(form)
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "move": {"label": title},
            "form": form,
            "things": told,
            "back": self.way_back(request),
            **extra,
        }
        return TemplateResponse(request, "admin/moves/decide.html", context)

    def way_back(self, request: HttpRequest) -> str:
        """For who changes her mind: to the page of the thing; of several, to their list."""
        match = request.resolver_match
        if match is None or "pk" not in match.kwargs:
            return request.get_full_path()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return reverse(name, args=[match.kwargs["pk"]])


class OnRecordAdmin(ActsAdmin):
    """What the public would see stands above the fields, who did what and why below them."""

    object_history_template = "admin/moves/object_history.html"
    acts: Mapping[str, str | Promise] = {}  # words for events that are no moves

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Moves are no changes of fields: Django alone would say that nothing happened."""
        thing = self.get_object(request, unquote(object_id))
        told = {"events": self.history_of(thing)} if thing is not None else {}
        return super().history_view(request, object_id, told | (extra_context or {}))

    def context_of(self, request: HttpRequest, thing: Any) -> dict[str, Any]:
        shown = {"events": self.history_of(thing), "preview": self.preview(request, thing)}
        return super().context_of(request, thing) | shown

    def preview(self, request: HttpRequest, thing: Any) -> str:
        """What the public would see, as HTML; overridden where there is such a page."""
        return ""

    def history_of(self, thing: Any) -> list[dict[str, Any]]:
        return [self.told(event) for event in Event.objects.of(thing).as_timeline()]

    def told(self, event: Event) -> dict[str, Any]:
        """An event of such a thing in the officer's language."""
        return {"event": event, "what": self.acts.get(event.name, event.name)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing with a history is deleted; it is archived, retired or withdrawn."""
        return False
