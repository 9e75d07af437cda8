"""Scripted providers, one each: small, strict, and honest about what they charged."""

from typing import Final

from tests.hunt.vendor import Vendor
from tests.hunt.vendors.akool import AkoolVendor
from tests.hunt.vendors.creatify import CreatifyVendor
from tests.hunt.vendors.heygen import HeyGenVendor

VENDORS: Final[tuple[type[Vendor], ...]] = (CreatifyVendor, AkoolVendor, HeyGenVendor)

__all__ = ["VENDORS", "AkoolVendor", "CreatifyVendor", "HeyGenVendor"]
