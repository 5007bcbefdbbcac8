def print(*a):
    open("/tmp/zz.log","a").write(" ".join(map(str,a))+"\n")

import pghistory, pytest
from tests import make
from tests.experiences.test_withholding import sheet, CHILD, AT
from community.models import Letter
pytestmark = pytest.mark.django_db

def test_restore_page(client, sheet, chloe):
    sheet.withhold(3, 3, by=chloe, reason="x")
    client.force_login(chloe)
    a = f"/admin/experiences/experience/{sheet.pk}/"
    for p in ("restore/", "restore/?version=3", "review/", "review/?seen=3", "change/", "history/"):
        r = client.get(a + p)
        print("RES", p, r.status_code, "Juanita" in r.content.decode())
    r = client.post(a + "restore/", {"version": 3, "seen": 4, "shown": 3, "reason": "x"})
    print("RES post", r.status_code, "Juanita" in r.content.decode())
    r = client.get(a + "withhold/?version=3")
    print("withhold?version=3 withheld", r.status_code, "selected" in r.content.decode())

def test_history_all_before_withheld(client, sheet, chloe):
    sheet.withhold(1, 3, by=chloe, reason="x")
    t = client.get(AT + "history/").content.decode()
    import re
    print("TXT", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", t[t.index("Versions</h2>"):]))[:900])
    print(re.findall(r'<input class="control"[^>]*>', t))
    print("cmp", client.get(AT+"history/compare/?from=2&to=4").status_code)

def test_restored_withheld(client, sheet, chloe):
    # restored 3 as 5, then mended as 6; 3 withheld only
    with pghistory.context():
        sheet.restore(3, by=chloe, reason="y")
    sheet.refresh_from_db()
    with pghistory.context():
        sheet.problem = "Clean."
        sheet.save()
    sheet.withhold(3, 3, by=chloe, reason="x")
    print("restored v5 readable", "Juanita" in client.get(AT+"versions/5/").content.decode())

def test_archived(client, sheet, amina, chloe):
    with pghistory.context():
        sheet.refresh_from_db(); sheet.problem = CHILD; sheet.save()
    from experiences.models.versions import Past
    with pghistory.context():
        sheet.withdraw_from if False else None
        sheet.move
        sheet.archive(by=chloe, reason="child") if hasattr(sheet, "archive") else None
    n = len(Past(sheet)); print("versions", n, sheet.status)
    try:
        sheet.withhold(1, n-1, by=chloe, reason="x")
        for reader in (None, amina):
            if reader: client.force_login(reader)
            for p in ("", "history/", f"versions/{n}/", "history/compare/"):
                r = client.get(AT+p); print("ARCH", reader, p, r.status_code, "Juanita" in r.content.decode())
    except Exception as e: print("EXC", e)
