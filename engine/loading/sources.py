"""Rule files as text: reads a file and refuses what cannot be one, before anything is parsed."""

import codecs
import re
from pathlib import Path

import msgspec

from engine import excerpts, ir
from engine.problems import Problem, Severity, Sort

LARGEST = 500_000
"""Bytes. A rule file is written by people; a thousand rules take about 300,000."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Characters that nobody sees, end lines or turn the direction of writing: what is read is not what is shown."""

_LINE_ENDS = re.compile("\r\n|\r|\n")
_SAVE_AS_UTF8 = "save it as UTF-8 in your editor; where it asks for an encoding, choose UTF-8"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """The text of one file under the name that problems show."""

    file: str
    text: str

    def lines(self) -> list[str]:
        """Give the lines, without what ends them."""
        return self.text.splitlines()


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
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(content):
        return refusal(file, "the file is UTF-16 text, not UTF-8", _SAVE_AS_UTF8)
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        if b"\0" in content:
            return refusal(file, "this is not a text file", _SAVE_AS_UTF8)
        before = content[: error.start].decode(errors="replace")
        wrong = content[error.start : error.start + 1]
        meant = wrong.decode("cp1252", "replace")
        shown = f" (perhaps `{meant}`)" if meant.isprintable() and meant != "\ufffd" else ""
        summary = f"the file is not UTF-8 text: the byte {wrong.hex().upper()}{shown} stands here"
        return refusal(file, summary, _SAVE_AS_UTF8, before, content[error.start :].decode(errors="replace"))
    return from_text(text, file, largest)


def from_text(text: str, file: str, largest: int = LARGEST) -> Source | Problem:
    """Check text for size and for characters that no rule file holds."""
    text = text.removeprefix("\ufeff")
    if len(text) > largest:
        return refusal(file, f"the text has {len(text):,} characters, at most {largest:,} are read", "split the file")
    strange = _CONTROL.search(text)
    if strange:
        summary = f"the file holds a control character (U+{ord(strange.group()):04X}) here"
        return refusal(file, summary, "delete the character", text[: strange.start()], text[strange.start() :])
    unseen = _UNSEEN.search(text)
    if unseen:
        code = f"{ord(unseen.group()):04X}"
        summary = f"a character that cannot be seen (U+{code}) stands here"
        hint = f'delete it, or, if a value really has it, write it as "\\u{code}" in double quotes'
        return refusal(file, summary, hint, text[: unseen.start()], text[unseen.start() :])
    return Source(file=file, text=text)


def refusal(file: str, summary: str, hint: str, before: str = "", after: str = "") -> Problem:
    """Make the error that refuses a whole file, placed between the texts `before` and `after`."""
    lines = _LINE_ENDS.split(before)
    place = ir.Place(file=file, line=len(lines), column=len(lines[-1]) + 1)
    excerpt, mark = excerpts.around(lines[-1] + _LINE_ENDS.split(after, maxsplit=1)[0], place.column)
    return Problem(
        severity=Severity.ERROR, summary=summary, hint=hint, place=place, excerpt=excerpt, mark=mark, code=Sort.FILE
    )


def at_line(file: str, line: int, summary: str, hint: str) -> Problem:
    """Make the error that refuses a whole file because of one of its lines, counted from 1."""
    place = ir.Place(file, line, 1)
    return Problem(severity=Severity.ERROR, summary=summary, hint=hint, place=place, code=Sort.FILE)


def _looks_like_utf16(content: bytes) -> bool:
    """Whether every second byte is 0, as in text of Latin letters that has no byte order mark."""
    start = content[:200]
    return len(start) > 3 and any(start) and not (any(start[::2]) and any(start[1::2]))
