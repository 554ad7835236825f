"""What is wrong with a rule, in words for the moderator who writes it."""


class RuleRefused(ValueError):
    """A rule cannot be kept as written; its text is fit to show."""


class OverBudget(Exception):
    """Reading one text took more steps than any honest text needs; the text is held."""
