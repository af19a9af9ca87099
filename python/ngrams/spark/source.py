"""The counts of stores as data frames of Apache Spark 4: `spark.read.format("ngrams").load("stores")`.

Each task reads a range of n-grams of all stores, so that an n-gram that several archives have gets one sum. The ranges
have about the same number of blocks of stores.
"""

import contextlib
import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow
import pyarrow.compute
from pyspark.sql import datasource
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition

from ngrams import program
from ngrams.spark import files
from ngrams.spark.build import MANIFEST
from ngrams.store import COLUMNS, opened

_SQL_TYPES = {"string": "string", "int32": "int", "int64": "bigint"}
_TABLES = {"years": COLUMNS["years"], "totals": COLUMNS["total"]}
# Bytes of stores in a task, if the number of tasks is not given.
_TASK_BYTES = 16 << 20
# Blocks that are looked at to divide the n-grams of a store.
_SAMPLES = 200


@dataclass
class Range(InputPartition):
    """N-grams from one on, and before another; None for no bound. And the files of stores that may have some."""

    first: str | None
    before: str | None
    stores: list | None = None


class NgramsDataSource(DataSource):
    """The data source. Its options are those of `load` and these.

    - `schema`: `years` (n-gram, year, counts) or `totals` (n-gram, sums, first and last year)
    - `corpus`: needed where the stores hold several
    - `ngram`, or `prefix`: only this n-gram, or those with a prefix
    - `from`, `to`: only these years
    - `partitions`: the number of tasks
    - `pushFilters`: `true` to leave out n-grams and years that the query's conditions exclude. Spark 4.1 needs
      `spark.sql.python.filterPushdown.enabled` for that.

    A schema with some of the columns, given to `spark.read.schema`, reads only those. `load` takes a store, a folder of
    stores, or the address of a folder (`s3a://bucket/stores`). Settings of Hadoop that are not on every machine are
    options that begin with `hadoop.`; Spark turns their names into lower case.
    """

    @classmethod
    def name(cls):
        """Return the name of the format."""
        return "ngrams"

    def schema(self):
        """Return the columns of the table."""
        return ", ".join(f"{name} {_SQL_TYPES[kind]}" for name, kind in self._columns().items())

    def reader(self, schema):
        """Return what reads the columns of a schema."""
        known = self._columns()
        wanted = {field.name: field.dataType.simpleString() for field in schema.fields}
        for name, kind in wanted.items():
            if _SQL_TYPES.get(known.get(name)) != kind:
                raise ValueError(f"the column {name} {kind} is none of: {self.schema()}")
        kind = FilteringReader if _is_true(self.options.get("pushFilters")) else Reader
        return kind(dict(self.options), {name: known[name] for name in wanted})

    def _columns(self):
        table = self.options.get("schema", "years")
        if table not in _TABLES:
            raise ValueError(f"schema is {table}, and must be one of: {', '.join(_TABLES)}")
        return _TABLES[table]


def _is_true(text):
    return str(text or "").lower() == "true"


