"""Rule files as text: reads a file and refuses what cannot be one, before anything is parsed."""

import re
from pathlib import Path

import msgspec

from engine import ir
from engine.problems import Problem, Severity

LARGEST = 500_000
"""Bytes. A rule file is written by people; a thousand rules take about 300,000."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters that nobody sees, end lines or turn the direction of writing: what is read is not what is shown."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The text of one file under the name that problems show."""

    file: str
    text: str

    def excerpts(self) -> list[str]:
        """Give the lines as problems show them: tabs as one space, long lines cut."""
        return [line[:200].rstrip().replace("\t", " ") for line in self.text.splitlines()]


def read(path: Path) -> Source | Problem:
    """Read a file as UTF-8 (a byte order mark is dropped), or say why it cannot be a rule file."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            return refusal(
                str(path),
                f"the file has {size:,} bytes; a rule file has at most {LARGEST:,}",
                "split it by concern, and put long lists of values into a CSV file for `in_list`",
            )
        if not path.is_file():  # a device has no size, and no end
            return refusal(str(path), "this is not a file", "check the name")
        content = path.read_bytes()
    except OSError as error:
        return refusal(str(path), f"the file cannot be read: {error.strerror}", "check the name and the permissions")
    return decode(content, str(path))


def decode(content: bytes, file: str, largest: int = LARGEST) -> Source | Problem:
    """Turn bytes into a source, or point at the first byte that is not text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        return refusal(file, "the file is not UTF-8 text here", "save it as UTF-8 in your editor", before)
    return from_text(text, file, largest)


def from_text(text: str, file: str, largest: int = LARGEST) -> Source | Problem:
    """Check text for size and for characters that no rule file holds."""
    text = text.removeprefix("\ufeff")
    if len(text) > largest:
        return refusal(file, f"the text has {len(text):,} characters, at most {largest:,} are read", "split the file")
    strange = _CONTROL.search(text)
    if strange:
        summary = f"the file holds a control character (U+{ord(strange.group()):04X}) here"
        return refusal(file, summary, "delete the character", text[: strange.start()])
    unseen = _UNSEEN.search(text)
    if unseen:
        code = f"{ord(unseen.group()):04X}"
        summary = f"a character that cannot be seen (U+{code}) stands here"
        hint = f'delete it, or, if a value really has it, write it as "\\u{code}" in double quotes'
        return refusal(file, summary, hint, text[: unseen.start()])
    return Source(file=file, text=text)


def refusal(file: str, summary: str, hint: str, before: str = "") -> Problem:
    """Make the error that refuses a whole file, placed after the text `before`."""
    lines = before.splitlines() or [""]
    if before.endswith(("\n", "\r")):
        lines.append("")
    place = ir.Place(file=file, line=len(lines), column=len(lines[-1]) + 1)
    return Problem(severity=Severity.ERROR, summary=summary, hint=hint, place=place)


def at_line(file: str, line: int, summary: str, hint: str) -> Problem:
    """Make the error that refuses a whole file because of one of its lines, counted from 1."""
    return Problem(severity=Severity.ERROR, summary=summary, hint=hint, place=ir.Place(file, line, 1))
