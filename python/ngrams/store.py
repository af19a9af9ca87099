"""Stores, and what can be asked of them."""

import contextlib
import io
import os
import subprocess
import tempfile
from pathlib import Path

from ngrams import program

_COUNTS = {"match_count": "int64", "volume_count": "int64"}
COLUMNS = {
    "total": {"ngram": "string", **_COUNTS, "first_year": "int32", "last_year": "int32"},
    "years": {"ngram": "string", "year": "int32", **_COUNTS},
    "top": {"rank": "int64", "ngram": "string", **_COUNTS},
    "search": {"rank": "int64", "ngram": "string", **_COUNTS},
    "frequency": {"series": "string", "parent": "string", "year": "int32", "frequency": "float64", **_COUNTS},
}


def _csv_options(columns):
    """Return how the CSV of the program is read: texts as they are, and empty counts as null."""
    from pyarrow import csv

    return (
        csv.ParseOptions(newlines_in_values=True),
        csv.ConvertOptions(
            column_types=columns, null_values=[""], strings_can_be_null=False, include_columns=list(columns)
        ),
    )


class Store:
    """A store, a folder of stores, or several, which answer as one.

    The answers are tables of Arrow (`pyarrow.Table`). Words are n-grams: `"apple"`, `"New York"`, `"run_VERB"`.
    """

    def __init__(self, *paths, corpus=None):
        """Name stores by their paths; `corpus` is the corpus of all questions, which a store with one does not need."""
        self._options = [option for path in paths for option in ("--db", os.fspath(path))]
        self._options += ["--corpus", corpus] if corpus else []
        for path in paths:
            if not Path(path).exists():
                raise program.NgramsError(66, f"{os.fspath(path)}: there is no store here")

    def _query(self, kind, arguments, **options):
        from pyarrow import csv

        command = ["query", kind, *self._options, "--format", "csv", *_flags(options)]
        # A query that finds none of its words ends with 1, and has rows all the same.
        output = program.run(*command, "--", *arguments, allowed=(0, 1))
        parse, convert = _csv_options(COLUMNS[kind])
        return csv.read_csv(io.BytesIO(output), parse_options=parse, convert_options=convert)

    def total(self, *words, first=None, last=None):
        """Return the sums of each word; first and last are years."""
        return self._query("total", words, **{"from": first, "to": last})

    def years(self, *words, first=None, last=None):
        """Return the counts of each word in each year in which it occurs."""
        return self._query("years", words, **{"from": first, "to": last})

    def top(self, count=10, *, first=None, last=None, prefix=None, order=None, tags=None):
        """Return the n-grams with the largest counts."""
        years = {"from": first, "to": last}
        return self._query("top", [], n=count, prefix=prefix, order=order, tags=tags, **years)

    def search(self, pattern, count=10, *, syntax=None, ignore_case=False, first=None, last=None):
        """Return the n-grams with the largest counts that match a pattern."""
        flags = {"ignore-case": ignore_case, "from": first, "to": last}
        return self._query("search", [pattern], n=count, syntax=syntax, **flags)

    def frequency(self, query, *, first=None, last=None, smoothing=None, ignore_case=False):
        """Return the relative frequencies that the Ngram Viewer shows for a query in its language."""
        flags = {"ignore-case": ignore_case, "from": first, "to": last}
        return self._query("frequency", [query], smoothing=smoothing, **flags)

    def to_parquet(self, output, *, table="years", prefix=None, first=None, last=None):
        """Write the counts of all n-grams, or of those with a prefix, to a Parquet file.

        `table` is `"years"` or `"totals"`. The file appears whole or not at all, and memory does not grow with it.
        """
        from pyarrow import parquet

        columns = COLUMNS["total" if table == "totals" else "years"]
        flags = _flags({"prefix": prefix, "from": first, "to": last})
        output = Path(output)
        with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as part:
            try:
                with (
                    opened(["export", table, *self._options, *flags], columns) as reader,
                    parquet.ParquetWriter(part, reader.schema) as writer,
                ):
                    for batch in reader:
                        writer.write_batch(batch)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).chmod(0o644)
                Path(part.name).replace(output)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise


@contextlib.contextmanager
def opened(arguments, columns):
    """Run the program and provide a reader of the batches of Arrow that its CSV holds.

    Memory does not grow with the rows. Raise `NgramsError` if the program fails, at the end of the rows at the latest.

    `columns` are the types of the columns to read, by name.
    """
    from pyarrow import csv

    command = [program.path(), *arguments]
    with tempfile.TemporaryFile() as errors:
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors) as process:
            parse, convert = _csv_options(columns)
            try:
                yield csv.open_csv(process.stdout, parse_options=parse, convert_options=convert)
            except BaseException:
                process.kill()
                # The program's own message says more than that its output is empty.
                if process.wait() > 0:
                    raise _failure(process, errors) from None
                raise
        if process.returncode != 0:
            raise _failure(process, errors)
        errors.seek(0)
        program.warn(errors.read())


def _failure(process, errors):
    errors.seek(0)
    return program.NgramsError(process.returncode, errors.read().decode(errors="replace").strip())


def _flags(options):
    flags = []
    for name, value in options.items():
        option = f"-{name}" if len(name) == 1 else f"--{name}"
        if value is True:
            flags.append(option)
        elif value not in (None, False):
            flags.append(f"{option}={value}" if len(name) > 1 else option)
            flags += [] if len(name) > 1 else [str(value)]
    return flags
