"""What a form cannot send, and somebody sends: nothing breaks, and nothing happens."""

from urllib.parse import urlencode

import pytest

from moderation.models import Decision
from tests.factories import a_group, a_person, joins
from tests.moderation.conftest import footprint, seen_on_page, trained

pytestmark = pytest.mark.django_db

HUGE = "9" * 18
SEEN = [
    "",
    "x",
    "1",
    "1.1",
    "1.1.1.1",
    f"{HUGE}.{HUGE}.{HUGE}",
    "-1.1.1",
    "1.1.99999999999999999",
    "1٫1",
    "\x00.1.1",
    "1.1.1\n",
]


@pytest.mark.parametrize("step", ["form", "preview", "confirm", "x"])
def test_a_version_that_no_page_showed_decides_nothing(desk, browser_of, step):
    case, robin = desk.held(), browser_of(desk.robin)
    before = footprint()
    for seen in SEEN:
        answer = robin.post(f"/desk/cases/{case.pk}/decide/approve/", {"seen": seen, "step": step})
        assert answer.status_code in (200, 302, 409), seen
    assert footprint() == before


def test_a_forged_version_is_refused_whichever_way_it_is_wrong(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    version, revision, at = seen_on_page(robin, case).split(".")
    before = footprint()
    for seen in (f"{int(version) + 1}.{revision}.{at}", f"{version}.{int(revision) + 1}.{at}", f"{version}.0.{at}"):
        answer = robin.post(f"/desk/cases/{case.pk}/decide/approve/", {"seen": seen, "step": "confirm"})
        assert answer.status_code == 409
    assert footprint() == before


@pytest.mark.parametrize(
    "words",
    ["a\x00b", "x" * 10_000, "\ud800", "‮".join("abc"), "<script>alert(1)</script>", "𝒲" * 4000, "\r\n" * 3000],
    ids=["NUL", "10,000", "half a sign", "backwards", "script", "wide", "blank"],
)
def test_what_nobody_types_breaks_nothing(desk, browser_of, words):
    case, robin = desk.held(), browser_of(desk.robin)
    seen = seen_on_page(robin, case)
    fields = {"guideline": "no_details", "words": "Well.", "scope": str(desk.group.pk), "days": "3", "body": "Other."}
    for field in ("words", "body", "guideline", "scope", "days", "option", "form_key", "seen"):
        for outcome in ("hold_first", "approve_edited", "add_content_note"):
            sent = urlencode({"seen": seen, **fields, field: words, "step": "preview"}, errors="surrogatepass")
            address, as_form = f"/desk/cases/{case.pk}/decide/{outcome}/", "application/x-www-form-urlencoded"
            answer = robin.post(address, sent, content_type=as_form)
            assert answer.status_code in (200, 302, 403, 422), (field, outcome)
            assert b"<script>alert" not in answer.content
    assert not Decision.objects.exists()


def test_addresses_of_nothing_answer_that_nothing_is_there(desk, browser_of):
    case, robin = desk.held(), browser_of(desk.robin)
    before = footprint()
    for address in (
        f"/desk/cases/{HUGE}/", "/desk/cases/0/", "/desk/cases/-1/", f"/desk/cases/{'9' * 40}/", "/desk/cases/x/",
        f"/desk/cases/{case.pk}/decide/made_up/", f"/desk/cases/{case.pk}/decide/undo/", f"/desk/decisions/{HUGE}/undo/",
    ):  # fmt: skip
        assert robin.get(address).status_code == 404, address
        assert robin.post(address, {"seen": "1.1.1"}).status_code in (404, 405), address
    assert robin.get(f"/desk/cases/{case.pk}/decide/a%00b/").status_code == 400
    assert robin.get("/desk/?show=%00").status_code == 400
    assert robin.get("/desk/", {"group": HUGE, "after": f"{HUGE}-5-{HUGE}"}).status_code == 200
    assert footprint() == before


@pytest.mark.parametrize("wish", ["", "x" * 5000, "decide", "\x00"])
def test_a_wish_that_is_none_changes_nothing(desk, browser_of, wish):
    case, robin = desk.held(), browser_of(desk.robin)
    before = footprint()
    assert robin.post(f"/desk/cases/{case.pk}/claim/", {"do": wish}).status_code == 302
    assert footprint() == before


@pytest.mark.parametrize("numbers", [["x"], [HUGE], ["-1"], ["9" * 40], ["1.1.1"], ["\x00"], [""] * 150])
def test_ticks_and_tokens_of_nothing_do_nothing(desk, browser_of, numbers):
    desk.held()
    robin, before = browser_of(desk.robin), footprint()
    for name, step in (("case", "choose"), ("seen", "preview"), ("seen", "confirm")):
        sent = {"outcome": "approve", "step": step, name: numbers, "reason": "x"}
        assert robin.post("/desk/batch/", sent).status_code in (200, 302)
    assert footprint() == before


def test_the_case_of_another_group_is_not_decided_by_its_number(desk, browser_of):
    """Somebody who moderates another group, sees the desk, and guesses a number."""
    case, stranger = desk.held(), a_person()
    joins(stranger, a_group(), role="moderator")
    client, before = browser_of(trained(stranger, desk.now)), footprint()
    sent = {"seen": f"{case.version}.1.1", "step": "confirm", "do": "take", "what": "words", "words": "x", "tier": 1}
    for address in ("decide/approve", "claim", "look", "note"):
        assert client.post(f"/desk/cases/{case.pk}/{address}/", sent).status_code == 404
    assert footprint() == before
