"""Who sees what is typed into a field: said beside it, in these words."""

from django.utils.translation import gettext_lazy as _

HERSELF = _("you and the secretariat")
COLLEAGUES = _("the people of your organization and the secretariat")
DECIDERS = _("you, those who decide whether you join, and the secretariat")
NOBODY = _("nobody; only a fingerprint of it is kept")
EVERYONE = _("everyone")
SECRETARIAT = _("the secretariat")
