"""Logs: one form for all who log, and no secret in any line."""

import io
import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from trueup import logs, redacting

SECRET = 'p"ss\\wörd'


def configured(form: str, level: str = "info") -> io.StringIO:
    """Where the logs go."""
    stream = io.StringIO()
    logs.configure(form=form, level=level, secrets=[SECRET], stream=stream)
    return stream


def test_off_a_terminal_each_line_is_json_with_a_utc_time():
    """Log collectors read it."""
    stream = configured("auto")
    structlog.get_logger("trueup").info("round done", moved=2)

    line = json.loads(stream.getvalue())

    assert (line["event"], line["moved"], line["level"]) == ("round done", 2, "info")
    assert line["timestamp"].endswith("Z")


def test_the_shop_and_the_round_are_on_every_line_inside():
    """And on none after."""
    stream = configured("json")
    with logs.bound(shop="demo.myshopify.com", round=3):
        logging.getLogger("reconciler").warning("a library's line")
    structlog.get_logger().info("after")

    inside, after = map(json.loads, stream.getvalue().splitlines())

    assert (inside["shop"], inside["round"], inside["event"]) == ("demo.myshopify.com", 3, "a library's line")
    assert "shop" not in after


def test_lines_below_the_level_are_not_written():
    """Debugging is asked for."""
    stream = configured("json", level="warning")
    structlog.get_logger().info("quiet")

    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", ["console", "json"])
def test_secrets_are_hidden_wherever_they_stand(form: str):
    """In messages, values, libraries' lines and tracebacks."""
    stream = configured(form)
    structlog.get_logger().info(f"with {SECRET}", given={"deep": [SECRET]}, token="shpat_abc123")
    logging.getLogger("library").warning("sent %s", SECRET)
    try:
        int(SECRET)
    except ValueError:
        structlog.get_logger().exception("failed")

    written = stream.getvalue()

    assert written.count(redacting.HIDDEN) >= 5
    assert "ss\\" not in written.replace("\\\\", "\\")
    assert "shpat_abc123" not in written


@given(secret=st.text(min_size=8), around=st.text())
def test_no_secret_survives_in_a_json_line(secret: str, around: str):
    """Whatever letters it has."""
    hide = redacting.Redactor([secret])

    shown = hide(json.dumps({"event": around + secret}, ensure_ascii=False))

    assert json.dumps(secret, ensure_ascii=False)[1:-1] not in shown.replace(redacting.HIDDEN, "\0")
