"""Postal addresses, used by locations and orders."""

import msgspec

COUNTRIES = {
    "US": "United States", "CA": "Canada", "GB": "United Kingdom", "DE": "Germany", "FR": "France",
    "AU": "Australia", "MX": "Mexico", "NL": "Netherlands",
}  # fmt: skip
"""Names of the countries that seeds use; any other country is shown by its code."""


class Address(msgspec.Struct, kw_only=True):
    """Where something stands or goes; every part but the country may be missing."""

    name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country_code: str = "US"
    zip: str | None = None
    phone: str | None = None

    @property
    def country(self) -> str:
        """The country in words."""
        return COUNTRIES.get(self.country_code, self.country_code)

    @property
    def first_name(self) -> str | None:
        """Everything before the last word of the name."""
        return self.name.rpartition(" ")[0] or None if self.name else None

    @property
    def last_name(self) -> str | None:
        """The last word of the name."""
        return self.name.rpartition(" ")[2] if self.name else None

    def lines(self) -> list[str]:
        """Return the address as lines on a label, without name and company."""
        town = " ".join(part for part in (self.city, self.province_code, self.zip) if part)
        return [line for line in (self.address1, self.address2, town, self.country) if line]
