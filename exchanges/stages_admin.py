"""Exchanges stage by stage: the list of one state, oldest first, with whose turn it is.

A stage is the list of exchanges with its state in the address, so that searching, sorting, pages
and bulk decisions are those of every list.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import ActionLocation
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from community.desk_lists import short_day
from community.moderation import MovesAdmin
from exchanges.models import Exchange
from exchanges.models.queries import ExchangeQuerySet
from exchanges.turns import few, waited_for
from exchanges.vocabulary import PartyState, Status

STAGE = "status__exact"  # in the address of the list
# In the order in which an exchange passes them; where it can end early stands behind.
STAGES = (
    Status.SUBMITTED, Status.RETURNED, Status.OPEN, Status.SHAPING, Status.AGREED, Status.RUNNING,
    Status.REPORTING, Status.COMPLETED, Status.CLOSED, Status.WITHDRAWN, Status.CANCELLED,
    Status.LAPSED,
)  # fmt: skip
# In which somebody can be written to about her turn.
REMINDED = (
    Status.RETURNED, Status.OPEN, Status.SHAPING, Status.RUNNING, Status.REPORTING,
    Status.COMPLETED,
)  # fmt: skip
FEW = 4  # names in a cell
WORDS = {Status.COMPLETED: pgettext_lazy("stage", "Follow-up")}


class StageList(ChangeList):
    def get_queryset(self, *args: Any, **named: Any) -> ExchangeQuerySet:
        rows: Any = super().get_queryset(*args, **named)
        staged: ExchangeQuerySet = rows.as_stage()
        return staged


class StagesAdmin(MovesAdmin):
    change_list_template = "admin/exchanges/exchange/change_list.html"
    narrowed_by = ("status",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StageList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        shown = {"stages": self.stages(request), "title": self._title(request)}
        return super().changelist_view(request, shown | (extra_context or {}))

    def _title(self, request: HttpRequest) -> str:
        stage = _stage(request)
        return str(_label(stage)) if stage else _("All exchanges")

    def stages(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The line of stages: label, how many, the query of its list; one question for all."""
        here, rows = _stage(request), self.get_queryset(request).order_by()
        counts = dict(rows.values_list("status").annotate(count=Count("pk")))
        total = sum(counts.values())
        whole = {"label": _("All"), "count": total, "query": "?", "is_here": not here}
        return [
            whole,
            *(
                {
                    "label": _label(stage),
                    "count": counts.get(stage.value, 0),
                    "query": f"?{STAGE}={stage.value}",
                    "is_here": stage == here,
                }
                for stage in STAGES
            ),
        ]

    def get_actions(
        self,
        request: HttpRequest,
        action_location: ActionLocation = ActionLocation.CHANGE_LIST,
    ) -> dict[str, Any]:
        """Of a stage, what can be decided there."""
        actions, stage = super().get_actions(request, action_location), _stage(request)
        if not stage:
            return actions
        fitting = {f"move_{row.name}" for row in self.model.MOVES.values() if stage in row.sources}
        fitting |= {"remind"} if stage in REMINDED else set()
        fitting |= {"waive_chosen"} if stage == Status.REPORTING else set()
        return {name: action for name, action in actions.items() if name in fitting}

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The state is the same for all on a stage."""
        columns = list(super().get_list_display(request))
        return [name for name in columns if name != "status" or not _stage(request)]

    # --- Columns ---------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("whose turn"))
    def whose_turn(self, exchange: Exchange) -> str:
        """With since when; of a sample nobody knows."""
        names, since = waited_for(exchange)
        if not since or exchange.is_sample:
            return _few(names)
        told = _("%(who)s, since %(day)s")
        return told % {"who": _few(names), "day": short_day(since)}

    @admin.display(description=gettext_lazy("in this state"), ordering="status_since")
    def age(self, exchange: Exchange) -> str:
        if exchange.is_sample:
            return "–"
        days = max(0, (timezone.now() - exchange.status_since).days)
        told = ngettext("%(number)d day, since %(day)s", "%(number)d days, since %(day)s", days)
        return told % {"number": days, "day": short_day(exchange.status_since)}

    @admin.display(description=gettext_lazy("last reminder"), ordering="reminded_at")
    def reminded(self, exchange: Any) -> str:
        return short_day(exchange.reminded_at) if exchange.reminded_at else "–"

    @admin.display(description=gettext_lazy("parties"))
    def parties_named(self, exchange: Exchange) -> str:
        """Who takes part, as the cards of the board say it."""
        present = [one for one in exchange.parties.all() if one.state == PartyState.ACCEPTED]
        return _few([party.short_name for party in present])


def _stage(request: HttpRequest) -> Status | None:
    """That the address asks for; an unknown one is left to the list."""
    value = request.GET.get(STAGE, "")
    return Status(value) if value in STAGES else None


def _label(stage: Status) -> Any:
    return WORDS.get(stage, stage.label)


def _few(names: list[str]) -> str:
    """As many as a line of the list has room for."""
    return few(names, FEW) or "–"
