"""Text tests as machines that read a text letter by letter, so that texts can be searched instead of guessed.

A test on a text goes in, a machine comes out; `texts` runs the machines of all tests of a field side by side and finds
a text for each combination of answers that any text gives. Machines only propose texts: what a text meets is asked of
the compiled tests themselves.
"""

import importlib
import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol

from engine import ir

_MOST_STATES = 400
"""A pattern that needs more places than this is not searched."""


class UnsearchableError(Exception):
    """The test is beyond what machines can say; what depends on it stays undecided."""


class Machine(Protocol):
    """Reads letters. States are values: two equal ones behave alike."""

    start: Hashable

    def step(self, state: Any, letter: str) -> Hashable:
        """Give the state after one more letter."""

    def answer(self, state: Any) -> Hashable:
        """Give something that differs wherever a test answers differently about the text read so far."""


class Openings:
    """Tells the texts of lists from each other's beginnings, and which words a text begins with: any number at once."""

    def __init__(self, words: Iterable[str], beginnings: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._beginnings = frozenset(beginnings)
        self._on_the_way = {word[:end] for word in self._words | self._beginnings for end in range(len(word) + 1)}
        self.start: Hashable = (True, "")

    def step(self, state: Any, letter: str) -> Hashable:
        """Go on while some word begins so; then only what was passed counts."""
        on_the_way, text = state
        if on_the_way and text + letter in self._on_the_way:
            return (True, text + letter)
        return (False, self._passed(text) if on_the_way else text)

    def answer(self, state: Any) -> Hashable:
        """Give the longest beginning passed, and the text itself if it is one of the lists."""
        on_the_way, text = state
        if not on_the_way:
            return str(text)
        return (self._passed(text), text if text in self._words else None)

    def _passed(self, text: str) -> str:
        return next((text[:end] for end in range(len(text), 0, -1) if text[:end] in self._beginnings), "")


class Within:
    """Passes the texts that contain a word, or that end with it."""

    start: Hashable = 0

    def __init__(self, word: str, *, at_end: bool) -> None:
        self._word = word
        self._at_end = at_end
        self._known: dict[tuple[int, str], int] = {}

    def step(self, state: Any, letter: str) -> Hashable:
        """Give how much of the word the text now ends with."""
        if state == len(self._word) and not self._at_end:
            return int(state)
        known = self._known.get((state, letter))
        if known is None:
            read = self._word[:state] + letter
            longest = min(len(read), len(self._word))
            known = next(size for size in range(longest, -1, -1) if read.endswith(self._word[:size]))
            self._known[state, letter] = known
        return known

    def answer(self, state: Any) -> Hashable:
        """Tell whether the word was read."""
        return bool(state == len(self._word))


class Folded:
    """Feeds another machine casefolded letters; one letter may fold to several."""

    def __init__(self, inner: Machine) -> None:
        self._inner = inner
        self.start = inner.start

    def step(self, state: Any, letter: str) -> Hashable:
        """Read one letter, whatever its case."""
        for folded in letter.casefold():
            state = self._inner.step(state, folded)
        return state  # type: ignore[no-any-return]  # states are the inner machine's affair

    def answer(self, state: Any) -> Hashable:
        """Ask the inner machine."""
        return self._inner.answer(state)


class _Ends(NamedTuple):
    """Whether a piece of a pattern stands where the text begins, and where it ends."""

    first: bool
    last: bool


_WHOLE = _Ends(first=True, last=True)
_WITHIN = _Ends(first=False, last=False)


class Pattern:
    """Passes the texts that a regular expression matches as a whole, read as a set of places in it."""

    def __init__(self, pattern: str, *, ignoring_case: bool) -> None:
        self._ignoring_case = ignoring_case
        self._jumps: list[list[int]] = []
        self._letters: list[tuple[Callable[[str], bool], int] | None] = []
        self.constants: set[str] = set()
        end = self._place()
        self._end = end
        try:
            first = self._sequence(_PARSER.parse(pattern), end, _WHOLE)
        except (re.error, RecursionError) as error:
            raise UnsearchableError from error
        self.start: Hashable = self._closed({first})

    def step(self, state: Any, letter: str) -> Hashable:
        """Give all places that the letter leads to."""
        reached = set()
        for place in state:
            move = self._letters[place]
            if move is not None and move[0](letter):
                reached.add(move[1])
        return self._closed(reached)

    def answer(self, state: Any) -> Hashable:
        """Tell whether the end is one of the places."""
        return self._end in state

    @property
    def leaves(self) -> list[Callable[[str], bool]]:
        """Give everything that the pattern asks of single letters."""
        return [move[0] for move in self._letters if move is not None]

    def _closed(self, places: set[int]) -> frozenset[int]:
        waiting = list(places)
        while waiting:
            for place in self._jumps[waiting.pop()]:
                if place not in places:
                    places.add(place)
                    waiting.append(place)
        return frozenset(places)

    def _place(self, *jumps: int) -> int:
        if len(self._jumps) >= _MOST_STATES:
            raise UnsearchableError
        self._jumps.append(list(jumps))
        self._letters.append(None)
        return len(self._jumps) - 1

    def _sequence(self, parts: Iterable[Any], after: int, ends: _Ends) -> int:
        """Build the parts from the last to the first; give the place before the first.

        `^` and `$` say nothing where a text that must match as a whole begins and ends.
        """
        left = [(str(operation), argument) for operation, argument in parts]
        while ends.first and left and left[0] in _AT_BEGINNING:
            del left[0]
        while ends.last and left and left[-1] in _AT_END:
            del left[-1]
        for at, (operation, argument) in reversed(list(enumerate(left))):
            inner = _Ends(first=ends.first and at == 0, last=ends.last and at == len(left) - 1)
            after = self._part(operation, argument, after, inner)
        return after

    def _part(self, operation: str, argument: Any, after: int, ends: _Ends) -> int:
        match operation:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                place = self._place()
                self._letters[place] = (self._letter(operation, argument), after)
                return place
            case "BRANCH":
                return self._place(*(self._sequence(branch, after, ends) for branch in argument[1]))
            case "SUBPATTERN":
                if argument[1] or argument[2]:
                    raise UnsearchableError
                return self._sequence(argument[3], after, ends)
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self._repeat(*argument, after=after)
            case _:
                raise UnsearchableError

    def _repeat(self, least: int, most: Any, parts: Any, *, after: int) -> int:
        if most is _ENDLESS:
            loop = self._place(after)
            self._jumps[loop].append(self._sequence(parts, loop, _WITHIN))
            after = loop
        else:
            for _ in range(int(most) - least):
                after = self._place(after, self._sequence(parts, after, _WITHIN))
        for _ in range(least):
            after = self._sequence(parts, after, _WITHIN)
        return after

    def _letter(self, operation: str, argument: Any) -> Callable[[str], bool]:
        match operation:
            case "LITERAL":
                return self._among([("LITERAL", argument)], wanted=True)
            case "NOT_LITERAL":
                return self._among([("LITERAL", argument)], wanted=False)
            case "ANY":
                return lambda letter: letter != "\n"
            case _:
                items = [(str(name), value) for name, value in argument]
                wanted = items[0][0] != "NEGATE"
                return self._among(items if wanted else items[1:], wanted=wanted)

    def _among(self, items: Sequence[tuple[str, Any]], *, wanted: bool) -> Callable[[str], bool]:
        single = "".join(map(self._spelled, items))
        fits = re.compile(f"[{single}]", re.IGNORECASE if self._ignoring_case else re.NOFLAG).fullmatch
        return lambda letter: (fits(letter) is not None) is wanted

    def _spelled(self, item: tuple[str, Any]) -> str:
        match item:
            case ("LITERAL", code):
                self.constants.add(chr(code))
                return re.escape(chr(code))
            case ("RANGE", (low, high)):
                self.constants |= {chr(code) for code in (low, high, max(0, low - 1), high + 1)}
                return f"{re.escape(chr(low))}-{re.escape(chr(high))}"
            case ("CATEGORY", name) if str(name) in _CATEGORIES:
                return _CATEGORIES[str(name)]
            case _:
                raise UnsearchableError


_PARSER: Any = importlib.import_module("re._parser")
"""Python's own reader of regular expressions. Not public: whatever it says that is not known here is not searched."""
_NAMES: Any = importlib.import_module("re._constants")
_ENDLESS: Any = _NAMES.MAXREPEAT
_AT_BEGINNING: list[Any] = [("AT", _NAMES.AT_BEGINNING), ("AT", _NAMES.AT_BEGINNING_STRING)]
_AT_END: list[Any] = [("AT", _NAMES.AT_END), ("AT", _NAMES.AT_END_STRING)]

_CATEGORIES = {
    "CATEGORY_DIGIT": r"\d",
    "CATEGORY_NOT_DIGIT": r"\D",
    "CATEGORY_SPACE": r"\s",
    "CATEGORY_NOT_SPACE": r"\S",
    "CATEGORY_WORD": r"\w",
    "CATEGORY_NOT_WORD": r"\W",
}


def machines(tests: Sequence[ir.Test]) -> list[Machine]:
    """Make machines for all tests on a text; raises UnsearchableError for a pattern that machines cannot say."""
    made: list[Machine] = []
    for folded in (False, True):
        alike = [test for test in tests if test.ignoring_case is folded]
        fold: Callable[[object], str] = (lambda word: str(word).casefold()) if folded else str
        words = [fold(word) for test in alike if test.operator in _EQUALITY for word in test.operands]
        beginnings = [fold(test.operands[0]) for test in alike if test.operator is ir.Operator.STARTS_WITH]
        exact: list[Machine] = [Openings(words, beginnings)] if words or beginnings else []
        for test in alike:
            if test.operator in (ir.Operator.ENDS_WITH, ir.Operator.CONTAINS):
                exact.append(Within(fold(test.operands[0]), at_end=test.operator is ir.Operator.ENDS_WITH))
            elif test.operator is ir.Operator.MATCHES:
                made.append(Pattern(str(test.operands[0]), ignoring_case=folded))
        made += [Folded(each) for each in exact] if folded else exact
    return made


_EQUALITY = (ir.Operator.IS, ir.Operator.IN)