class Reader(DataSourceReader):
    """Reads a table of counts."""

    def __init__(self, options, columns):
        """Keep the options, and the types of the columns to read, by name."""
        # Spark's options have no case.
        options = {name.lower(): value for name, value in options.items()}
        if "path" not in options:
            raise ValueError("load needs the path of a store or of a folder of stores")
        self.path = options["path"]
        self.table = options.get("schema", "years")
        self.columns = columns
        self.corpus = options.get("corpus")
        self.ngram, self.prefix = options.get("ngram"), options.get("prefix")
        self.years = [int(options[name]) if name in options else None for name in ("from", "to")]
        self.count = int(options["partitions"]) if "partitions" in options else None
        self.settings = {
            name.removeprefix("hadoop."): value for name, value in options.items() if name.startswith("hadoop.")
        }
        # The bounds of the n-grams that are asked for.
        self.first, self.before = None, None

    # The driver's part.

    def partitions(self):
        """Return the ranges of n-grams, each for a task."""
        if self.ngram is not None:
            return [Range(self.ngram, None, self._stores_of(self.ngram))]
        if files.is_address(self.path):
            return self._partitions_of_files()
        paths = _store_files(self.path)
        count = self.count or sum(path.stat().st_size for path in paths) // _TASK_BYTES + 1
        weights = {}
        for path in paths if count > 1 else []:
            for text, weight in self._samples(path):
                weights[text] = weights.get(text, 0) + weight
        return self._ranges(weights, count)

    def _samples(self, path):
        """Return n-grams of a store at about equal distances, each with the number of blocks from it to the next."""
        corpus = f"AND corpus.name = {_literal(self.corpus)}" if self.corpus else ""
        text = program.run(
            "sql",
            "--db",
            str(path),
            "--format",
            "csv",
            f"""
            WITH own AS (SELECT block.id, block.first_ngram FROM block JOIN run ON run.id = block.id >> 32
                         JOIN archive ON archive.id = archive_id AND state = 'complete'
                         JOIN corpus ON corpus.id = archive.corpus_id {corpus}),
                 step AS (SELECT count(*) / {_SAMPLES} + 1 AS blocks FROM own)
            SELECT first_ngram, blocks FROM own, step WHERE (own.id & 0xFFFFFFFF) % blocks = 0
            """,
        ).decode()
        return [(row[0], int(row[1])) for row in list(csv.reader(io.StringIO(text, newline="")))[1:]]

    def _ranges(self, weights, count):
        """Divide the n-grams into ranges of about equal weights."""
        # The order of bytes, as in stores. A bound is an argument of a program, which cannot have a NUL.
        texts = sorted((text for text in weights if "\0" not in text), key=lambda text: text.encode())
        total, bounds, passed = sum(weights.values()), [], 0
        for text in texts:
            if passed * count >= total * (len(bounds) + 1) and text:
                bounds.append(text)
            passed += weights[text]
        ranges = [Range(first, before) for first, before in zip([None, *bounds], [*bounds, None], strict=True)]
        return [part for part in ranges if self._overlaps(part.first, part.before)] or ranges[:1]

    def _overlaps(self, first, before):
        """Tell whether a range may have n-grams that are asked for."""
        prefix = (self.prefix or "").encode()
        low = max((text.encode() for text in (self.first, self.prefix) if text is not None), default=b"")
        if before is not None and before.encode() <= low:
            return False
        if first is None:
            return True
        first = first.encode()
        if self.before is not None and first >= self.before.encode():
            return False
        return first <= prefix or first.startswith(prefix)

    # Stores on one of Hadoop's file systems, which tasks copy.

    def _manifest(self):
        return json.loads(files.at(self.path, self.settings).read(MANIFEST))

    def _partitions_of_files(self):
        """Return a range for each group of stores that have no n-gram between their smallest and largest in common."""
        entries = [entry for entry in self._manifest()["archives"] if entry["contents"] == "ngrams"]
        entries = [entry for entry in entries if not self.corpus or entry["corpus"] == self.corpus]
        self._check_corpora(entries)
        entries = [entry for entry in entries if entry["first_ngram"] is not None]
        groups, last = [], b""
        for entry in sorted(entries, key=lambda entry: entry["first_ngram"].encode()):
            if not groups or entry["first_ngram"].encode() > last:
                groups.append([])
            groups[-1].append(entry)
            last = max(last, entry["last_ngram"].encode())
        ranges = []
        for group, following in zip(groups, [*groups[1:], None], strict=True):
            before = following[0]["first_ngram"] if following else None
            if self._overlaps(group[0]["first_ngram"], before):
                stores = sorted({entry["store"] for entry in group})
                ranges.append(Range(group[0]["first_ngram"], before, stores))
        return ranges

    def _stores_of(self, ngram):
        if not files.is_address(self.path):
            return None
        key = ngram.encode()
        return sorted(
            {
                entry["store"]
                for entry in self._manifest()["archives"]
                if entry["first_ngram"] and entry["first_ngram"].encode() <= key <= entry["last_ngram"].encode()
            }
        )

    def _check_corpora(self, entries):
        corpora = sorted({entry["corpus"] for entry in entries})
        if len(corpora) > 1:
            raise ValueError(f"the stores hold several corpora: {', '.join(corpora)}; name one with the option corpus")

    # The tasks' part.

    def read(self, partition):
        """Yield the batches of a range."""
        with contextlib.ExitStack() as stack:
            path = self.path
            if partition.stores is not None:
                if not partition.stores:
                    return
                path = stack.enter_context(files.at(self.path, self.settings).fetched(partition.stores))
            # The n-gram has to be read to be compared.
            columns = {**self.columns, "ngram": "string"} if self.ngram is not None else self.columns
            reader = stack.enter_context(opened([*self._command(partition), "--db", str(path)], columns))
            for batch in reader:
                if self.ngram is not None:
                    batch = batch.filter(pyarrow.compute.equal(batch["ngram"], self.ngram))
                yield batch.select(list(self.columns))

    def _command(self, partition):
        first, last = self.years
        options = {"--corpus": self.corpus, "--from": first, "--to": last}
        if self.ngram is not None:
            # `--first` and `--before` cannot name one n-gram alone.
            options |= {"--first": self.ngram, "--before": f"{self.ngram}\1"}
        else:
            bounds = [self.first, partition.first], [self.before, partition.before]
            lower = [bound.encode() for bound in bounds[0] if bound is not None]
            upper = [bound.encode() for bound in bounds[1] if bound is not None]
            options |= {"--first": max(lower, default=b"").decode() or None}
            options |= {"--before": min(upper).decode() if upper else None, "--prefix": self.prefix}
        named = [f"{name}={value}" for name, value in options.items() if value is not None]
        return ["export", self.table, *named]


