"""Which Chromium there is, and how it is started."""

from __future__ import annotations

import os
import shutil

PATIENCE = 45_000
"""Milliseconds: all of it is quick, but not on a machine that does a lot besides."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
ARGUMENTS = (
    "--no-sandbox",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--disable-smooth-scrolling",
)


def find_chromium() -> str | None:
    """One that is named has to be there; one that is only looked for may be missing."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, (*NAMES, ON_A_MAC))), None)
