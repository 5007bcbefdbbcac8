"""Files in a bucket: nobody comes by the portal, and what happens while it is out of reach."""

from http.client import HTTPConnection

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from community import file_texts, uploads
from community.uploads import StorageAway
from portal import checks
from tests import files, make, s3
from tests.ports import free_port


@pytest.fixture
def stored_in(settings):
    def stored(backend):
        settings.STORAGES = {**settings.STORAGES, "default": backend}
        return backend["OPTIONS"]

    return stored


@pytest.fixture
def bucket(stored_in, s3_server):
    return stored_in(s3.bucket(s3_server))


@pytest.fixture
def away(stored_in, bucket):
    """A server that does not answer, in the place of the one that had the files."""
    nowhere = {**bucket, "endpoint_url": f"http://127.0.0.1:{free_port()}"}
    return lambda: stored_in({"BACKEND": "community.s3_files.S3Files", "OPTIONS": nowhere})


def test_the_bucket_opens_to_nobody_who_comes_without_a_key(bucket):
    name = uploads.store(ContentFile(files.PDF), "experiences", "pdf")
    connection = HTTPConnection(bucket["endpoint_url"].removeprefix("http://"))
    connection.request("GET", f"/{bucket['bucket_name']}/{name}")
    assert connection.getresponse().status == 403
    connection.close()
    with pytest.raises(NotImplementedError):  # and nobody is sent there with a key of ours
        default_storage.url(name)


def test_what_is_stored_is_read_listed_and_forgotten(bucket):
    assert default_storage.listdir("") == ([], [])
    large = files.PDF * 60_000  # on the disk while it is read, not in memory
    name = uploads.store(ContentFile(large), "experiences", "pdf")
    with default_storage.open(name) as file:
        assert (file.size, file.read()) == (len(large), large)
    assert default_storage.listdir("") == (["experiences"], [])
    text = uploads.store(ContentFile(b"About shepherds"), "experiences", "txt")
    assert file_texts.read(text, "txt").text == "About shepherds"
    default_storage.delete(text)
    assert file_texts.read(text, "txt").problem == "lost"
    assert not default_storage.exists(text)


@pytest.mark.django_db
def test_a_bucket_out_of_reach_costs_a_file_and_no_form(client, bucket, away):
    ministry = make.organization(logo=uploads.store(ContentFile(b"logo"), "logos", "2x2.webp"))
    file = make.attachment(make.published())
    logo = f"/en/organizations/{ministry.slug}/logo/"
    assert b"".join(client.get(file.get_absolute_url())).startswith(b"%PDF")
    assert client.get(logo).content == b"logo"
    away()
    for page in (file.get_absolute_url(), logo):
        answer = client.get(page)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    with pytest.raises(ValidationError, match="cannot be kept at the moment"):
        uploads.store(ContentFile(files.PDF), "experiences", "pdf")
    with pytest.raises(StorageAway):  # so that its job comes back
        file_texts.read(file.file.name, "pdf")


def test_a_bucket_that_is_not_there_is_told_before_people_come(bucket, stored_in):
    assert checks.files_are_reached() == []
    other = {**bucket, "bucket_name": "of-nobody"}
    stored_in({"BACKEND": "community.s3_files.S3Files", "OPTIONS": other})
    assert [one.id for one in checks.files_are_reached()] == ["portal.W002"]
