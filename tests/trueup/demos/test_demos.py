"""The demo, run as a person does: it tells the story, leaves with 0, and what it suggests works."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from support import shells


class Told(NamedTuple):
    """What the demo printed, the folder it was typed in, and the port it was told of."""

    text: str
    folder: Path
    port: int

    @property
    def suggested(self) -> list[str]:
        """The lines that a person is told to type, in order."""
        _, _, last = self.text.partition("What to try next")
        return [line.strip() for line in last.splitlines() if line.startswith("    ")]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One run of the demo, in a folder of its own."""
    folder, port = tmp_path_factory.mktemp("demo"), shells.free_port()
    with shells.shell(folder) as shell:
        answer = shell.type(f"trueup demo --port {port}")
    assert answer.code == 0, answer.out
    return Told(answer.out, folder, port)


def levels(text: str) -> list[tuple[str, int, int, int]]:
    """The tables of quantities, row by row: location, available, committed, on hand."""
    rows = re.findall(r"^ +(Lake Jackson|Austin Office|Dallas) +(\d+) +(\d+) +(\d+) *$", text, re.MULTILINE)
    return [(name, int(available), int(committed), int(on_hand)) for name, available, committed, on_hand in rows]


def test_the_demo_shows_the_numbers_of_the_story(told: Told):
    """Ordered at Lake Jackson, shipped from Austin: stock moves by Shopify's doing, and then the parcel leaves."""
    assert levels(told.text) == [
        ("Lake Jackson", 50, 0, 50),
        ("Austin Office", 48, 0, 48),
        ("Lake Jackson", 49, 1, 50),
        ("Austin Office", 48, 0, 48),
        ("Lake Jackson", 50, 0, 50),
        ("Austin Office", 47, 0, 47),
        ("Lake Jackson", 50, 0, 50),
        ("Austin Office", 47, 0, 47),
        ("Dallas", 19, 0, 19),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Lake Jackson → Austin Office",
        "the tracking number 1Z999AA10123456784, and the parcel is recorded at Austin Office",
        "A second round finds nothing to do: 0 write requests.",
        "tags: Failed Shipment Notification",
        "tags: none",
        "400 → 47",
        "1 order imported, 1 ship-from set",
    ],
)
def test_the_demo_tells_each_turn_of_the_story(told: Told, words: str):
    """Moving, tracking, rest, failing, healing, stock put right, and an order left to ship."""
    assert words in " ".join(told.text.split())


def test_all_that_the_demo_suggests_works_when_typed_in_order(told: Told):
    """And each line answers what its comment promises."""
    serve, *lines = told.suggested
    expected = (
        ("cd ", ""),
        ("diff", "Nothing to do"),
        ("orders list", "#1003"),
        ("explain 1001", "rule default-warehouse"),
        ("label 1003", "Order 1003 has a label"),
        ("apply --yes", "1 order moved, 1 tracking written"),
        ("check", "no errors"),
        ("test", " passed, 0 failed"),
        ("init my-shop", "settings.toml"),
    )

    with shells.serving(serve, told.folder, told.port), shells.shell(told.folder) as shell:
        answers = [(line, shell.type(line)) for line in lines]

    assert len(answers) == len(expected)
    for (line, answer), (words, said) in zip(answers, expected, strict=True):
        assert words in line
        assert answer.code == 0, f"{line}: {answer.out}"
        assert said in answer.out, f"{line}: {answer.out}"


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path):
    """The demo replaces only what a demo has made."""
    (tmp_path / "trueup-demo").mkdir()
    (tmp_path / "trueup-demo" / "thesis.txt").write_text("mine", encoding="utf-8")

    with shells.shell(tmp_path) as shell:
        answer = shell.type("trueup demo")

    assert answer.code == 1
    assert "is not empty" in answer.out
    assert [one.name for one in (tmp_path / "trueup-demo").iterdir()] == ["thesis.txt"]


def test_the_demo_can_be_run_again_where_it_was(told: Told, tmp_path: Path):
    """It begins anew."""
    with shells.shell(tmp_path) as shell:
        again = [shell.type(f"trueup demo --port {told.port}") for _ in range(2)]

    assert [answer.code for answer in again] == [0, 0]
    assert levels(again[1].out) == levels(told.text)
