import datetime as dt
import pytest, io
from allauth.account.models import EmailAddress
from django.utils import timezone
from community import accounts, tasks
from community.models import Person
from tests import make
from procrastinate.jobs import Job
from community.clock import AGAIN
pytestmark = pytest.mark.django_db
def say(*a):
    with open("/tmp/zz2.log","a") as f: f.write(" ".join(map(str,a))+"\n")

def test_made_by_secretariat(client, chloe):
    client.force_login(chloe)
    r = client.post("/admin/community/person/add/", {"email":"new@ministry.example","name":"New","language":"en","participation":"join","is_active":"on"})
    say("add", r.status_code)
    p = Person.objects.filter(email="new@ministry.example").first()
    if p is None:
        from bs4 import BeautifulSoup as B
        say(client.get("/admin/community/person/add/").status_code); return
    say("addresses", list(EmailAddress.objects.filter(user=p).values_list("email","verified")), p.last_login)
    client.logout(); client.cookies.clear()
    r = client.post("/en/accounts/password/reset/", {"email":"new@ministry.example"})
    say("reset", r.status_code, list(EmailAddress.objects.filter(user=p).values_list("email","verified")))
    p.set_password("Xy7!longenough"); p.save()
    r = client.post("/en/accounts/login/", {"login":"new@ministry.example","password":"Xy7!longenough"})
    say("login", r.status_code, r.headers.get("Location"), list(EmailAddress.objects.filter(user=p).values_list("email","verified")))
    client.force_login(chloe)
    Person.objects.filter(pk=p.pk).update(date_joined=timezone.now()-dt.timedelta(days=31))
    r = client.post(f"/admin/community/person/{p.pk}/change/", {"email":"right@ministry.example","name":"New","language":"en","participation":"join","is_active":"on"})
    p.refresh_from_db()
    say("changed", r.status_code, p.email, list(EmailAddress.objects.filter(user=p).values_list("email","verified")))
    tasks.forget_unproven(0)
    say("left", Person.objects.filter(pk=p.pk).exists())

def test_membership(client, amina, chloe):
    org = make.ministry_of(amina)
    boris = make.person(name="B")
    EmailAddress.objects.filter(user=boris).update(verified=False)
    Person.objects.filter(pk=boris.pk).update(date_joined=timezone.now()-dt.timedelta(days=31), last_login=None)
    from members.models import Membership; m=Membership.objects.create(person=boris, organization=org, role="editor", confirmed_at=timezone.now())
    say("member", m)
    tasks.forget_unproven(0)
    say("member left", Person.objects.filter(pk=boris.pk).exists())

def test_retry():
    n=[]
    for a in range(7):
        job = Job(id=1, queue="d", lock=None, queueing_lock=None, task_name="x", attempts=a)
        n.append(AGAIN.get_retry_decision(exception=ValueError(), job=job) is not None)
    say("retried after attempts", n)

def test_round_deadlock(amina):
    from django.db import connection, OperationalError
    from django.db.utils import OperationalError as O
    from community.clock import a_round
    done=[]
    def act(p):
        if not done:
            done.append("slow")
            with connection.cursor() as c:
                c.execute("SET LOCAL statement_timeout = 10"); c.execute("SELECT pg_sleep(1)")
        done.append(p)
    make.person(); make.person()
    try:
        with a_round() as now:
            now.each(lambda: Person.objects.order_by("pk"), act)
    except Exception as e: say(type(e), repr(e)[:100], done)

def test_round_due_fails(amina):
    from community.clock import a_round
    done=[]
    def bad(): raise ValueError
    try:
        with a_round() as now:
            now.each(bad, print)
            now.attempt(done.append, 1)
    except BaseException as e: say("due fails", type(e), done)


def test_lists(client, chloe):
    import re
    from html import unescape
    from django.contrib import admin
    client.force_login(chloe)
    Person.objects.filter(pk=chloe.pk).update(is_superuser=True) if hasattr(Person,"is_superuser") else None
    from django.contrib.auth.models import Group
    say("groups", list(chloe.groups.values_list("name", flat=True)), list(Group.objects.values_list("name",flat=True)))
    for g in Group.objects.all(): chloe.groups.add(g)
    for model, ma in admin.site._registry.items():
        at=f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        r=client.get(at)
        links=set(re.findall(r'href="(\?[^"]+)"', r.content.decode())) if r.status_code==200 else set()
        bad=[]
        for l in links:
            a=client.get(at+unescape(l))
            if a.status_code!=200: bad.append((l,a.status_code,a.headers.get("Location")))
        say(at, type(ma).__mro__[1].__name__, r.status_code, len(links), bad)
