"""Parts of a question that are put into SQL once."""

import pytest
from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from community.compiled import compiled
from community.models import Theme
from tests import make

pytestmark = pytest.mark.django_db


def test_what_was_put_into_sql_once_says_of_each_row_what_it_said_before():
    broad = make.theme("social-services")
    for slug in ("child-care", "home-care"):
        make.theme(slug, broad)
    narrower = Theme.objects.filter(parent=OuterRef("pk")).order_by().values("parent")
    number = Coalesce(Subquery(narrower.annotate(n=Count("pk")).values("n")), 0)
    rows = Theme.objects.annotate(asked=number, known=compiled(Theme, number)).order_by("pk")
    assert list(rows.values_list("asked", "known")) == [(2, 2), (0, 0), (0, 0)]


def test_rows_are_found_by_it_as_by_a_field_of_its_kind():
    make.theme("child-care")
    make.theme("pensions")
    again = compiled(Theme, Subquery(Theme.objects.filter(pk=OuterRef("pk")).values("slug")))
    found = Theme.objects.annotate(again=again).filter(again__startswith="child")
    assert [theme.slug for theme in found] == ["child-care"]


def test_no_day_is_kept_in_a_part_of_a_question():
    with pytest.raises(ValueError, match="for ever"):
        compiled(Theme, Value(timezone.now()))
