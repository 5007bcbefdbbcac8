"""What a verb raises when it cannot do what it was asked for; below the models that raise it."""

from django.core.exceptions import ValidationError


class MoveRefused(ValidationError):
    """The move is not possible now; the messages say why, beside the field where there is one."""
