"""What outcome.json of a want-list trade holds, entry by entry, and what of it nobody checks."""

from typing import get_args

from samarkand.publishing.shape import DIGESTS, NAME, VERSION, Each, Fields, choice, count, text, truth
from samarkand.swaps.settings import Objective

SUMMARY = Fields(
    {
        "format": count(),
        "kind": text(),
        "status": choice("traded", "nothing_traded"),
        "version": text(VERSION),
        "settings": Fields({"objective": choice(*get_args(Objective)), "max_ring": count()}),
        "lists": Fields(
            {
                "name": text(NAME),
                **dict.fromkeys(("items", "dummies", "wants", "traders"), count()),
                "digest": text(),
            }
        ),
        "items": count(),
        "traders": count(),
        "bound": Fields(
            {
                "items": count("that no more items can trade"),
                "traders": count("that no more traders can trade"),
            }
        ),
        "proven": truth(),
        "largest_ring": count(),
        "rings_by_length": Each(count(), named=True),
        "method": text("how it was found"),
        "files": DIGESTS,
    },
    optional=frozenset({"files"}),
)
"""The summary; the hashes of files are there where it was written to a folder."""
