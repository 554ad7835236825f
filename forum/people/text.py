"""How what people tell about themselves is shown: their words, escaped, with their line breaks."""

from django.utils.html import linebreaks


def rendered(words: str) -> str:
    """Return HTML for plain words; empty for none."""
    return linebreaks(words.strip(), autoescape=True) if words.strip() else ""
