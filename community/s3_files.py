"""Files in a bucket (``S3_BUCKET``): as on a disk, for the rest of the portal.

Only imported where it is set; its packages are in ``requirements/s3.txt``. The bucket stays closed:
the site alone reads files out, after its own checks, so they have no address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from community.uploads import StorageAway

CLIENT = Config(
    signature_version="s3v4",
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 3},
    # Sums that servers of others do not all know.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


def told[**P, T](act: Callable[P, T]) -> Callable[P, T]:
    """What S3 does not do is an ``OSError``, as on a disk."""

    @wraps(act)
    def acted(*given: P.args, **named: P.kwargs) -> T:
        try:
            return act(*given, **named)
        except (Boto3Error, BotoCoreError, ClientError) as error:
            raise StorageAway(str(error)) from error

    return acted


class S3Files(S3Storage):
    def __init__(self, **given: Any) -> None:
        self.turn, self.resource = Lock(), None
        super().__init__(**given)

    def get_default_settings(self) -> dict[str, Any]:
        return super().get_default_settings() | {
            "client_config": CLIENT,
            "file_overwrite": False,
            "max_memory_size": settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
            "transfer_config": TransferConfig(use_threads=False),
        }

    @property
    def connection(self) -> Any:
        """One for all threads: each would take some ten megabytes, and what we use is shared."""
        with self.turn:
            if self.resource is None:
                self.resource = self._create_session().resource(
                    "s3",
                    region_name=self.region_name,
                    endpoint_url=self.endpoint_url,
                    config=self.client_config,
                )
        return self.resource

    @told
    def _open(self, name: str, mode: str = "rb") -> File:
        """Here at once, for what is read later could not be told any more."""
        file = super()._open(name, mode)
        try:
            file.open()
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # just deleted
                raise FileNotFoundError(name) from error
            raise
        return file

    _save = told(S3Storage._save)
    delete = told(S3Storage.delete)
    exists = told(S3Storage.exists)
    listdir = told(S3Storage.listdir)
    size = told(S3Storage.size)

    def url(self, name: str, *_given: Any, **_named: Any) -> str:
        raise NotImplementedError("The site alone gives files out, after it has looked for whom.")
