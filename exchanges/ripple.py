"""The ripple of the whole network: what the exchanges set moving beyond their partners."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from community.models import Follow
from community.open_data import Writer
from exchanges.figures import FIGURE, Figure
from exchanges.models import Exchange, FollowUp, Seat, Want
from exchanges.vocabulary import FINISHED, Uptake
from experiences.models import Experience, Lesson

LABELS = {
    "exchanges": _("Exchanges in front of everybody"),
    "finished": _("Of these completed"),
    "followers": _("People who follow them"),
    "wants": _("Times an organization said “we want this too”"),
    "countries": _("Countries that said it"),
    "seats": _("Open seats that others took"),
    "lessons": _("Lessons drawn"),
    "adaptations": _("Sheets adapted from others"),
}


@login_not_required
def ripple(request: HttpRequest) -> HttpResponse:
    return render(request, "exchanges/ripple.html", {"waves": waves(), "ladder": ladder()})


@login_not_required
def data(request: HttpRequest, write: Writer) -> StreamingHttpResponse:
    return write("ripple", FIGURE, [*waves(), *ladder()])


def waves() -> list[Figure]:
    public = Exchange.objects.public()
    wants = Want.objects.standing().filter(exchange__in=public)
    wanted = wants.aggregate(
        wants=Count("pk"), countries=Count("organization__country", distinct=True)
    )
    seats = Seat.objects.granted().filter(activity__exchange__in=public)
    follows = Follow.objects.of_any(public).until_today()
    counts = {
        "exchanges": public.count(),
        "finished": public.filter(status__in=FINISHED).count(),
        "followers": follows.values("person").distinct().count(),
        **wanted,
        "seats": seats.taking_place().people(),
        "lessons": Lesson.objects.published().filter(exchanges__in=public).distinct().count(),
        "adaptations": Experience.objects.published().filter(adapted_from__isnull=False).count(),
    }
    return [Figure("wave", key, label, counts[key]) for key, label in LABELS.items()]


def ladder() -> list[Figure]:
    """How many exchanges reached each step at best, from the highest step down."""
    told = FollowUp.objects.told().filter(exchange__in=Exchange.objects.public())
    best = told.values("exchange").order_by().annotate(best=Max("level"))
    reached: dict[int, int] = {}
    for row in best:
        reached[row["best"]] = reached.get(row["best"], 0) + 1
    return [
        Figure("uptake", str(step.value), step.label, reached.get(step, 0))
        for step in reversed(Uptake)
    ]
