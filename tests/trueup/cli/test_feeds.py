"""Stock feeds at the command line: reading them now, accepting one once, and seeing what is known of them."""

from pathlib import Path

import pytest
from support.command_lines import Run

FEED = '\n[[warehouse_feeds]]\nname = "main"\npath = "stock.csv"\nwarehouse = "warehouse-a"\n'


@pytest.fixture
def feed(project: Path, trueup: Run) -> Path:
    """A project with one warehouse and a feed that was taken once: 20 products, 10 of each."""
    with (project / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write(FEED)
    trueup("warehouses", "add", "warehouse-a", "Warehouse A")
    file = write(project / "stock.csv", [10] * 20)
    assert trueup("import", "feeds").out.startswith("main: took over 20 counts, as of 20")
    return file


def write(file: Path, units: list[int]) -> Path:
    """Write the feed."""
    rows = [f"T-{number},{count}" for number, count in enumerate(units)]
    file.write_text("\n".join(["sku,on_hand", *rows, ""]), encoding="utf-8")
    return file


def test_a_feed_is_read_when_it_changed(feed: Path, trueup: Run):
    """Otherwise it is left alone."""
    unchanged = trueup("import", "feeds")
    write(feed, [9] * 20)
    changed = trueup("import", "feeds", "main")

    assert "main: unchanged" in unchanged.out
    assert "main: took over 20 counts" in changed.out


def test_a_refused_feed_is_shown_until_it_is_accepted(feed: Path, trueup: Run):
    """What was refused, with the numbers; --accept takes it this once."""
    write(feed, [10] * 5)

    refused = trueup("import", "feeds")
    shown = trueup("import", "show").out
    accepted = trueup("import", "feeds", "main", "--accept")

    assert refused.code == 1
    assert "5 rows, the last time it had 20: 25%" in refused.err
    assert "refused" in shown
    assert accepted.code == 0
    assert "refused" not in trueup("import", "show").out


@pytest.mark.usefixtures("feed")
def test_a_feed_that_no_setting_names_is_refused(trueup: Run):
    """With the nearest of those that are, or all."""
    slip, other = trueup("import", "feeds", "mian"), trueup("import", "feeds", "xyz")

    assert (slip.code, other.code) == (1, 1)
    assert "no stock feed mian in the settings: did you mean `main`?" in slip.err
    assert "no stock feed xyz in the settings: they name main" in other.err


def test_a_feed_whose_authorization_is_not_set_says_which_variable(project: Path, trueup: Run):
    """And is no reason for other commands to fail."""
    with (project / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write(
            '\n[[warehouse_feeds]]\nname = "erp"\nurl = "https://erp.example/stock?code=hush"\n'
            'authorization_variable = "ERP_AUTHORIZATION"\n'
        )

    answer = trueup("import", "feeds")

    assert "https://erp.example/stock is asked for with ERP_AUTHORIZATION, which is not set" in answer.err
    assert "hush" not in answer.err
    assert trueup("warehouses", "list").code == 0


@pytest.mark.usefixtures("imported")
def test_apply_takes_a_feed_and_a_dry_run_does_not(trueup: Run):
    """A dry run has no side effect, not even on our own database; it says what is wrong with feeds all the same."""
    Path("settings.toml").write_text(FEED, encoding="utf-8")
    Path("stock.csv").write_text("sku,on_hand\nMUG,40\n", encoding="utf-8")

    looked = trueup("diff")
    before = trueup("stock").out
    trueup("apply", "--yes")
    after = trueup("stock").out
    Path("stock.csv").write_text("sku,on_hand\n", encoding="utf-8")
    trueup("apply", "--yes")
    warned = trueup("diff").out

    assert "refused" not in looked.out
    assert "Nothing was counted yet" in before
    assert "MUG" in after
    assert "stock feed main was refused as a whole: it is empty" in " ".join(warned.split())
