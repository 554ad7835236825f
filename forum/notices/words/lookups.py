"""What a sentence may need to know of a notice."""

from django.db.models import F

FIELDS = ("pk", "kind", "sequence", "recipient_id", "thread_id", "post_id", "group_id", "statement_id", "report_id",
          "appeal_id", "meetup_id", "told_at", "read_at")  # fmt: skip
COLUMNS = {
    "title": F("meetup__announcement__title"),
    "starts_at": F("meetup__starts_at"),
    "zone": F("meetup__zone"),
    "meetup_kind": F("meetup__kind"),
    "thread_title": F("thread__title"),
    "thread_notes": F("thread__notes"),
    "thread_starter": F("thread__starter"),
    "post_letter": F("post__letter"),
    "post_author": F("post__author__name"),
    "group_name": F("group__name"),
    "group_slug": F("group__slug"),
    "report_receipt": F("report__receipt"),
    "appeal_statement": F("appeal__decision__statement"),
}
