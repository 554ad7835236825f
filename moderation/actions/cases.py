"""Cases: how they open, who works on them, how they wait."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Person
from forum.kernel.events import publish
from forum.kernel.verdicts import NotAllowed
from moderation.actions.engine import nothing_waits
from moderation.actions.statements import answer_reports
from moderation.checks import Found
from moderation.errors import CaseIsTaken
from moderation.events import CaseOpened
from moderation.kinds import kind_for, kind_of
from moderation.log import Action, write
from moderation.models import Case, Finding, HandedOn, Report, Revision, Severity
from moderation.rules import (
    CLAIM_LASTS,
    MOST_REPORTS_WITHOUT_ACCOUNT_OF_ONE_THING,
    due_within,
    is_lead,
    is_not_theirs,
    may_open_desk,
    may_report,
    may_work_on,
    role_in,
)

MOST_WORDS_OF_A_REPORT = 10_000  # signs, with what was added to it

_DISTRESSING = frozenset({Severity.CONCERN, Severity.HARM})


def open_for_findings(*, revision: Revision, found: Sequence[Found], now: datetime) -> None:
    """Put what the checks found in a version before the moderators: about the words, and about the person.

    The caller holds the lock on the version's target.
    """
    about_words = [each for each in found if not each.is_concern]
    if not revision.published:
        about_words = about_words or [Found(check=Finding.Check.OTHER)]
    if concerns := [each for each in found if each.is_concern]:
        case = bring_to_desk(subject=revision.author, about=revision.author, severity=Severity.CONCERN, now=now)
        _keep_findings(case, revision, concerns, now)
    if not about_words:
        return
    target = revision.target
    assert target is not None
    case = bring_to_desk(subject=target, about=revision.author, severity=_gravest(about_words), now=now)
    _keep_findings(case, revision, about_words, now)
    if not revision.published:  # the log comes last: nobody locks a row while others wait for it
        facts = {"revision": revision.pk, "checks": [each.check for each in about_words]}
        write(action=Action.HOLD, by=None, now=now, subject=case, group_id=group_of(case), detail=facts)


@transaction.atomic
def bring_to_desk(*, subject: models.Model, about: Person | None, severity: int, now: datetime) -> Case:
    """Return the open case of a subject, opening one if there is none; whatever is new raises its version.

    Several people may report one thing at once: the database keeps them to one case. A graver reason brings it
    forward; more of the same does not. Locks the case.
    """
    case = _locked_open_case(subject)
    if case is None:
        try:
            with transaction.atomic():
                return _open(subject, about, severity, now)
        except IntegrityError:
            case = _locked_open_case(subject)
            assert case is not None
    case.version += 1
    if case.state == Case.State.PARKED:
        case.state, case.wakes_at, case.opened_at, case.due_at = Case.State.OPEN, None, now, now + due_within(severity)
    if severity > case.severity:
        case.severity = severity
        case.due_at = min(case.due_at, now + due_within(severity))
    case.is_distressing = case.is_distressing or severity in _DISTRESSING
    case.save(update_fields=["version", "state", "wakes_at", "opened_at", "severity", "due_at", "is_distressing"])
    return case


def _locked_open_case(subject: models.Model) -> Case | None:
    return Case.objects.select_for_update(no_key=True).of(subject).not_closed().first()


def _open(subject: models.Model, about: Person | None, severity: int, now: datetime) -> Case:
    earlier = Case.objects.of(subject).order_by("-version").values_list("version", flat=True).first() or 0
    case = Case.objects.create(
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        about=about,
        severity=severity,
        is_distressing=severity in _DISTRESSING,
        version=earlier + 1,
        opened_at=now,
        due_at=now + due_within(severity),
    )
    publish(CaseOpened(case_id=case.pk, at=now))
    return case


def _gravest(found: Sequence[Found]) -> int:
    return max(each.severity for each in found)


def _keep_findings(case: Case, revision: Revision, found: Sequence[Found], now: datetime) -> None:
    Finding.objects.bulk_create(
        Finding(
            case=case,
            revision=revision,
            check_code=each.check,
            rule_version_id=each.rule_version_id,
            words=[list(words) for words in each.words],
            holds=each.holds,
            found_at=now,
        )
        for each in found
    )


@transaction.atomic
def claim_case(*, case: Case, by: Person, now: datetime) -> Case:
    """Take a case on for ten minutes, so that nobody else works on it meanwhile. Doing it again begins anew.

    One conditional update decides between two who press at once. Source: README, M-4.

    :raises CaseIsTaken: somebody else has it; the text is fit to show.
    :raises NotAllowed: the desk is not open to `by`, or it is about them or reported by them.
    """
    may_open_desk(by).or_refuse()
    is_not_theirs(case, by).or_refuse()
    free = Q(claimed_by=None) | Q(claimed_by=by.pk) | Q(claim_ends_at__lte=now)
    taken = Case.objects.filter(free, pk=case.pk).not_closed()
    if not taken.update(claimed_by=by, claim_ends_at=now + CLAIM_LASTS):
        raise CaseIsTaken(_("Somebody else has just taken this, or it is decided. Nothing is lost: take the next one."))
    case.refresh_from_db()
    write(action=Action.CLAIM, by=by, now=now, subject=case, group_id=group_of(case), role=role_in(case, by))
    return case


@transaction.atomic
def let_go_of_case(*, case: Case, by: Person, now: datetime) -> None:
    """Give a case back before its ten minutes are over; nothing happens when it is not one's own."""
    Case.objects.filter(pk=case.pk, claimed_by=by.pk).update(claimed_by=None, claim_ends_at=None)


