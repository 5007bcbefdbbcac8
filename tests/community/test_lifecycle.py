"""A move that is refused leaves nothing behind, neither in the database nor in memory."""

import pytest

from community.lifecycle import MoveRefused
from community.models import Event, Letter
from tests import make


def test_a_refused_move_leaves_the_object_as_it_was(amina):
    sheet = make.sheet(make.ministry_of(amina), results="")
    with pytest.raises(MoveRefused):
        sheet.submit(by=amina)
    assert (sheet.status, sheet.submitted_at, sheet.submitted_by) == ("draft", None, None)
    assert not Event.objects.of(sheet).filter(name="submit").exists()
    assert not Letter.objects.exists()
