"""Pages: whatever the list, its order and the page size, walking it reads every record exactly once."""

from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from simulator import pages


class Record(msgspec.Struct, frozen=True):
    """Something with an id and a value that others may share."""

    id: int
    value: int


records = st.lists(
    st.builds(Record, id=st.integers(1, 60), value=st.integers(0, 3)), max_size=40, unique_by=lambda each: each.id
)


def walk(items: list[Record], size: int, by: Any, *, backwards: bool, falling: bool) -> list[Record]:
    """Read a list page by page, from either end."""
    seen: list[Record] = []
    cursor = None
    for _ in range(len(items) + 1):
        step = {"last": size, "before": cursor} if backwards else {"first": size, "after": cursor}
        page = pages.page(items, {**step, "reverse": falling}, by)
        assert len(page.nodes) <= size
        seen = page.nodes + seen if backwards else seen + page.nodes
        cursor = page.page_info.start_cursor if backwards else page.page_info.end_cursor
        if not (page.page_info.has_previous_page if backwards else page.page_info.has_next_page):
            break
    return seen


@given(records, st.integers(1, 7), st.booleans(), st.booleans(), st.booleans())
def test_walking_a_list_reads_it_once_and_in_order(
    items: list[Record],
    size: int,
    by_value: bool,  # noqa: FBT001 - drawn
    backwards: bool,  # noqa: FBT001 - drawn
    falling: bool,  # noqa: FBT001 - drawn
):
    """Forwards or backwards, rising or falling, by id or by a value that many share."""
    by = (lambda each: each.value) if by_value else None
    expected = sorted(items, key=lambda each: (each.value if by_value else 0, each.id), reverse=falling)
    assert walk(items, size, by, backwards=backwards, falling=falling) == expected


@given(records, st.integers(1, 60), st.booleans())
def test_a_cursor_stays_good_when_its_record_is_gone(items: list[Record], number: int, falling: bool):  # noqa: FBT001
    """The page after it begins with the next record there is."""
    whole = [*[each for each in items if each.id != number], Record(number, 0)]
    page = pages.page(whole, {"first": 100, "reverse": falling})
    cursor = next(edge.cursor for edge in page.edges if edge.node.id == number)
    after = pages.page(
        [each for each in whole if each.id != number], {"first": 100, "after": cursor, "reverse": falling}
    )
    assert after.nodes == page.nodes[page.nodes.index(Record(number, 0)) + 1 :]
