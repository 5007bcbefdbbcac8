"""The page of a review at the desk: the sheet in parts, a note beside each, and the rubric.

Saving a review decides nothing: the buttons of the moves stand above it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from community.acts_admin import Link
from community.signed_in import SignedInRequest
from community.unsaved import survives_sign_out, typed
from experiences.admin.seen import SeenAdmin, review_page
from experiences.models import Experience, Review
from experiences.models.versions import Past
from experiences.review_form import ReviewForm, first_answers
from experiences.reviewing import (
    beside_notes,
    next_for,
    returns_of,
    reviews_of,
    seen_in,
    since,
    since_seen,
    submission_of,
)
from experiences.vocabulary import Status

UNSEEN = {Status.DRAFT, Status.WITHDRAWN}


class ReviewAdmin(SeenAdmin):
    """Mix it into the admin of sheets."""

    def get_urls(self) -> list[URLPattern]:
        view = survives_sign_out(self.admin_site.admin_view(self.review_view))
        looked = self.admin_site.admin_view(self.looked_view)
        own = [
            path("<int:pk>/review/", view, name="experiences_experience_review"),
            path("<int:pk>/looked-again/", looked, name="experiences_experience_looked"),
        ]
        return [*own, *super().get_urls()]

    def acts_on(self, thing: Any) -> list[Link]:
        own = [] if thing.status in UNSEEN else [(_("Review"), review_page(thing))]
        return [*own, *super().acts_on(thing)]

    def review_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        sheet = self._sheet(request, pk)
        past = Past(sheet)
        own = Review.objects.of(request.user).filter(experience=sheet).about(sheet.submitted_at)
        if request.method != "POST":
            if (data := typed(request)) is not None:
                return self._page(request, past, ReviewForm(sheet, own, data))
            last = own.first()
            initial = {"seen": len(past), "after": last.pk if last else 0, **first_answers(last)}
            return self._page(request, past, ReviewForm(sheet, own, initial=initial))
        form = ReviewForm(sheet, own, request.POST)
        if not form.is_valid():
            return self._page(request, past, form)
        version = self._keep(request, past, form)
        return HttpResponseRedirect(self._after(request, sheet, version))

    def looked_view(self, request: SignedInRequest, pk: int) -> HttpResponse:
        sheet = self._sheet(request, pk)
        if request.method != "POST" or sheet.status != Status.PUBLISHED:
            raise Http404
        done = self.look(request, sheet)
        seen = 0 if done else seen_in(request.POST, sheet)
        return HttpResponseRedirect(review_page(sheet, seen))

    def _sheet(self, request: HttpRequest, pk: int) -> Experience:
        sheet = self.get_queryset(request).as_sheets().filter(pk=pk).first()  # type: ignore[attr-defined]
        if sheet is None or sheet.status in UNSEEN:
            raise Http404
        if not self.has_change_permission(request, sheet):
            raise PermissionDenied
        found: Experience = sheet
        return found

    def _keep(self, request: SignedInRequest, past: Past, form: ReviewForm) -> int:
        """About what she had before her, whatever became of the sheet meanwhile: its number."""
        version = min(form.cleaned_data["seen"], len(past))
        about = submission_of(past, version)
        Review.write(
            past.sheet, by=request.user, version=version, submitted_at=about, **form.answers()
        )
        self.message_user(request, _("Your review is kept. It decides nothing yet."))
        if version < len(past):
            told = _("The sheet was changed while you read it: see what is new.")
            self.message_user(request, told, "WARNING")
        return version

    def _after(self, request: SignedInRequest, sheet: Experience, version: int) -> str:
        if "next" not in request.POST:
            return review_page(sheet, version if version < sheet.newest_version else 0)
        following = next_for(request.user, after=sheet)
        return review_page(following) if following else reverse("admin:index")

    def _page(self, request: HttpRequest, past: Past, form: ReviewForm) -> HttpResponse:
        sheet, told = past.sheet, since(past)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Review: %(sheet)s") % {"sheet": sheet},
            "opts": self.opts,
            "original": sheet,
            "sheet": sheet,
            "form": form,
            "meanwhile": since_seen(past, seen_in(request.GET, sheet)),
            "since": told,
            "returns": returns_of(sheet),
            "parts": beside_notes(sheet, form.parts(), told),
            "reviews": reviews_of(sheet),
            **self.decisions(sheet),
            "number": len(past),
        }
        return TemplateResponse(request, "admin/experiences/review.html", context)