@transaction.atomic
def break_claim(*, case: Case, by: Person, now: datetime) -> Case:
    """A lead takes a case over from whoever works on it. Written down.

    :raises CaseIsTaken: it is decided. :raises NotAllowed: `by` leads nobody, or reported it; its text is fit to show.
    Source: README, M-4.
    """
    if not is_lead(by):
        raise NotAllowed(_("Only a lead takes something over from somebody else."))
    case = _locked_open(case)
    is_not_theirs(case, by).or_refuse()
    case.claimed_by, case.claim_ends_at = by, now + CLAIM_LASTS
    case.save(update_fields=["claimed_by", "claim_ends_at"])
    write(action=Action.BREAK_CLAIM, by=by, now=now, subject=case, group_id=group_of(case), role=role_in(case, by))
    return case


@transaction.atomic
def hand_on_case(*, case: Case, by: Person, until: datetime, now: datetime) -> None:
    """ "Not me today": the case is not in one's list until a moment, and free for others. No reason is asked.

    Locks the case.

    :raises CaseIsTaken: it is decided; its text is fit to show.
    Source: README, M-14.
    """
    case = _locked_open(case)
    let_go_of_case(case=case, by=by, now=now)
    HandedOn.objects.update_or_create(case=case, person=by, defaults={"until": until})
    write(action=Action.HAND_ON, by=by, now=now, subject=case, group_id=group_of(case), role=role_in(case, by))


@transaction.atomic
def ask_for_second_opinion(*, case: Case, by: Person, now: datetime) -> Case:
    """Mark a case as one on which its moderator would like somebody else's view. Source: README, M-14.

    :raises CaseIsTaken: it is decided. :raises NotAllowed: somebody else works on it, or `by` reported it.
    """
    case = _locked_open(case)
    is_not_theirs(case, by).or_refuse()
    may_work_on(case, by, now).or_refuse()
    case.wants_second, case.claimed_by, case.claim_ends_at = True, None, None
    case.save(update_fields=["wants_second", "claimed_by", "claim_ends_at"])
    write(
        action=Action.HAND_ON, by=by, now=now, subject=case, group_id=group_of(case), role=role_in(case, by),
        detail={"second": True},
    )  # fmt: skip
    return case


