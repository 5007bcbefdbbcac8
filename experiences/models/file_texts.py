"""The text of a file, read by a job and found by the search; a table of its own, as it is long."""

from __future__ import annotations

from contextlib import suppress

from django.db import models, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from community.file_texts import Problem, Read


class FileText(models.Model):
    """There once the file was read. The database deletes it with its file, however that goes."""

    attachment = models.OneToOneField(
        "experiences.Attachment",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="file_text",
        db_constraint=False,  # the migration makes it, with ON DELETE CASCADE
    )
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=10, choices=Problem.choices, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(problem="") ^ models.Q(text=""),
                name="a_file_without_text_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id}: {self.problem or len(self.text)}"


def queue(attachment_id: int) -> None:
    """By name: jobs stand above models. Twice in the queue is once."""
    job = app.configure_task("read_file", queueing_lock=f"file {attachment_id}")
    job.defer(attachment_id=attachment_id)


def queue_all(attachment_ids: list[int]) -> None:
    for pk in attachment_ids:
        with suppress(AlreadyEnqueued), transaction.atomic():
            queue(pk)


def keep(attachment_id: int, read: Read) -> None:
    """In the place of what was read before."""
    FileText.objects.update_or_create(
        pk=attachment_id,
        defaults={"text": read.text, "problem": read.problem, "read_at": timezone.now()},
    )
