"""By when the secretariat answers."""

import datetime as dt

ANSWER_WITHIN = 5  # working days


def working_days_after(day: dt.date, number: int = ANSWER_WITHIN) -> dt.date:
    """The day that is ``number`` working days (Monday to Friday) later."""
    while number:
        day += dt.timedelta(days=1)
        number -= day.weekday() < 5
    return day
