"""Background jobs of the ground floor. procrastinate finds this module by its name."""

import datetime as dt
import logging

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from community import delivery, unproven
from community.clock import AGAIN, a_round
from community.models.letters import Letter

log = logging.getLogger(__name__)

# Twenty seconds more each time: a mail server away for an hour is asked some eighteen times.
LATER = RetryStrategy(max_attempts=60, linear_wait=20)


@app.task(name="deliver_letter", retry=LATER)
def deliver_letter(letter_id: int) -> None:
    try:
        delivery.deliver(letter_id)
    except Exception as error:
        if delivery.note_failure(letter_id, error):
            log.warning("letter %s is not sent yet: %s", letter_id, delivery.without_names(error))
        raise


@app.periodic(cron="* * * * *")
@app.task(name="sweep_letters", queueing_lock="sweep_letters")
def sweep_letters(timestamp: int) -> None:
    """Queue again what lost its job: a worker was killed, or every retry was used up."""
    patience = timezone.now() - dt.timedelta(minutes=1)
    waiting = Letter.objects.unsent().filter(written_at__lt=patience).values_list("pk", flat=True)
    for letter_id in waiting[:1000]:
        try:
            deliver_letter.configure(queueing_lock=f"letter {letter_id}").defer(letter_id=letter_id)
        except AlreadyEnqueued:
            continue


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Jobs whose worker stopped breathing go back into the queue."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


@app.periodic(cron="40 3 * * *")
@app.task(name="clear_sessions", queueing_lock="clear_sessions", retry=AGAIN)
def clear_sessions(timestamp: int) -> None:
    """What a browser left behind and nobody comes back for; what was typed there goes with it."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    known = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=known).delete()  # holds the address and browser


@app.periodic(cron="50 3 * * *")
@app.task(name="forget_unproven", queueing_lock="forget_unproven", retry=AGAIN)
def forget_unproven(timestamp: int) -> None:
    """Whoever's address somebody typed here has not asked to be written down."""
    with a_round() as now:
        now.each(unproven.unproven, unproven.forget)
