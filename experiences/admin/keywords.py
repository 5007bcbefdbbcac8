"""Free keywords at the secretariat's desk: renamed, merged, deleted."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from taggit import admin as taggit

from community.moderation import OnRecordAdmin
from community.signed_in import SignedInRequest
from experiences.models import Keyword


class MergeForm(forms.Form):
    def __init__(self, words: QuerySet[Keyword], data: Any = None) -> None:
        super().__init__(data)
        self.fields["kept"] = forms.ModelChoiceField(
            words,
            label=_("The word that stays"),
            help_text=_("Sheets with one of the others have this one instead."),
            empty_label=None,
            widget=forms.RadioSelect,
        )


admin.site.unregister(taggit.Tag)  # taggit's own cannot merge what the portal keeps


@admin.register(Keyword)
class KeywordAdmin(OnRecordAdmin):
    acts = {"merge": _("Took the place of another word")}
    list_display = ("name", "sheets")
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name",)
    actions = ("merge",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Keyword]:
        return super().get_queryset(request).annotate(number=Count("keyworded_experiences"))

    @admin.display(description=_("experiences"), ordering="number")
    def sheets(self, word: Any) -> int:
        return int(word.number)

    @admin.action(description=_("Merge"), permissions=["change"])
    def merge(self, request: SignedInRequest, words: QuerySet[Keyword]) -> HttpResponse | None:
        form = MergeForm(words, request.POST if "decided" in request.POST else None)
        if form.is_valid():
            kept = form.cleaned_data["kept"]
            for word in words.exclude(pk=kept.pk):
                word.merge_into(kept, by=request.user)
            self.message_user(request, _("Done: %(thing)s") % {"thing": kept}, messages.SUCCESS)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge"),
            "opts": self.opts,
            "move": {"label": _("Merge")},
            "form": form,
            "things": words,
            "chosen": words,
            "action": "merge",
            "back": self.way_back(request),
        }
        return TemplateResponse(request, "admin/moves/decide.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Words come with the sheets they are about."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A word can go, unlike a thing with a life."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
