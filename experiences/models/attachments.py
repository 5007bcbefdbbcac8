"""Files of a sheet: manuals, forms, tables and pictures that readers may take along."""

from __future__ import annotations

from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.file_kinds import KINDS, PICTURES, Kind
from community.models import Person, Reader
from community.uploads import Received, forget, storing
from experiences.models import file_texts
from experiences.models.experiences import Experience
from experiences.models.told import Speaking
from experiences.vocabulary import Status
from members.models import Membership

FOLDER = "experiences"
MOST_FILES = 10
SHOWN_SIDE = 960  # pixels of a picture as the sheet shows it
ENOUGH = _("A sheet has at most ten files. Delete one, or name this one among the sources.")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def described(self) -> AttachmentQuerySet:
        """Those that say who made them and, if a picture, what it shows."""
        return self.exclude(credit="").exclude(kind__in=PICTURES, alt="")

    def undescribed(self) -> AttachmentQuerySet:
        return self.exclude(pk__in=self.described().values("pk"))

    def unread(self) -> AttachmentQuerySet:
        """Documents whose text nobody has looked for yet."""
        return self.exclude(kind__in=PICTURES).filter(file_text=None)

    def with_problems(self) -> AttachmentQuerySet:
        """With why a text could not be read, and without the texts."""
        return self.select_related("file_text").defer("file_text__text")

    def visible_to(self, user: Reader) -> AttachmentQuerySet:
        """Described ones of public sheets to everybody; all to those whom the sheet belongs to."""
        if user.is_staff:
            return self
        public = models.Q(
            pk__in=Attachment.objects.described().values("pk"),
            experience__status=Status.PUBLISHED,
        )
        if not user.is_authenticated:
            return self.filter(public)
        own = Membership.objects.active().of(user).values("organization_id")
        return self.filter(public | models.Q(experience__organization__in=own))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    model_name="AttachmentVersion",
    # The words stay; the bytes go with the row. Who and when: the context of the version.
    exclude=["file", "preview", "position", "width", "height", "uploaded_at", "uploaded_by"],
)
class Attachment(Speaking):
    """One stored file. It is public with its sheet, once it says who made it."""

    PART = "file"

    experience = models.ForeignKey(Experience, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(editable=False)
    preview = models.FileField(editable=False, blank=True)
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    name = models.CharField(_("name of the file"), max_length=120, editable=False)
    kind = models.CharField(
        _("kind of file"),
        max_length=5,
        choices=[(kind.extension, kind.label) for kind in KINDS.values()],
        editable=False,
    )
    size = models.PositiveIntegerField(_("size"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    alt = models.CharField(_("what the picture shows"), max_length=500, blank=True)
    credit = models.CharField(_("who made it"), max_length=200, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["experience", "sha256"], name="a_sheet_has_a_file_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=sorted(PICTURES))
                | models.Q(width__gt=0, height__gt=0) & ~models.Q(preview=""),
                name="a_picture_has_its_measures",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name

    @classmethod
    def add(cls, sheet: Experience, received: Received, *, by: Person) -> Attachment:
        """Store what was received; the same content twice is one file, however it was sent.

        Raises ``ValidationError`` where the sheet has enough files or the disk has no room.
        """
        if not sheet.editable_by(by):
            raise PermissionDenied
        with storing(FOLDER) as store, transaction.atomic():
            Experience.objects.select_for_update(no_key=True).get(pk=sheet.pk)  # two clicks
            files = sheet.attachments.all()
            if same := files.filter(sha256=received.sha256).first():
                return same
            if files.count() >= MOST_FILES:
                raise ValidationError(ENOUGH, code="enough")
            made = cls(
                experience=sheet,
                position=files.count(),
                file=store(received.content, received.kind.extension),
                name=received.name,
                kind=received.kind.extension,
                size=received.size,
                sha256=received.sha256,
                title=_title(received.name),
                uploaded_by=by,
            )
            if received.picture:
                small = received.picture.smaller(SHOWN_SIDE)
                made.preview = store(ContentFile(small.content), small.extension)
                made.width, made.height = received.picture.width, received.picture.height
            made.save()
            if not made.is_picture:
                file_texts.queue(made.pk)
            return made

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """However it is deleted: the bytes go too, once that is certain."""
        forget(self.file.name, self.preview.name)
        return super().delete(*args, **kwargs)

    @property
    def format(self) -> Kind:
        return KINDS[self.kind]

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES

    @property
    def is_described(self) -> bool:
        """The same as the queryset's ``described``."""
        return bool(self.credit and (self.alt or not self.is_picture))

    @property
    def is_read(self) -> bool:
        return self.is_described

    @property
    def unread_because(self) -> str:
        """Why the search knows nothing of what is in it; nothing said before a job has looked."""
        read = getattr(self, "file_text", None)
        return read.get_problem_display() if read and read.problem else ""

    def get_absolute_url(self) -> str:
        return reverse("experiences:file", args=[self.experience.slug, self.pk])

    def get_preview_url(self) -> str:
        return reverse("experiences:file-preview", args=[self.experience.slug, self.pk])


def _title(name: str) -> str:
    """A first title, from the name: ``Manual_de_visitas.pdf`` → ``Manual de visitas``."""
    return " ".join(name.rpartition(".")[0].replace("_", " ").split())
