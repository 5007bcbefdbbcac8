"""The tile map: every state has its square, and the colours say what the numbers say."""

from members.countries import STATES, Subregion
from members.tilemap import POSITIONS, STEPS, step_of, tilemap, upper_bounds

AMERICAS = [state for state in STATES if state.subregion != Subregion.OUTSIDE]


def country(iso2: str, number: int) -> tuple[str, str, int, str, str]:
    return iso2, f"Name of {iso2}", number, f"/{iso2}/", f"{number} experiences"


def test_each_of_the_35_states_has_a_square_of_its_own():
    assert set(POSITIONS) == {state.iso2 for state in AMERICAS}
    assert len(set(POSITIONS.values())) == len(AMERICAS) == 35


def test_north_is_up_and_east_is_right():
    column = {iso2: place[0] for iso2, place in POSITIONS.items()}
    row = {iso2: place[1] for iso2, place in POSITIONS.items()}
    assert row["CA"] < row["MX"] < row["PA"] < row["CO"] < row["AR"]
    assert column["CL"] < column["UY"]
    assert column["PE"] < column["BR"]
    assert column["CU"] < column["DO"] < column["KN"]


def test_zero_is_not_coloured_and_one_is():
    tiles = {tile.iso2: tile for tile in tilemap([country("BR", 0), country("KN", 1)]).tiles}
    assert tiles["BR"].step == 0
    assert tiles["KN"].step == 1


def test_the_largest_number_has_the_strongest_colour():
    drawn = tilemap([country("CL", 13), country("PE", 4), country("UY", 1)])
    assert {tile.iso2: tile.step for tile in drawn.tiles} == {"CL": 5, "PE": 3, "UY": 1}
    assert [step.label for step in drawn.legend] == ["1–2", "3", "4–5", "6–8", "9–13"]


def test_there_are_five_steps_without_gaps_whatever_the_numbers():
    for largest in (0, 1, 2, 5, 6, 7, 40, 999, 250_000):
        bounds = upper_bounds(largest)
        assert len(bounds) == len(set(bounds)) == STEPS
        assert bounds == sorted(bounds)
        assert bounds[-1] == max(largest, STEPS)
        assert [step_of(bound, bounds) for bound in bounds] == [1, 2, 3, 4, 5]


def test_up_to_five_every_number_has_its_own_colour():
    assert upper_bounds(3) == [1, 2, 3, 4, 5]


def test_a_partner_outside_the_americas_is_in_the_table_and_not_on_the_map():
    drawn = tilemap([country("JP", 2), country("CL", 1)])
    assert [tile.iso2 for tile in drawn.tiles] == ["CL"]
    assert [row[0] for row in drawn.rows] == ["JP", "CL"]


def test_squares_are_read_from_north_west_to_south_east():
    drawn = tilemap([country(state.iso2, 1) for state in AMERICAS])
    assert [tile.iso2 for tile in drawn.tiles][:5] == ["CA", "US", "MX", "BS", "GT"]
    assert drawn.tiles[-1].iso2 == "AR"


def test_a_tile_says_its_name_and_its_number():
    (tile,) = tilemap([country("KN", 2)], here="KN").tiles
    assert tile.title == "Name of KN (KN): 2 experiences"
    assert tile.is_here


def test_an_empty_map_can_be_drawn():
    assert tilemap([]).tiles == []
