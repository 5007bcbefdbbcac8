"""Every address × every stranger: what is not yours does not exist for you.

The table is made from the addresses themselves, so a new one cannot be forgotten.
"""

import datetime as dt
import itertools
from functools import cache

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from community import uploads
from community.models import Question
from exchanges.models import Offer
from experiences.models import Translation
from tests import files, make

OPEN = {
    "healthz", "readyz", "robots", "sitemap", "sitemap-section", "security", "favicon",
    "change-password",
    "permanent", "root", "home", "search", "about", "privacy", "themes", "theme",
    "members:take-part", "members:directory", "members:organizations-feed",
    "members:organizations-csv", "members:countries", "members:country",
    "experiences:csv", "experiences:lessons-csv", "exchanges:csv", "exchanges:offers-csv",
    "experiences:library", "experiences:compare", "experiences:suggestions", "experiences:feed",
    "experiences:lessons", "experiences:lessons-feed",
    "exchanges:board", "exchanges:feed", "exchanges:matrix", "exchanges:offers",
    "exchanges:flow", "exchanges:calendar", "exchanges:offers-feed", "exchanges:ripple",
    "exchanges:matrix-cell", "exchanges:matrix-csv", "exchanges:offer-page",
    "exchanges:shared-sheet",
    "members:organizations-json", "experiences:json", "experiences:lessons-json",
    "exchanges:json", "exchanges:offers-json", "exchanges:matrix-json",
    *(f"exchanges:{name}-{form}" for name in ("flow", "ripple", "figures")
      for form in ("csv", "json")),
    "themes-csv", "themes-json", "api", "api-list", "api-item", "oai",
}  # fmt: skip
# Whoever holds the signed link of a letter may look; their own tests (tests/members) hold
# them against strangers, forgers and second clicks.
BY_LINK = {
    "members:invitation", "members:accept-invitation", "members:still-you-link",
    "members:follow", "members:answer-by-key", "members:prove", "members:cut-link",
}  # fmt: skip
SIGNED_IN = {
    "my", "account", "my-data", "my-data-confirmed", "export", "delete-account",
    "dismiss-first-steps",
    "members:register", "members:register-kind", "members:register-names",
    "members:register-contact", "members:register-work", "members:register-themes",
    "members:register-logo", "members:review", "members:send", "members:discard", "members:join",
    "experiences:new", "exchanges:request", "exchanges:request-whole",
    "exchanges:beside-request", "exchanges:new-offer",
}  # fmt: skip
OF_A_BLOCK = ("block", "edit-block", "block-up", "block-down", "remove-block")
# A person's own, at an address that is the same for everybody.
OF_EACH = {"members:draft-logo"}


@cache  # a thousand cases ask for one of them
def addresses() -> dict[str, list[str]]:
    """Name → names of its arguments, of all our own addresses."""
    found: dict[str, list[str]] = {}

    def walk(patterns, space: str) -> None:
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                if pattern.namespace != "admin" and "accounts" not in str(pattern.pattern):
                    walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else "")
            else:
                arguments = list(pattern.pattern.converters)
                found[f"{space}{pattern.name}"] = arguments

    walk(get_resolver().url_patterns, "")
    return found


KEYED = sorted(set(addresses()) - OPEN - SIGNED_IN - BY_LINK - OF_EACH)


def logo_file() -> str:
    return uploads.store(ContentFile(files.picture("WEBP")), "logos", "60x40.webp")


