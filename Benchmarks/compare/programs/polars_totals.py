"""Polars: computes the totals per n-gram with the streaming engine and stores nothing."""

import os

from common import COLUMNS, NO_SEPARATOR, arguments, cores, has_row_per_ngram, print_answer

os.environ["POLARS_MAX_THREADS"] = str(cores())
import polars as pl  # noqa: E402  (Polars reads the variable when it is imported)

TYPES = (pl.String, pl.UInt16, pl.UInt64, pl.UInt64)


def years(files: list[str]) -> pl.LazyFrame:
    """Returns a row per year, from archives of 2012."""
    schema = dict(zip(COLUMNS, TYPES, strict=True))
    return pl.scan_csv(files, separator="\t", quote_char=None, has_header=False, schema=schema)


def years_of_ngrams(files: list[str]) -> pl.LazyFrame:
    """Returns a row per year, from archives of 2020."""
    lines = pl.scan_csv(files, separator=NO_SEPARATOR, quote_char=None, has_header=False, schema={"line": pl.String})
    fields = lines.select(pl.col("line").str.split("\t").alias("fields"))
    entries = fields.select(
        pl.col("fields").list.first().alias("ngram"), pl.col("fields").list.slice(1).alias("entry")
    ).explode("entry")
    counts = pl.col("entry").str.split_exact(",", 2)
    return entries.select(
        "ngram",
        *(
            counts.struct.field(f"field_{place}").cast(kind).alias(name)
            for place, (name, kind) in enumerate(zip(COLUMNS[1:], TYPES[1:], strict=True))
        ),
    )


_, files = arguments()
rows = years_of_ngrams(files) if has_row_per_ngram() else years(files)
totals = (
    rows.group_by("ngram")
    .agg(pl.len().cast(pl.UInt64).alias("rows"), pl.sum("match_count"), pl.sum("volume_count"))
    .collect(engine="streaming")
)
print_answer(totals["rows"].sum(), totals.height, totals["match_count"].sum(), totals["volume_count"].sum())
