"""What the console writes to its log: that something failed, where, and of which kind. Never a value.

Django's own report of an error holds the request, its form and the local variables of every frame.
"""

from __future__ import annotations

import logging

import structlog

_log = structlog.get_logger("console")


class KindsOnly(logging.Handler):
    """Takes what Django and its friends log, and passes on names alone."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line: whose it is, how grave, and the kind of an exception and where it was raised."""
        error = record.exc_info[1] if record.exc_info else None
        place = ""
        trace = error.__traceback__ if error is not None else None
        while trace is not None:
            place = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
            trace = trace.tb_next
        kind = type(error).__name__ if error is not None else ""
        _log.warning("console.told", by=record.name, level=record.levelname, error=kind, at=place)