@pytest.fixture
def secrets(amina, settings, tmp_path):
    """What only Amina's ministry may see: a way to write any address about it."""
    settings.MEDIA_ROOT = tmp_path
    ministry = make.ministry_of(amina)
    draft, request = make.sheet(ministry), make.request(amina)
    applied = make.organization("Applied", status="applied", logo=logo_file())
    applied.memberships.create(person=amina, role="focal_point", confirmed_at=timezone.now())
    wish = applied.memberships.create(person=make.person())
    colleague = make.member(applied, "editor").memberships.get()
    invitation = applied.invitations.create(email="x@example.org", expires_at="2099-01-01T00:00Z")
    party = request.parties.create(
        organization=make.organization(iso2="JM"), role="first-provider", state="invited"
    )
    recipient = request.parties.get(organization=ministry)
    day = dt.date(2099, 1, 1)
    activity = request.activities.create(title="Visit", starts_on=day, ends_on=day)
    seat = activity.seats.create(organization=ministry)
    given = request.contributions.create(party=recipient, kind="person-days", planned=1)
    want = request.wants.create(organization=make.organization())
    question = Question.objects.create(subject=request, text="When?", language="en")
    answer = question.answers.create(text="Now.", language="en")
    offer = Offer.objects.create(
        organization=ministry, title="An offer", valid_until=dt.date(2099, 1, 1)
    )
    Translation.begin(draft, "es", by=amina)
    picture = make.attachment(draft, "door.jpg", files.picture())
    block = make.block(draft)
    values = {
        "experiences:section": "frame",
        **{f"experiences:{name}:number": block.number for name in OF_A_BLOCK},
        "experiences:slug": draft.slug,
        "experiences:pk": picture.pk,
        "experiences:nth": 1,
        "experiences:language": "es",
        "experiences:number": draft.lessons.get().number,
        "members:slug": applied.slug,
        "members:pk": wish.pk,
        "members:change-role": colleague.pk,
        "members:remove-member": colleague.pk,
        "members:resend-invitation": invitation.pk,
        "members:withdraw-invitation": invitation.pk,
        "exchanges:number": request.number,
        "exchanges:pk": party.pk,
        "exchanges:end-offer": offer.pk,
        "exchanges:edit-offer": offer.pk,
        "exchanges:renew-offer": offer.pk,
        "exchanges:step:name": "need",
        "exchanges:beside-step:name": "need",
        "exchanges:edit-contribution:pk": given.pk,
        "exchanges:take-back-contribution:pk": given.pk,
        "exchanges:want_pk": want.pk,
        "exchanges:question_pk": answer.question.pk,
        "exchanges:answer_pk": answer.pk,
    }
    of_activity = (
        "activity", "edit-activity", "activity-calendar", "agenda", "letter-of-invitation",
        "ask-seat", "call-off-activity", "move-activity",
    )  # fmt: skip
    values |= {f"exchanges:{name}:pk": activity.pk for name in of_activity}
    verbs = ("grant", "decline", "give-back")
    values |= {f"exchanges:{verb}-seat:pk": seat.pk for verb in verbs}
    values |= {f"{verb}:kind": "experience" for verb in ("follow", "unfollow")}
    values |= {f"{verb}:pk": draft.pk for verb in ("follow", "unfollow")}

    def address(name: str) -> str:
        space = name.split(":")[0]
        given = {
            argument: values.get(
                f"{name}:{argument}", values.get(name, values.get(f"{space}:{argument}"))
            )
            for argument in addresses()[name]
        }
        return reverse(name, kwargs=given)

    return address


def test_the_table_knows_every_address():
    assert (OPEN | SIGNED_IN | BY_LINK | OF_EACH) - set(addresses()) == set()
    assert [name for name in KEYED if not addresses()[name]] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(SIGNED_IN | OF_EACH))
def test_a_visitor_is_led_to_the_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/accounts/login/")


def test_a_visitor_cannot_tell_that_a_private_thing_exists(client, secrets, subtests):
    """She is asked to sign in or told 404."""
    for name, ask in itertools.product(KEYED, (client.get, client.post)):
        with subtests.test(name, method=ask.__name__), make.undone():
            answer = ask(secrets(name))
            asked_in = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
            assert asked_in or answer.status_code in (404, 405)


@pytest.mark.parametrize("who", ["a person", "Boris", "an editor elsewhere"])
def test_nobody_signed_in_can_tell_that_a_private_thing_exists(
    client, secrets, boris, subtests, who
):
    strangers = {"a person": make.person(), "Boris": boris}
    strangers["an editor elsewhere"] = make.member(make.organization(), "editor")
    client.force_login(strangers[who])
    for name, ask in itertools.product(KEYED, (client.get, client.post)):
        with subtests.test(name, method=ask.__name__), make.undone():
            assert ask(secrets(name)).status_code in (404, 405)


def test_those_it_belongs_to_are_let_in(client, secrets, amina, subtests):
    """The same addresses answer Amina: else the tests above would prove nothing."""
    client.force_login(amina)
    for name in KEYED:
        with subtests.test(name), make.undone():
            path = secrets(name)
            read, written = client.get(path).status_code, client.post(path).status_code
            if name in HERS_TO_SEE_ONLY:
                assert read in (200, 404, 405)
            else:
                # 403: she may see the thing, but the moment or the office is another.
                assert {read, written} & {200, 302, 403}, f"GET {read}, POST {written}"


# Moves of others, or of another moment: Amina knows the thing, but this is not hers to do now.
HERS_TO_SEE_ONLY: set[str] = {
    "experiences:publish",
    "experiences:return",
    "experiences:confirm-lesson",  # nobody judges her own
    "experiences:contradict-lesson",
    "experiences:reaffirm-verdict",
    "experiences:take-back-verdict",
    "exchanges:exchange-json",  # what everybody can see, and her draft is not that
    "experiences:sheet-json",
    "experiences:lesson-json",
    "exchanges:open",
    "exchanges:return",
    "exchanges:complete",
    "exchanges:cancel",
    "members:ask-to-join",
    "members:answer",
}


def test_no_form_is_taken_without_its_token(secrets, amina, subtests):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    for name in KEYED:
        with subtests.test(name), make.undone():
            assert client.post(secrets(name)).status_code in (403, 405)
