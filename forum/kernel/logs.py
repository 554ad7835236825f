"""What stays out of the log."""

import logging
import re

_SECRET = re.compile(r"(/calendar/|/notices/stop/)[^\s\"'?]+")


class HideSecretAddresses(logging.Filter):
    """Whoever has the address of somebody's calendar can fetch it: a line that names one says `/calendar/…`.

    The same for an address that stops somebody's mail.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if _SECRET.search(said):
            record.msg, record.args = _SECRET.sub(r"\1…", said), ()
        return True
