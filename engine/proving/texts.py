"""Texts that tell tests apart: one for each combination of answers that the tests of a field can give.

The tests on one text field go in, texts come out, with word whether they are all there are. Used by `variables`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

import msgspec

from engine import ir
from engine.proving import machines

_MOST_MOVES = 120_000
"""How many letters all machines of a field may read in all: some 100 ms."""
_LONGEST_LISTS = 3_000
"""Lists with more letters than this are not searched together with patterns."""

_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.,/#&'()\té日\n"
"""Letters of every sort, the most ordinary first. Machines that tell none of them apart get one of each sort."""

_OTHERS: Mapping[str, tuple[str, ...]] = {
    "order.ship_to.country": ("FR", "NZ"),
    "order.ship_to.province": ("ME", "VT"),
    "order.currency": ("CHF", "NZD"),
    "order.number": ("1001", "1002"),
    "order.name": ("#1001", "#1002"),
    "order.ship_to.postal_code": ("04001", "05001"),
    "product.sku": ("ITEM-01", "ITEM-02"),
    "sku": ("ITEM-01", "ITEM-02"),
    "part.ship_from": ("warehouse-x", "warehouse-y"),
    "warehouse.key": ("warehouse-x", "warehouse-y"),
}
_SOMETHING = ("something else", "anything else", "neither")

_SEARCHED = frozenset({ir.Operator.STARTS_WITH, ir.Operator.ENDS_WITH, ir.Operator.CONTAINS, ir.Operator.MATCHES})


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """Texts, and whether they meet the tests in every way in which any text does."""

    texts: tuple[str, ...]
    complete: bool


def telling_apart(name: str, tests: Sequence[ir.Test], choices: tuple[str, ...] = (), *, empty: bool = True) -> Texts:
    """Find the texts for the tests of the field `name`; `choices` are all it can have, where that is a closed list.

    `empty`: the empty text is one of those that it can have.
    """
    if choices:
        return Texts(texts=choices, complete=True)
    asked = [test for test in tests if test.operator is not ir.Operator.EXISTS]
    found = dict.fromkeys((*_constants(asked), *_OTHERS.get(name, ()), *_SOMETHING))
    complete = True
    if any(test.operator in _SEARCHED for test in asked):
        found.update(dict.fromkeys(_joined(asked)))
        searched = _search(asked, empty=empty)
        complete = searched.complete
        found.update(dict.fromkeys(searched.texts))
    return Texts(texts=tuple(text for text in found if text or empty), complete=complete)


def _constants(tests: Iterable[ir.Test]) -> Iterator[str]:
    """Give what the tests name, in other cases where case does not count."""
    for test in tests:
        if test.operator is not ir.Operator.MATCHES:
            for operand in map(str, test.operands):
                yield operand
                if test.ignoring_case:
                    yield from (operand.upper(), operand.lower(), operand.title(), operand.swapcase())


def _joined(tests: Sequence[ir.Test]) -> Iterator[str]:
    """Give texts that look like what somebody would write: a word, and two words together."""
    words = [str(test.operands[0]) for test in tests if test.operator in _SEARCHED - {ir.Operator.MATCHES}][:30]
    for word in words:
        yield from (word + "1", word + " one", "one " + word)
        yield from (f"{word} {other}" for other in words if other != word)
        yield from (word + other for other in words if other != word)


def _search(tests: Sequence[ir.Test], *, empty: bool) -> Texts:
    """Let the machines of all tests read texts side by side, the shortest first, and keep one for each answer."""
    if sum(len(str(operand)) for test in tests for operand in test.operands) > _LONGEST_LISTS:
        return Texts(texts=(), complete=False)
    try:
        running = machines.machines(tests)
    except machines.UnsearchableError:
        return Texts(texts=(), complete=False)
    letters = _letters(tests, running)
    start = tuple(each.start for each in running)
    answers: dict[tuple[Hashable, ...], str] = {}
    seen = {start}
    waiting = [(start, "")]
    moves = 0

    def answer(state: tuple[Hashable, ...], text: str) -> None:
        answers.setdefault(tuple(each.answer(at) for each, at in zip(running, state, strict=True)), text)

    for state, text in waiting:
        if text or empty:
            answer(state, text)
        moves += len(letters) * len(running)
        if moves > _MOST_MOVES:
            return Texts(texts=tuple(answers.values()), complete=False)
        for letter in letters:
            reached = tuple([each.step(at, letter) for each, at in zip(running, state, strict=True)])
            if reached not in seen:
                seen.add(reached)
                waiting.append((reached, text + letter))
            elif reached == start and not empty:
                answer(start, text + letter)
    return Texts(texts=tuple(answers.values()), complete=True)


def _letters(tests: Sequence[ir.Test], running: Sequence[machines.Machine]) -> list[str]:
    """Give letters enough: all that the tests name, in either case, and ordinary ones of every sort."""
    named = {
        letter
        for test in tests
        if test.operator is not ir.Operator.MATCHES
        for operand in test.operands
        for letter in str(operand)
    }
    patterns = [each for each in running if isinstance(each, machines.Pattern)]
    named = named.union(*(each.constants for each in patterns))
    cased = {other for letter in named for other in (letter.upper(), letter.lower()) if len(other) == 1}
    sorts: dict[tuple[bool, ...], str] = {}
    leaves = [leaf for each in patterns for leaf in each.leaves]
    special = named | cased  # a letter whose other case is named is no ordinary one
    for letter in _PLAIN:
        if letter not in special:
            sorts.setdefault(tuple(leaf(letter) for leaf in leaves), letter)
    return [*sorts.values(), *sorted(special)]
