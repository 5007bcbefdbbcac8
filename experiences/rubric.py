"""How the secretariat weighs a sheet: six questions, five steps each, in the words of the desk."""

from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Step(models.IntegerChoices):
    NOT_AT_ALL = 0, pgettext_lazy("rubric", "not at all")
    A_LITTLE = 1, pgettext_lazy("rubric", "a little")
    PARTLY = 2, pgettext_lazy("rubric", "partly")
    LARGELY = 3, pgettext_lazy("rubric", "largely")
    FULLY = 4, pgettext_lazy("rubric", "fully")


class Advice(models.TextChoices):
    """What a reviewer would do. Whoever decides is free to do something else."""

    PUBLISH = "publish", _("Publish")
    RETURN = "return", _("Return with a reason")


class Criterion(NamedTuple):
    label: Any  # words of the reader's language
    question: Any


CRITERIA = {
    "relevance": Criterion(
        _("Relevance"), _("Does it answer a problem that other countries have, too?")
    ),
    "evidence": Criterion(
        pgettext_lazy("rubric", "Evidence"),
        _("Do figures and sources bear out what it says of its results?"),
    ),
    "sustainability": Criterion(
        _("Sustainability"),
        _("Could it go on when people, money or government change?"),
    ),
    "equality": Criterion(
        _("Equality"),
        _("Does it reach those who are left behind, and women and men alike?"),
    ),
    "participation": Criterion(_("Participation"), _("Did those whom it is for have a say in it?")),
    "adaptability": Criterion(
        _("Adaptability"), _("Could somebody elsewhere do it with what is written here?")
    ),
}
