"""Text that is no YAML, told in plain words: where it goes wrong, what stands there, and how it is written.

The parser's error and the source go in; a place, a summary and a hint come out. Called by `nodes`.
"""

import re
from collections.abc import Callable

from ruamel.yaml.error import MarkedYAMLError

from engine import ir
from engine.loading import indents, slips
from engine.loading.faults import Fault
from engine.loading.sources import Source

_COMPARISON = {">": "more_than", ">=": "at_least"}


def explain(error: MarkedYAMLError, source: Source) -> tuple[ir.Place, str, str]:
    """Say where a text stops being YAML, what is wrong there, and how to mend it."""
    lines = source.lines()
    fault = _fault(error, lines)
    return ir.Place(source.file, fault.line, fault.column), fault.summary, fault.hint


def _fault(error: MarkedYAMLError, lines: list[str]) -> Fault:
    at = error.problem_mark or error.context_mark
    line, column = (at.line + 1, at.column + 1) if at is not None else (1, 1)
    slip = slips.find(line, lines)
    if slip is not None:
        return slip
    said = f"{error.context or ''} {error.problem or ''}"
    teller = next((teller for words, teller in _TELLERS if words in said), _tell_anything)
    return teller(error, line, column, lines)


def _tell_tab(_error: MarkedYAMLError, line: int, column: int, _lines: list[str]) -> Fault:
    return Fault(line, column, "a tab stands here, and YAML is indented with spaces", "write spaces")


def _tell_start(_error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    text = slips.without_comment(_line(lines, line))[column - 1 :].strip()
    first = text[:1] or "this"
    word = re.split(r"[,}\]]", text)[0].strip()
    hint = "write the value in quotes" + ("" if '"' in word or len(word) < 2 else f': "{word}"')
    return Fault(line, column, f"a value can't begin with `{first}`", hint)


def _tell_context_start(error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    at = error.context_mark
    line, column = (at.line + 1, at.column + 1) if at is not None else (line, column)
    return _tell_start(error, line, column, lines)


def _tell_second_colon(_error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    before = _line(lines, line)[: column - 1]
    key, colon, value = before.strip().removeprefix("- ").partition(": ")
    if colon and value:
        hint = f'a value with `: ` in it needs quotes: {key}: "{value}: …"'
        return Fault(line, column, "a second colon stands in this value", hint)
    return indents.explain_deeper(line, lines)


def _tell_block(error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    at = error.context_mark
    line, column = (at.line + 1, at.column + 1) if at is not None else (line, column)
    text = _line(lines, line)[column - 1 :]
    if text.startswith("|"):
        return Fault(line, column, "a value can't begin with `|`", "write the value in quotes")
    sign = ">=" if text.startswith(">=") else ">"
    value = slips.without_comment(text).removeprefix(sign).strip() or "100"
    hint = f"to compare, write {{{_COMPARISON[sign]}: {value}}}; a text that begins with > needs quotes"
    return Fault(line, column, f"`{sign}` does not compare in a rule file", hint)


def _tell_indent(_error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    before = _line(lines, line)[: column - 1]
    if before.strip(" -"):
        quote = before.rstrip()[-1:]
        if quote in {'"', "'"}:
            hint = "put quotes around the whole value (a ' within '…' is written twice), or close one further up"
            return Fault(line, column, "more text follows after the closing quote", hint)
        return Fault(line, column, "the value is complete before this", "delete it, or put the whole value in quotes")
    return indents.explain(line, lines)


def _tell_bracket(error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    opened = error.context_mark
    if opened is None or (opened.line + 1 == line and "stream end" not in str(error.problem)):
        return Fault(line, column, "a comma or the closing bracket is missing before this", "write [A, B] or {a: 1}")
    bracket = _line(lines, opened.line + 1)[opened.column : opened.column + 1]
    closing = {"[": "]", "{": "}"}.get(bracket, "]")
    hint = f"close it with `{closing}` where the list or map ends"
    return Fault(opened.line + 1, opened.column + 1, f"this `{bracket}` is not closed", hint)


def _tell_quote(error: MarkedYAMLError, line: int, column: int, _lines: list[str]) -> Fault:
    at = error.context_mark
    line, column = (at.line + 1, at.column + 1) if at is not None else (line, column)
    return Fault(line, column, "this quote is not closed", "write the same quote where the text ends")


def _tell_escape(_error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    character = _line(lines, line)[column - 1 : column]
    hint = "write single quotes around it, as in matches: '[0-9]{5}', or a second \\ before this one"
    return Fault(line, column, f"`\\{character}` means nothing within double quotes", hint)


def _tell_colonless(error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    at = error.context_mark
    line, column = (at.line + 1, at.column + 1) if at is not None else (line, column)
    word = slips.without_comment(_line(lines, line))[column - 1 :].strip()
    hint = "a word and its value are written `name: value`; a list item begins with a dash"
    return Fault(line, column, f"`{word}` lacks a colon", hint)


def _tell_end(_error: MarkedYAMLError, line: int, column: int, lines: list[str]) -> Fault:
    first = next((number for number, text in enumerate(lines, 1) if slips.without_comment(text).strip()), line)
    if lines[first - 1 : first] and lines[first - 1][:1].isspace() and first < line:
        return Fault(first, 1, "this line is indented, and those below it are not", "start it in column 1")
    return Fault(line, column, "the list or map that the file begins with ends above", "write one map")


def _tell_anything(error: MarkedYAMLError, line: int, column: int, _lines: list[str]) -> Fault:
    said = error.problem or error.context or "not readable"
    return Fault(line, column, f"this is not YAML: {said}", "see the examples in the rule guide")


_TELLERS: tuple[tuple[str, Callable[[MarkedYAMLError, int, int, list[str]], Fault]], ...] = (
    ("'\\t'", _tell_tab),
    ("unknown escape character", _tell_escape),
    ("while scanning a quoted scalar", _tell_quote),
    ("found unexpected end of stream", _tell_quote),
    ("mapping values are not allowed", _tell_second_colon),
    ("while scanning a block scalar", _tell_block),
    ("could not find expected ':'", _tell_colonless),
    ("expected ',' or", _tell_bracket),
    ("expected <block end>", _tell_indent),
    ("cannot start any token", _tell_start),
    ("while scanning an alias", _tell_context_start),
    ("while scanning an anchor", _tell_context_start),
    ("while scanning a tag", _tell_context_start),
    ("while scanning a directive", _tell_context_start),
    ("expected URI", _tell_context_start),
    ("expected '<document start>'", _tell_end),
)
"""What the parser says, and who puts it in plain words; the first that fits."""


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""
