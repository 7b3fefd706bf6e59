"""Forms: what the tables of settings.toml and their values have in common. `options` and `feed_options` use them."""

import re
from typing import Annotated

import pydantic

COVERED = re.compile(r"https://[^/@\s]+|http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/|$)")
"""Addresses at which a token can be sent without others reading it on the way."""

Seconds = Annotated[float, pydantic.Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, pydantic.Field(ge=0)]
Share = Annotated[float, pydantic.Field(ge=0, le=1)]


class Group(pydantic.BaseModel):
    """A table of settings.toml: frozen once read, and closed to names it does not know."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
