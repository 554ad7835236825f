"""Private notes: who reads which, and that nobody takes another's away. Source: README, M-6 and M-18."""

import io
import zipfile

import pytest
from django.test import Client

from accounts.models import Boundary
from accounts.pages.export import export_of
from forum.kernel.verdicts import NotAllowed
from moderation.actions import look_at_notes, replace_note, write_note
from moderation.models import LogEntry, Note
from moderation.pages.notes import hand_over
from tests.factories import a_group, a_person, a_thread, joins
from tests.moderation.team import a_case, a_lead, a_moderator, a_post, browser_of, somebody_with

pytestmark = pytest.mark.django_db

TEAM, LEAD, SAFEGUARDING = Note.Tier.TEAM, Note.Tier.LEAD, Note.Tier.SAFEGUARDING


class Desk:
    def __init__(self, now):
        self.ann = a_person("Annis")
        self.group, self.elsewhere = a_group("Scans"), a_group("Harbour")
        joins(self.ann, self.group)
        thread = a_thread(of=self.group, by=a_person_in(self.group))
        self.case = a_case(a_post(to=thread, by=self.ann, now=now), now=now)
        self.robin = a_moderator("Robin", of=self.group, now=now)
        self.wren = a_moderator("Wren", of=self.elsewhere, now=now)
        self.site = somebody_with("moderator", "Siskin", now=now)
        self.lead = a_lead("Betony", now=now)
        self.safeguarding = somebody_with("safeguarding", "Sorrel", now=now)

    @property
    def everybody(self):
        return [self.ann, self.robin, self.wren, self.site, self.lead, self.safeguarding]

    def readers_of(self, note):
        return {person.name for person in self.everybody if Note.objects.visible_to(person).filter(pk=note.pk).exists()}


def notes_on_case(desk, reader):
    """The page of the case with the notes of every tier that its reader may open."""
    opened = browser_of(reader).post(f"/desk/cases/{desk.case.pk}/look/", {"what": "notes"}, follow=True)
    return opened.content.decode()


def a_person_in(group):
    person = a_person()
    joins(person, group)
    return person


