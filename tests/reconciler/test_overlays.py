"""Mappings that change a little at a time: like dicts, and the ones before a change stay as they were."""

from hypothesis import given
from hypothesis import strategies as st

from reconciler import overlays

CHANGES = st.lists(st.dictionaries(st.integers(0, 900), st.integers(), max_size=120), max_size=20)


@given(st.integers(0, 700), CHANGES)
def test_a_changed_mapping_is_what_a_dict_would_be(length: int, changes: list[dict[int, int]]) -> None:
    """Values, order and length, after each change; earlier ones don't move."""
    mapping = overlays.changed({}, dict.fromkeys(range(length), 0))
    plain = dict(mapping)
    earlier = []
    for change in changes:
        earlier.append((mapping, dict(plain)))
        mapping = overlays.changed(mapping, change)
        plain |= change
        assert list(mapping.items()) == list(plain.items())
        assert len(mapping) == len(plain)
    assert all(list(was.items()) == list(copy.items()) for was, copy in earlier)
