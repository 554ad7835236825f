"""What the rules find in a text: pure functions of words, with no database and no request.

`RuleSet(definitions).match(text)` for rules, `find_contacts(text)` for the question to the author,
`refuse_unsound(definition)` before a rule is saved, `starter_rules()` for the pack that a new network begins with.
"""
