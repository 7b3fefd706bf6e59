"""Errors of the reports.

ReportError
├── UnknownFormatError      no such format
└── ReportNotWrittenError   the file can't be written
"""


class ReportError(Exception):
    """A report can't be given; the message says why and what to do."""


class UnknownFormatError(ReportError):
    """There is no such format; the message names the nearest and all others."""


class ReportNotWrittenError(ReportError):
    """The report can't be written to the file; the message says why."""
