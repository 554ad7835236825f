"""The pages on which somebody reads what they were told, and chooses how."""

from forum.notices.pages.listing import notices_page, page_told_of, place_in
from forum.notices.pages.wishes import mails_in_a_week, settings_page

__all__ = ["mails_in_a_week", "notices_page", "page_told_of", "place_in", "settings_page"]
