"""The months as they stand inside a date: Django's Portuguese writes them large, the language does
not. Nobody calls this; it is here so that our catalogs hold these words and go before Django's."""

from django.utils.translation import gettext_noop as _

INSIDE_A_DATE = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
    _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
