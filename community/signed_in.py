"""Pages are closed unless opened: behind the sign-in, whoever asks is a person."""

from django.http import HttpRequest

from community.models import Person


class SignedInRequest(HttpRequest):
    """For the type checker: the request of a page that ``LoginRequiredMiddleware`` keeps closed."""

    user: Person
