"""The log of moderation: append-only, chained by hashes, without the words of anybody.

A verb that decides writes to it inside its own transaction; whoever looks at restricted data says so with
`note_look`. `manage.py export_checkpoint` and `manage.py verify_log` show that nothing was taken out since.
Source: README, M-10 to M-13.
"""

from moderation.log.codes import WordsInTheLog, fingerprint
from moderation.log.writing import HeadIsLost, note_look, write
from moderation.models.log import Action, Look

__all__ = ["Action", "HeadIsLost", "Look", "WordsInTheLog", "fingerprint", "note_look", "write"]
