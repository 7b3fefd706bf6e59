"""Rules loaded again from what was kept of them, without their files."""

from pathlib import Path

from engine import loading

RULES = (
    "on: order.new\nrules:\n  - name: fragile\n    when: {any line: {sku: {in_list: fragile.csv}}}\n    then: [hold]\n"
)


def test_rules_and_their_lists_come_back_when_the_files_are_gone(tmp_path: Path) -> None:
    """The same rules at the same places, with the same digest."""
    (tmp_path / "10-hold.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "fragile.csv").write_text("VASE\nGLASS\n", encoding="utf-8")
    first = loading.load([tmp_path]).rules
    assert first is not None
    assert first.origin is not None
    for file in tmp_path.iterdir():
        file.unlink()

    assert loading.load_recorded(first.origin).rules == first
