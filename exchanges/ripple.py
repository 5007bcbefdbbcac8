"""The ripple of the whole network: what the exchanges set moving beyond their partners."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from community.models import Follow
from exchanges.models import Exchange, FollowUp, Seat, Want
from exchanges.vocabulary import FINISHED, Uptake
from experiences.models import Experience, Lesson


@login_not_required
def ripple(request: HttpRequest) -> HttpResponse:
    return render(request, "exchanges/ripple.html", {"waves": waves(), "ladder": ladder()})


def waves() -> dict[str, int]:
    public = Exchange.objects.public()
    wants = Want.objects.standing().filter(exchange__in=public)
    wanted = wants.aggregate(
        wants=Count("pk"), countries=Count("organization__country", distinct=True)
    )
    adapted = Experience.objects.published().filter(adapted_from__isnull=False)
    return {
        "exchanges": public.count(),
        "finished": public.filter(status__in=FINISHED).count(),
        "wants": wanted["wants"],
        "countries": wanted["countries"],
        "followers": Follow.objects.of_any(public).count(),
        "seats": Seat.objects.granted().filter(activity__exchange__in=public).people(),
        "lessons": Lesson.objects.published().filter(exchanges__in=public).distinct().count(),
        "adaptations": adapted.count(),
    }


def ladder() -> list[dict[str, Any]]:
    """How many exchanges reached each step at best, from the highest step down."""
    told = FollowUp.objects.told().filter(exchange__in=Exchange.objects.public())
    best = told.values("exchange").order_by().annotate(best=Max("level"))
    reached: dict[int, int] = {}
    for row in best:
        reached[row["best"]] = reached.get(row["best"], 0) + 1
    return [
        {"step": step.label, "level": step.value, "count": reached.get(step, 0)}
        for step in reversed(Uptake)
    ]
