"""Name and language; what is stored; taking it along; going."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from community.account_form import AccountForm
from community.models import Person
from community.signed_in import SignedInRequest
from members.farewell import only_led_by, take_leave
from portal.account.export import everything_about


def account(request: SignedInRequest) -> HttpResponse:
    # A copy: a name that is not accepted must not stand in the head of this page.
    written = request.POST if request.method == "POST" else None
    form = AccountForm(written, instance=Person.objects.get(pk=request.user.pk))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    status = 422 if form.errors else 200
    return render(request, "portal/account.html", {"form": form}, status=status)


def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/my_data.html")


@require_GET
@reauthentication_required
def my_data_confirmed(request: SignedInRequest) -> HttpResponse:
    """Back from the password to the page: a download alone would leave the password's page up."""
    return render(request, "portal/my_data.html", {"is_confirmed": True})


@require_GET
@reauthentication_required
def export(request: SignedInRequest) -> HttpResponse:
    """Everything about her, as a file."""
    answer = JsonResponse(
        everything_about(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = 'attachment; filename="iaspn-my-data.json"'
    return answer


@reauthentication_required
def delete(request: SignedInRequest) -> HttpResponse:
    """What will happen, then the farewell: nobody is signed in on that page any more."""
    if request.method != "POST":
        context = {"vacated": only_led_by(request.user)}
        return render(request, "portal/delete_account.html", context)
    take_leave(request.user, by=request.user)
    request.session.flush()
    request.user = AnonymousUser()  # type: ignore[assignment]
    return render(request, "portal/account_deleted.html")
