"""Characters that look like others: curly quotes and odd blanks.

They come from word processors, web pages and slips of the keyboard, and a text that holds one is never equal to what
was meant.
"""

import re

from engine.loading.findings import Findings
from engine.loading.nodes import Scalar

_CURLY = frozenset("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb")
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")


def note(scalar: Scalar, findings: Findings) -> bool:
    """Note a text without quotes that holds what was hardly meant: curly quotes around it, or an odd blank in it.

    In straight quotes both are taken as they are. Tells whether there was something to note.
    """
    text = scalar.text.strip()
    if scalar.quoted or not text:
        return False
    if text[0] in _CURLY and (len(text) == 1 or text[-1] in _CURLY):
        hint = f'write "{text.strip("".join(_CURLY))}" with straight quotes; these would be a part of the text'
        findings.wrong_value(scalar.place, "the quotes around this are curly, and YAML does not know them", hint)
        return True
    blank = _BLANKS.search(scalar.text)
    if blank is not None:
        code = f"{ord(blank.group()):04X}"
        hint = f'type a space; if the value really has it, write it as "\\u{code}" in double quotes'
        summary = f"a blank that is not the ordinary one (U+{code}) stands in `{scalar.text}`"
        findings.wrong_value(scalar.place, summary, hint)
        return True
    return False
