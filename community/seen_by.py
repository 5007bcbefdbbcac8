"""Who sees what is typed into a field: said beside it, in these words."""

from django.utils.translation import gettext_lazy as _

HERSELF = _("Seen by you and the secretariat")
COLLEAGUES = _("Seen by the people of your organization and the secretariat")
DECIDERS = _("Seen by you, those who decide whether you join, and the secretariat")
NOBODY = _("Nobody sees it; only a fingerprint of it is kept")
EVERYONE = _("Seen by everyone")
SECRETARIAT = _("Seen by the secretariat")