def _locked_open(case: Case) -> Case:
    """The case, locked and fresh. :raises CaseIsTaken: it is decided; the text is fit to show."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if case.state == Case.State.CLOSED:
        raise CaseIsTaken(_("This is decided, so nobody works on it now."))
    return case


@transaction.atomic
def report(
    *,
    subject: models.Model,
    revision: Revision | None,
    reason: str,
    words: str,
    by: Person | None,
    now: datetime,
    form_key: UUID | None = None,
) -> Report:
    """Ask moderators to look at something, with the version of it that one saw. Reporting twice is reporting once.

    *I am worried about this person* opens a concern about the author: separate, most urgent, never held against them.
    Whoever reports the same again adds their words to what they sent. Locks the case.

    :param revision: the version that they saw. :param by: nobody for a person without an account.
    :param form_key: of the form that was sent; it becomes the receipt.
    :raises NotAllowed: its text is fit to show; nothing is written.
    Source: README, M-5.
    """
    author = kind_for(subject).author_of(subject)
    about = author if reason == Report.Reason.WORRIED and author is not None else subject
    if told := _told_before(_locked_open_case(about), reason, words, by, form_key):
        return _with_more_words(told, words)
    may_report(author=author, reason=reason, by=by, now=now).or_refuse()
    case = bring_to_desk(subject=about, about=author, severity=_severity_of(reason), now=now)
    if told := _told_before(
        case, reason, words, by, form_key
    ):  # the same was sent twice at once, and the other was first
        return _with_more_words(told, words)
    told = Report.objects.create(
        case=case, reporter=by, subject=subject, revision=revision, reason=reason, words=words,
        receipt=_receipt(form_key), reported_at=now,
    )  # fmt: skip
    write(action=Action.REPORT, by=by, now=now, subject=case, group_id=group_of(case), reason=reason)
    return told


def _told_before(case: Case | None, reason: str, words: str, by: Person | None, form_key: UUID | None) -> Report | None:
    """Return what was sent with this form, or what the person reported before, if it was not answered yet.

    :raises NotAllowed: enough people without an account have reported it.
    """
    sent = Report.objects.filter(receipt=form_key).first() if form_key else None
    if sent is not None and (words in sent.words or sent.answered_at is None):
        return sent
    if case is None:
        return None
    waiting = Report.objects.filter(case=case, reporter=by, reason=reason, answered_at=None)
    if by is not None:
        return waiting.first()
    if waiting.count() >= MOST_REPORTS_WITHOUT_ACCOUNT_OF_ONE_THING:
        raise NotAllowed(_("Thank you. Others have told us of this already, and a moderator looks at it."))
    return None


def _receipt(form_key: UUID | None) -> UUID:
    is_free = form_key is not None and not Report.objects.filter(receipt=form_key).exists()
    return form_key if form_key is not None and is_free else uuid4()


def _with_more_words(told: Report, words: str) -> Report:
    if words in told.words:
        return told
    if len(told.words) + len(words) > MOST_WORDS_OF_A_REPORT:
        raise NotAllowed(_("You have told us much about this already, and somebody will read it."))
    told.words = f"{told.words}\n\n{words}".strip()
    told.save(update_fields=["words"])
    Case.objects.filter(pk=told.case_id).update(version=F("version") + 1)
    return told


def _severity_of(reason: str) -> Severity:
    return {
        Report.Reason.WORRIED: Severity.CONCERN,
        Report.Reason.PERSONAL_DETAILS: Severity.PERSONAL_DETAILS,
        Report.Reason.ILLEGAL: Severity.HARM,
        Report.Reason.DIED: Severity.HARM,
        Report.Reason.SELLING: Severity.MEDICAL_CLAIM,
    }.get(Report.Reason(reason), Severity.OTHER)


@transaction.atomic
def settle_vanished(*, subject: models.Model, now: datetime) -> None:
    """Close the case of something whose author removed it while it waited, when nobody had reported it.

    With reports the case stays: what was reported may matter although it is gone. Locks the case.
    """
    nothing_waits(subject, now)
    case = _locked_open_case(subject)
    if case is None:
        return
    case.version += 1
    if not case.reports.exists():
        case.state, case.closed_at, case.wakes_at = Case.State.CLOSED, now, None
        case.claimed_by = case.claim_ends_at = None
    case.save()


@transaction.atomic
def settle_gone(*, subjects: Sequence[models.Model], now: datetime) -> None:
    """Close what is open about things of one kind whose very rows go, and tell those who reported that they are gone.

    Whose group a thing stands in is asked of the thing: without it, nobody would ever see its case to close it. What
    somebody decides at this moment is left to them. Called before the rows go; the caller holds the locks of the room.
    """
    if not subjects:
        return
    of_kind = ContentType.objects.get_for_model(subjects[0])
    found = Case.objects.select_for_update(no_key=True, skip_locked=True).not_closed()
    for case in found.filter(subject_type=of_kind, subject_id__in=[subject.pk for subject in subjects]):
        case.version += 1
        case.state, case.closed_at, case.wakes_at = Case.State.CLOSED, now, None
        case.claimed_by = case.claim_ends_at = None
        case.save()
        answer_reports(case=case, outcome=Report.Outcome.GONE, now=now)


def group_of(case: Case) -> int | None:
    """Return the id of the group in which a case's subject stands now; None where it is in none, or is gone.

    A concern is about a person: it stands where the words are that gave rise to it.
    """
    subject = case.subject
    if isinstance(subject, Person):
        found = Finding.objects.filter(case=case).select_related("revision").first()
        told = Report.objects.filter(case=case).first()
        subject = told.subject if told else found.revision.target if found else None
    if subject is None or isinstance(subject, Person):
        return None
    return kind_of(ContentType.objects.get_for_model(subject)).group_of(subject)
