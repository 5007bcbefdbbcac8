"""Words of django-allauth and Django that we say otherwise: here ``make messages`` finds them.

Our catalogue comes before theirs. Everything the portal says in Spanish it says with *usted*;
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
# One word for each thing, the same as on our pages, and plain sentences.
UNLIKE_OURS = (
    gettext_noop("A user is already registered with this email address."),
    gettext_noop("Authenticator code"),
    gettext_noop("Change Email"),
    gettext_noop("Change Password"),
    gettext_noop("Confirm Access"),
    gettext_noop("Confirm Email Address"),
    gettext_noop("Confirmation email sent to %(email)s."),
    gettext_noop("Current email"),
    gettext_noop("Email"),
    gettext_noop("Email Address"),
    gettext_noop("Email Addresses"),
    gettext_noop("Email address"),
    gettext_noop("Enter an authenticator code:"),
    gettext_noop("Enter your password:"),
    gettext_noop("Key nr. {number}"),
    gettext_noop("No security keys have been added."),
    gettext_noop("Passkey"),
    gettext_noop("Please reauthenticate to safeguard your account."),
    gettext_noop("Security Keys"),
    gettext_noop("Security key"),
    gettext_noop("Security key added."),
    gettext_noop("Security key removed."),
    gettext_noop("Successfully signed in as %(name)s."),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("The password is too similar to the %(verbose_name)s."),
    gettext_noop("This email address is already associated with this account."),
    gettext_noop("Two-Factor Authentication"),
    gettext_noop("Use a different email address"),
    gettext_noop("Use a security key"),
    gettext_noop("Use your password"),
    gettext_noop("You are about to generate a new set of recovery codes for your account."),
    gettext_noop(
        "You cannot activate two-factor authentication until you have verified your email address."
    ),
    gettext_noop("You have confirmed %(email)s."),
    gettext_noop(
        "Your account is protected by two-factor authentication. Please enter an "
        "authenticator code:"
    ),
    gettext_noop("Your email address is still pending verification."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
)
# What fields say when they are wrong: Django's own words are those of Spain.
IN_FIELDS = (
    gettext_noop("Enter a valid value."),
    gettext_noop("Enter a valid URL."),
    gettext_noop("Enter a valid email address."),
    gettext_noop("Enter a whole number."),
    gettext_noop("Enter a number."),
    gettext_noop("Enter a valid date."),
    gettext_noop("Enter a valid time."),
    gettext_noop("Enter a valid date/time."),
    gettext_noop("No file was submitted."),
    gettext_noop("The submitted file is empty."),
    gettext_noop(
        "Upload a valid image. The file you uploaded was either not an image or a corrupted image."
    ),
    gettext_noop("Select a valid choice. %(value)s is not one of the available choices."),
    gettext_noop("Select a valid choice. That choice is not one of the available choices."),
)
# French readers know “ko” and “Mo”; Django's “Kio” and “Mio” are right and nobody's.
SIZES = (
    gettext_noop("%s KB"),
    gettext_noop("%s MB"),
)
KEYS = ngettext_lazy(
    "You have added %(count)s security key.", "You have added %(count)s security keys."
)
