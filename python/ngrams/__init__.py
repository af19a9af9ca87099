"""Google Books Ngrams from a store of the program `ngrams`."""

from ngrams.program import NgramsError, NgramsWarning
from ngrams.store import Store

__all__ = ["NgramsError", "NgramsWarning", "Store", "open"]


def open(*paths, corpus=None):
    """Return the store at a path, or several that answer as one."""
    return Store(*(paths or ("ngrams.sqlite",)), corpus=corpus)
