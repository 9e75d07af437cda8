"""Finished pictures and films: fetched safely, told apart by their bytes, kept, and linked to."""

from bot.media.archive import Archive
from bot.media.body import Limits
from bot.media.download import Downloader, Fetched
from bot.media.links import MediaLinks, PublicLinks
from bot.media.resolve import Resolver, system_resolver
from bot.media.sniff import sniff

__all__ = [
    "Archive",
    "Downloader",
    "Fetched",
    "Limits",
    "MediaLinks",
    "PublicLinks",
    "Resolver",
    "sniff",
    "system_resolver",
]
