"""The roles in an organization, and what each is there for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    DEPUTY = "deputy", _("Deputy")
    FOCAL_POINT = "focal_point", _("Focal point")


RANKS = tuple(Role)  # the higher the later
LEADING = (Role.FOCAL_POINT, Role.DEPUTY)
WRITING = (Role.FOCAL_POINT, Role.DEPUTY, Role.EDITOR)
# Given by a click; the office of focal point is handed over instead.
GIVEN = (Role.VIEWER, Role.EDITOR, Role.DEPUTY)
WHAT_IT_MAY = {
    Role.VIEWER: _("Reads its drafts and sees its people."),
    Role.EDITOR: _("Also drafts experiences, requests, plans and reports."),
    Role.DEPUTY: _("Also submits, accepts and declines in its name, and lets people in."),
    Role.FOCAL_POINT: _("Holds the office: everything a deputy may, and hands it over."),
}


class Afterwards(models.TextChoices):
    """What becomes of a focal point who hands the office over."""

    DEPUTY = "deputy", _("I stay as a deputy")
    EDITOR = "editor", _("I stay as an editor")
    VIEWER = "viewer", _("I stay as a viewer")
    LEFT = "left", _("I leave the organization")


REPLACED = "replaced"  # by the secretariat; never chosen on a form
