"""Words of Django that its own translations lack: here ``make messages`` finds them.

Take one out once Django has it in Spanish, Portuguese and French.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

LACKING = (
    gettext_noop("- Select an option -"),
    gettext_noop("Filter by %(field_name)s"),
    gettext_noop("Pagination %(name)s"),
    gettext_noop("Pagination %(name)s entries"),
    gettext_noop(
        "Deleting the %(object_name)s “%(escaped_object)s” would require deleting the following"
        " protected related objects:"
    ),
    gettext_noop(
        "Are you sure you want to delete the %(object_name)s “%(escaped_object)s”? All of the"
        " following related items will be deleted:"
    ),
)
MORE = ngettext_lazy("…and %(count)d more object.", "…and %(count)d more objects.")
