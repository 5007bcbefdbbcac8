"""``docs/reference/lifecycles.md`` says what the tables of moves say, and nothing else."""

from pathlib import Path

import pytest

from community.lifecycle import Lifecycle
from exchanges.models import Exchange
from experiences.models import Experience
from members.models import Organization

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lifecycles.md"
PAPERS: dict[str, type[Lifecycle]] = {
    "Organization": Organization,
    "Experience": Experience,
    "Exchange": Exchange,
}
HEAD = ["| move | from | to | made by | reason | then it waits for |", "|---|---|---|---|---|---|"]


def table_of(model: type[Lifecycle]) -> list[str]:
    """The table of moves as the page has it, states in the order of their lists."""
    order = [value for value, _label in model._meta.get_field("status").choices]
    lines = []
    for move in model.MOVES.values():
        sources = ", ".join(sorted((str(one) for one in move.sources), key=order.index))
        actors = ", ".join(sorted(move.actors))
        turn = model.TURNS.get(move.target, "") or "nobody"
        reason = "yes" if move.needs_reason else ""
        cells = (f"`{move.name}`", sources, str(move.target), actors, reason, turn)
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return [*HEAD, *lines]


def section(name: str) -> list[str]:
    """The lines of the first table below the heading ``name``."""
    below = PAGE.read_text().split(f"\n## {name}\n")[1].split("\n## ")[0].splitlines()
    first = below.index(HEAD[0])
    after = (place for place in range(first, len(below)) if not below[place].startswith("|"))
    return below[first : next(after, len(below))]


@pytest.mark.parametrize("name", PAPERS)
def test_the_page_has_the_table_of_moves(name):
    assert section(name) == table_of(PAPERS[name])