@pytest.fixture
def desk(now, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    return Desk(now)


@pytest.mark.parametrize("whose", ["case", "about"])
@pytest.mark.parametrize(
    ("tier", "readers"),
    [
        (TEAM, {"Robin", "Siskin", "Betony", "Sorrel"}),
        (LEAD, {"Betony", "Sorrel"}),
        (SAFEGUARDING, {"Sorrel"}),
    ],
)
def test_a_note_is_read_by_its_tier_within_its_scope_and_never_by_whom_it_is_about(desk, whose, tier, readers, now):
    of = {"case": desk.case} if whose == "case" else {"about": desk.ann}
    note = write_note(words="zqprivate", tier=tier, by=desk.safeguarding, now=now, **of)
    assert desk.readers_of(note) == readers


@pytest.mark.parametrize(
    ("who", "tiers"),
    [("robin", [TEAM]), ("site", [TEAM]), ("lead", [TEAM, LEAD]), ("safeguarding", [TEAM, LEAD, SAFEGUARDING])],
)
def test_one_writes_for_those_with_whom_one_reads(desk, who, tiers, now):
    by = getattr(desk, who)
    for tier in Note.Tier:
        if tier in tiers:
            write_note(words="zqprivate", tier=tier, case=desk.case, by=by, now=now)
        else:
            with pytest.raises(NotAllowed):
                write_note(words="zqprivate", tier=tier, case=desk.case, by=by, now=now)
    assert Note.objects.count() == LogEntry.objects.filter(action="note").count() == len(tiers)


def test_a_note_about_oneself_is_neither_written_nor_read_nor_exported(desk, now):
    """Fault 16: a private note becomes visible to the person it is about, here a lead who reads everybody's."""
    joins(desk.lead, desk.group)
    own = a_case(a_post(to=a_thread(of=desk.group, by=a_person_in(desk.group)), by=desk.lead, now=now), now=now)
    on_case = write_note(words="zqprivate", tier=TEAM, case=own, by=desk.site, now=now)
    write_note(words="zqprivate", tier=TEAM, about=desk.lead, by=desk.site, now=now)
    for of in ({"case": own}, {"about": desk.lead}):
        with pytest.raises(NotAllowed):
            write_note(words="Nothing to see", tier=TEAM, by=desk.lead, now=now, **of)
    browser = browser_of(desk.lead)
    for path in (
        f"/desk/cases/{own.pk}/", f"/desk/people/{desk.lead.pk}/notes/", f"/desk/people/{desk.lead.pk}/",
        f"/desk/notes/{on_case.pk}/replace/", "/desk/hand-over/", "/desk/log/", f"/desk/people/{desk.lead.pk}/at-the-desk/",
    ):  # fmt: skip
        assert "zqprivate" not in browser.get(path).content.decode()
    archive = zipfile.ZipFile(io.BytesIO(export_of(desk.lead, now=now)))
    assert b"zqprivate" not in archive.read("alongside.json")
    assert b"zqprivate" not in archive.read("alongside.html")


def test_nobody_takes_away_or_changes_what_another_wrote(desk, now):
    """Fault 16: anyone deletes another's note."""
    note = write_note(words="zqprivate", tier=TEAM, case=desk.case, by=desk.robin, now=now)
    for other in (desk.site, desk.lead, desk.safeguarding):
        with pytest.raises(NotAllowed, match="Somebody else wrote"):
            replace_note(note=note, words="Nothing here", by=other, now=now)
        assert browser_of(other).post(f"/desk/notes/{note.pk}/replace/", {"words": "Nothing here"}).status_code == 403
    for stranger in (desk.ann, desk.wren):
        assert browser_of(stranger).post(f"/desk/notes/{note.pk}/replace/", {"words": "x"}).status_code == 404
    assert list(Note.objects.values_list("words", flat=True)) == ["zqprivate"]


def test_a_newer_note_stands_in_the_place_of_ones_own_and_the_old_one_is_kept(desk, now):
    note = write_note(words="zqolder", tier=LEAD, case=desk.case, by=desk.lead, now=now)
    browser_of(desk.lead).post(f"/desk/notes/{note.pk}/replace/", {"words": "zqnewer"})
    page = notes_on_case(desk, desk.safeguarding)
    assert "zqnewer" in page
    assert "zqolder" not in page
    newer = Note.objects.get(replaces=note)
    assert (newer.tier, newer.case_id) == (LEAD, desk.case.pk)
    with pytest.raises(NotAllowed, match="already"):
        replace_note(note=note, words="again", by=desk.lead, now=now)


def test_a_look_at_what_leads_wrote_is_written_down_and_one_at_what_the_team_wrote_is_not(desk, now):
    record = f"/desk/people/{desk.ann.pk}/"
    write_note(words="zqprivate", tier=TEAM, about=desk.ann, by=desk.lead, now=now)
    browser_of(desk.lead).get(record)
    assert not LogEntry.objects.filter(detail__what="notes").exists()
    write_note(words="zqsecret", tier=LEAD, about=desk.ann, by=desk.lead, now=now)
    assert "zqsecret" not in browser_of(desk.robin).get(record).content.decode()
    assert not LogEntry.objects.filter(detail__what="notes").exists()
    assert "zqsecret" in browser_of(desk.safeguarding).get(record).content.decode()
    look = LogEntry.objects.get(detail__what="notes")
    assert (look.by, look.subject_type, look.subject_id) == (desk.safeguarding, "accounts.person", desk.ann.pk)


def test_whoever_has_no_desk_or_whose_desk_is_closed_reads_and_writes_none(desk, now):
    write_note(words="zqprivate", tier=TEAM, case=desk.case, by=desk.robin, now=now)
    untrained = a_moderator(of=desk.group, now=now, is_trained=False)
    for somebody in (desk.ann, untrained):
        with pytest.raises(NotAllowed):
            look_at_notes(about=desk.ann, by=somebody, now=now)
        with pytest.raises(NotAllowed):
            write_note(words="x", tier=TEAM, case=desk.case, by=somebody, now=now)
    assert browser_of(untrained).get(f"/desk/people/{desk.ann.pk}/notes/").status_code == 403
    assert browser_of(desk.wren).get(f"/desk/people/{desk.ann.pk}/notes/").status_code == 404


def test_a_note_about_somebody_whom_a_boundary_hides_is_not_read_except_by_leads(desk, now):
    note = write_note(words="zqprivate", tier=TEAM, about=desk.ann, by=desk.lead, now=now)
    Boundary.objects.create(setter=desk.ann, other=desk.robin, kind="apart", set_at=now)
    assert desk.readers_of(note) == {"Siskin", "Betony", "Sorrel"}


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 4001, "nul \x00"])
def test_a_note_without_words_or_far_too_long_is_not_kept(desk, words):
    answer = browser_of(desk.robin).post(f"/desk/people/{desk.ann.pk}/notes/", {"words": words})
    assert answer.status_code == 422
    assert not Note.objects.exists()


class TestHandingOver:
    def test_it_is_read_by_those_who_moderate_the_same_group(self, desk, now):
        note = write_note(words="zqword", tier=TEAM, group_id=desk.group.pk, by=desk.robin, now=now)
        assert desk.readers_of(note) == {"Robin", "Siskin", "Betony", "Sorrel"}
        for_all = write_note(words="zqall", tier=TEAM, by=desk.site, now=now)
        assert desk.readers_of(for_all) == {"Siskin", "Betony", "Sorrel"}

    def test_one_hands_over_to_those_with_whom_one_moderates_and_no_other(self, desk, now):
        for group_id in (None, desk.elsewhere.pk, 987_654):
            with pytest.raises(NotAllowed, match="hand over"):
                write_note(words="x", tier=TEAM, group_id=group_id, by=desk.robin, now=now)
        answer = browser_of(desk.robin).post("/desk/hand-over/", {"words": "x", "scope": str(desk.elsewhere.pk)})
        assert Note.objects.get().group_id == desk.group.pk  # the only place that Robin has: nobody is asked
        assert answer.status_code == 302

    def test_the_page_keeps_it_for_two_weeks(self, desk, now):
        browser = browser_of(desk.site)
        browser.post("/desk/hand-over/", {"words": "Annis is waiting for a call.", "scope": "forum"})
        assert "Annis is waiting" in browser.get("/desk/hand-over/").content.decode()
        assert "Annis is waiting" not in browser_of(desk.robin).get("/desk/hand-over/").content.decode()
        written = Note.objects.get().written_at
        assert [each.note.words for each in hand_over(desk.lead, written.replace(year=written.year + 1))] == []

    def test_somebody_without_a_desk_sees_none(self, desk, now):
        write_note(words="zqword", tier=TEAM, by=desk.site, now=now)
        assert not Note.objects.visible_to(desk.ann).exists()
        assert browser_of(desk.ann).get("/desk/hand-over/").status_code == 404
        assert Client().get("/desk/hand-over/").status_code == 302
