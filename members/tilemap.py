"""The tile map of the Americas: one equal square for each of the 35 states, in its rough place.

On a true map Saint Kitts and Nevis is a speck and Brazil a continent; here each is as easy to see
and to tap as the other. Pure functions: countries and numbers in, squares with their places and
colour steps out. The picture itself is ``templates/components/tilemap.html``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from community.languages import colon

# Read it like a map, north on top; "." is water.
GRID = """
CA . . . . . .
US . . . . . .
MX . . BS . . .
GT BZ . CU HT DO KN
SV HN . JM . DM AG
. NI . . VC LC BB
. CR PA . GD TT .
. . CO VE GY SR .
. EC PE BO BR . .
. . CL PY UY . .
. . . AR . . .
"""
POSITIONS: dict[str, tuple[int, int]] = {
    iso2: (column, row)
    for row, line in enumerate(GRID.split("\n")[1:-1])
    for column, iso2 in enumerate(line.split())
    if iso2 != "."
}
COLUMNS = 1 + max(column for column, _row in POSITIONS.values())
ROWS = 1 + max(row for _column, row in POSITIONS.values())
SIDE, GAP = 48, 4  # of a square and between two, in units of the picture
STEPS = 5

type Country = tuple[str, str, int, str, str]  # iso2, name, number, href, description


@dataclass(frozen=True)
class Tile:
    """One country; ``x`` and ``y`` are its upper left corner, ``step`` is 0 where nothing is."""

    iso2: str
    name: str
    number: int
    href: str
    description: str
    x: int
    y: int
    step: int
    is_here: bool

    @property
    def title(self) -> str:
        return f"{self.name} ({self.iso2}){colon()} {self.description}"


@dataclass(frozen=True)
class Step:
    """One colour of the legend and the numbers it stands for."""

    step: int
    label: str


@dataclass(frozen=True)
class TileMap:
    """``rows`` hold all countries given, also those without a square, the largest first."""

    tiles: list[Tile]
    legend: list[Step]
    rows: list[Country]
    view_box: str
    side: int = SIDE


def tilemap(countries: Iterable[Country], here: str = "") -> TileMap:
    """The map of ``countries``; ``here`` is the ISO2 code of the country the page is about."""
    given = sorted(countries, key=lambda country: (-country[2], country[1]))
    bounds = upper_bounds(max((number for _, _, number, _, _ in given), default=0))
    tiles = [
        Tile(*country, *_corner(country[0]), step_of(country[2], bounds), country[0] == here)
        for country in given
        if country[0] in POSITIONS
    ]
    return TileMap(
        tiles=sorted(tiles, key=lambda tile: (tile.y, tile.x)),
        legend=[Step(step, label) for step, label in enumerate(_ranges(bounds), start=1)],
        rows=given,
        view_box=f"0 0 {_length(COLUMNS)} {_length(ROWS)}",
    )


def upper_bounds(largest: int) -> list[int]:
    """The largest number of each of the five steps, each step as much wider as the last was.

    Few countries have much and many have little, so equal steps would paint most of the map in one
    colour. Up to five, every number has a colour of its own; 40 gives 2, 4, 9, 19, 40.
    """
    bounds: list[int] = []
    for step in range(1, STEPS + 1):
        even = round(largest ** (step / STEPS))
        bounds.append(max(even, bounds[-1] + 1 if bounds else 1))
    return bounds


def step_of(number: int, bounds: list[int]) -> int:
    """The step, 1 to 5, that ``number`` falls in; 0 for nothing."""
    return 0 if number <= 0 else 1 + sum(number > bound for bound in bounds[:-1])


def _ranges(bounds: list[int]) -> list[str]:
    firsts = [1, *(bound + 1 for bound in bounds)]
    pairs = zip(firsts, bounds, strict=False)
    return [str(last) if first == last else f"{first}–{last}" for first, last in pairs]


def _corner(iso2: str) -> tuple[int, int]:
    column, row = POSITIONS[iso2]
    return column * (SIDE + GAP), row * (SIDE + GAP)


def _length(squares: int) -> int:
    return squares * (SIDE + GAP) - GAP
