"""Following: what can be followed, by whom, and what she follows. Hidden things are not there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from community.models import Follow, Person, Theme
from community.signed_in import SignedInRequest
from exchanges.models import Exchange
from experiences.models import Experience, Lesson
from members.models import Organization

# Kind → the rows of it that a person may see.
FOLLOWABLE: dict[str, Callable[[Person], Any]] = {
    "theme": lambda person: Theme.objects.all(),
    "organization": lambda person: Organization.objects.visible_to(person),
    "experience": lambda person: Experience.objects.visible_to(person),
    "lesson": lambda person: Lesson.objects.visible_to(person),
    "exchange": lambda person: Exchange.objects.visible_to(person),
}


@require_POST
def follow(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    subject = _subject(request.user, kind, pk)
    Follow.begin(subject, by=request.user)
    messages.success(request, _("You follow this now; its news stand on your page."))
    return redirect(subject)


@require_POST
def unfollow(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Back to where the button was: the thing itself or my page."""
    subject = _subject(request.user, kind, pk)
    Follow.end(subject, by=request.user)
    messages.success(request, _("You no longer follow this."))
    return redirect("my" if "from_my_page" in request.POST else subject)


def _subject(person: Person, kind: str, pk: int) -> Any:
    if kind not in FOLLOWABLE or pk >= 2**63:
        raise Http404
    return get_object_or_404(FOLLOWABLE[kind](person), pk=pk)


def followed_by(person: Person) -> list[Follow]:
    """What she follows and may see, the newest first; one question, and one for each kind."""
    kinds = {ContentType.objects.get_for_model(model).pk: name for name, model in _models()}
    ids: defaultdict[str, list[int]] = defaultdict(list)
    rows = list(person.follows.order_by("-since", "-pk"))
    for row in rows:
        if row.subject_type_id in kinds:
            ids[kinds[row.subject_type_id]].append(row.subject_id)
    seen = {
        (kind, thing.pk): thing
        for kind, keys in ids.items()
        for thing in FOLLOWABLE[kind](person).filter(pk__in=keys)
    }
    found = []
    for row in rows:
        kind = kinds.get(row.subject_type_id, "")
        if thing := seen.get((kind, row.subject_id)):
            row.subject = thing
            row.kind = kind  # type: ignore[attr-defined]
            found.append(row)
    return found


def _models() -> list[tuple[str, Any]]:
    models = (Theme, Organization, Experience, Lesson, Exchange)
    return [(str(model._meta.model_name), model) for model in models]
