"""Words of django-allauth that its Spanish says to a friend: here ``make messages`` finds them.

Our catalogue comes before its own. Everything the portal says in Spanish it says with *usted*;
take one out once allauth does so too.
"""

from django.utils.translation import gettext_noop, ngettext_lazy

FAMILIAR = (
    gettext_noop("Are you sure you want to remove this security key?"),
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Download codes"),
    gettext_noop("Email address %(deleted_email)s has been removed from your account."),
    gettext_noop("Enter Email Verification Code"),
    gettext_noop("Enter Password Reset Code"),
    gettext_noop("New Recovery Codes Generated"),
    gettext_noop("Passkey Sign Up"),
    gettext_noop("Save them  in a secure location now — they won't be shown again."),
    gettext_noop("Sign up using a passkey"),
    gettext_noop("Use authenticator app or code"),
    gettext_noop(
        "You are about to create a passkey for your account. As you can add additional keys later"
        " on, you can use a descriptive name to tell the keys apart."
    ),
    gettext_noop(
        "You cannot generate recovery codes without having two-factor authentication enabled."
    ),
    gettext_noop(
        "You currently do not have any email address set up. You should really add an email"
        " address so you can receive notifications, reset your password, etc."
    ),
    gettext_noop("Your email has been changed from %(from_email)s to %(to_email)s."),
)
KEYS = ngettext_lazy(
    "You have added %(count)s security key.", "You have added %(count)s security keys."
)
