"""Tables of moves: who may take a thing from which state to which, and whose turn it is then.

A move is one guarded ``UPDATE … WHERE status IN (…)`` in a transaction with its Event. Of two
people who press at the same moment one wins; the other gets ``MoveRefused``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from community.acts import Act
from community.models.events import Event
from community.models.people import Person
from community.refusal import MoveRefused

SECRETARIAT = "secretariat"
CLOCK = "clock"  # a job, not a person


@dataclass(frozen=True)
class Move:
    """One row of a table of moves. ``actors`` are roles as ``Lifecycle.roles_of`` names them."""

    name: str
    sources: frozenset[str]
    target: str
    actors: frozenset[str]
    needs_reason: bool = False
    label: str | Promise = ""


def table(*moves: Move) -> dict[str, Move]:
    return {move.name: move for move in moves}


def row(
    name: str,
    sources: Iterable[str],
    target: str,
    actors: Iterable[str],
    *,
    label: str | Promise = "",
    needs_reason: bool = False,
) -> Move:
    return Move(name, frozenset(sources), target, frozenset(actors), needs_reason, label)


class Lifecycle(models.Model):
    """A row with a ``status`` that only its table of moves can change."""

    MOVES: ClassVar[dict[str, Move]]
    TURNS: ClassVar[dict[str, str]] = {}  # status → role that is expected to act

    status_since = models.DateTimeField(_("in this state since"), default=timezone.now)

    class Meta:
        abstract = True

    status: Any

    def roles_of(self, person: Person | None) -> set[str]:
        """The roles that ``person`` has towards this row; ``None`` is the clock."""
        raise NotImplementedError

    def guard(self, move: Move) -> None:
        """Raise ``MoveRefused`` where the content of the row forbids the move."""

    def hindered(self, name: str) -> list[str]:
        """Why the guard of the move ``name`` would refuse it now; empty where it would not."""
        try:
            self.guard(self.MOVES[name])
        except MoveRefused as refusal:
            return list(refusal.messages)
        return []

    def moves_open_to(self, person: Person | None) -> list[Move]:
        roles = self.roles_of(person)
        return [
            move
            for move in self.MOVES.values()
            if self.status in move.sources and move.actors & roles
        ]

    def can(self, name: str, person: Person | None) -> bool:
        return any(move.name == name for move in self.moves_open_to(person))

    def check_actor(self, name: str, person: Person | None) -> None:
        """Raise ``PermissionDenied`` where ``person`` never makes the move ``name``."""
        if not self.MOVES[name].actors & self.roles_of(person):
            raise PermissionDenied

    @property
    def turn(self) -> str:
        """The role whose turn it is, or nothing when nobody is waited for."""
        return self.TURNS.get(self.status, "")

    def move(self, name: str, act: Act, **values: Any) -> Event:
        """Make the move ``name`` and record it; ``values`` are stamps set in the same UPDATE.

        Raises ``PermissionDenied`` for the wrong person and ``MoveRefused`` for the wrong moment.
        """
        move = self.MOVES[name]
        self.check_actor(name, act.by)
        if move.needs_reason and not act.reason.strip():
            raise MoveRefused({"reason": _("Say why; the reason is sent with the decision.")})
        try:
            with transaction.atomic():
                source = self._take(move, values)
                self.guard(move)  # after the UPDATE: locked, what it depends on stands still
                return Event.record(self, move.name, act, source=source, target=move.target)
        except MoveRefused:
            # The database has rolled back; this object in memory has not.
            self.refresh_from_db(fields=["status", "status_since", *values])
            raise

    def _take(self, move: Move, values: dict[str, Any]) -> str:
        """The guarded UPDATE; returns the state left, and brings this object up to date."""
        rows: models.QuerySet[Any] = type(self)._base_manager.filter(pk=self.pk)
        source = rows.select_for_update().values_list("status", flat=True).get()
        values = {"status": move.target, "status_since": timezone.now(), **values}
        if not rows.filter(status__in=move.sources).update(**values):
            raise MoveRefused(_("Somebody was faster, or this is no longer possible."))
        for name, value in values.items():
            setattr(self, name, value)
        return str(source)