class FilteringReader(Reader):
    """Reads only what the conditions of a query leave."""

    def pushFilters(self, filters):  # noqa: N802, the name is Spark's
        """Keep the bounds that conditions set, and return the conditions that Spark has to check."""
        for condition in filters:
            if not self._push(condition):
                yield condition

    def _push(self, condition):
        """Keep what a condition says of n-grams or years; return whether that is all it says."""
        name = condition.attribute[0] if len(getattr(condition, "attribute", ())) == 1 else None
        value = getattr(condition, "value", None)
        if isinstance(condition, datasource.IsNotNull):
            return name in ("ngram", "year")
        if name == "year" and self.table == "years" and isinstance(value, int):
            return self._push_year(condition, value)
        if name == "ngram" and isinstance(value, str) and value and "\0" not in value:
            self._push_ngram(condition, value)
        return False

    def _push_year(self, condition, value):
        kind = type(condition)
        bounds = {
            datasource.EqualTo: (value, value),
            datasource.GreaterThan: (value + 1, None),
            datasource.GreaterThanOrEqual: (value, None),
            datasource.LessThan: (None, value - 1),
            datasource.LessThanOrEqual: (None, value),
        }.get(kind)
        if bounds is None or any(bound is not None and not 1 <= bound <= 9999 for bound in bounds):
            return False
        first, last = self.years
        lower = [bound for bound in (first, bounds[0]) if bound is not None]
        upper = [bound for bound in (last, bounds[1]) if bound is not None]
        years = [max(lower, default=None), min(upper, default=None)]
        # The program refuses years in the wrong order; Spark finds that there are none.
        if None not in years and years[0] > years[1]:
            return False
        self.years = years
        return True

    def _push_ngram(self, condition, value):
        """Narrow the bounds. Spark still checks, because bounds cannot say everything."""
        kind = type(condition)
        if kind in (datasource.EqualTo, datasource.GreaterThan, datasource.GreaterThanOrEqual):
            self.first = max(value, self.first or "", key=str.encode)
        end = {
            datasource.EqualTo: f"{value}\1",
            datasource.LessThan: value,
            datasource.LessThanOrEqual: f"{value}\1",
        }.get(kind)
        if end is not None:
            self.before = end if self.before is None else min(end, self.before, key=str.encode)
        if kind is datasource.StringStartsWith and (self.prefix is None or value.startswith(self.prefix)):
            self.prefix = value


def _store_files(path):
    """Return the files of a store or of a folder of them, as the program finds them."""
    place = Path(path)
    if place.is_dir():
        return sorted(file for file in place.iterdir() if file.suffix in (".sqlite", ".db") and file.is_file())
    if not place.exists():
        raise program.NgramsError(66, f"{path}: there is no store here")
    return [place]


def _literal(text):
    return "'" + text.replace("'", "''") + "'"
