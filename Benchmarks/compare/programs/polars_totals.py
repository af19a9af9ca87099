"""Polars: computes the totals per n-gram with the streaming engine and stores nothing."""

import os

from common import COLUMNS, arguments, cores, print_answer

os.environ["POLARS_MAX_THREADS"] = str(cores())
import polars as pl  # noqa: E402  (Polars reads the variable when it is imported)

TYPES = (pl.String, pl.UInt16, pl.UInt64, pl.UInt64)

_, files = arguments()
rows = pl.scan_csv(
    files,
    separator="\t",
    quote_char=None,
    has_header=False,
    schema=dict(zip(COLUMNS, TYPES, strict=True)),
)
totals = (
    rows.group_by("ngram")
    .agg(pl.len().cast(pl.UInt64).alias("rows"), pl.sum("match_count"), pl.sum("volume_count"))
    .collect(engine="streaming")
)
print_answer(totals["rows"].sum(), totals.height, totals["match_count"].sum(), totals["volume_count"].sum())
