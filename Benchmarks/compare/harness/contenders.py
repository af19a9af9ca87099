"""The contenders of the comparison, and the ratios between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

#: The placeholder for the paths of the archives in a command.
ARCHIVES = "<archives>"


class Group(StrEnum):
    """What a contender does with the archives."""

    INFLATING = "inflating only"
    TOTALS = "totals per n-gram, nothing stored"
    STORED = "stored"
    ONE = "one archive"


@dataclass(frozen=True)
class Contender:
    """A program that processes the archives."""

    name: str
    title: str
    group: Group
    #: The command that is timed. Names in braces are placeholders: `out` is a new, empty folder.
    command: tuple[str, ...]
    #: The command that reads the answer from the folder afterwards, untimed. If `None`, the timed command prints it.
    answer: tuple[str, ...] | None = None
    #: The facilities that it needs. If one is missing, the contender is skipped.
    needs: frozenset[str] = frozenset()
    #: The editions whose archives it can read.
    editions: frozenset[str] = frozenset({"2012", "2020"})
    #: Whether it is slow, so that it runs once per comparison unless `--repeat-slow` is given.
    once: bool = False


def python(program: str) -> tuple[str, ...]:
    """Returns the command for a Python program in `programs/`."""
    return ("{python}", f"{{programs}}/{program}.py", "{out}")


def shell(program: str) -> tuple[str, ...]:
    """Returns the command for a shell script in `programs/`."""
    return ("sh", f"{{programs}}/{program}.sh", "{out}")


def ngrams(build: str) -> dict[str, tuple[str, ...]]:
    """Returns the commands for a build of ngrams: `ngrams` or `ngrams_isal`."""
    program = f"{{{build}}}"
    ingest = (program, "ingest", "--db", "{out}/store.sqlite", "--jobs", "{cores}", "--progress", "none", ARCHIVES)
    return {"command": ingest, "answer": ("{own_python}", "{programs}/ngrams_answer.py", program, "{out}")}


ENGINES = frozenset({"engines"})
ZLIB = frozenset({"zlib"})
ISAL = frozenset({"isal"})
NGRAMS_ISAL = frozenset({"ngrams-isal"})

INFLATE_ZLIB = ("{inflate_zlib}", ARCHIVES)
INFLATE_ISAL = ("{inflate_isal}", ARCHIVES)

CONTENDERS: tuple[Contender, ...] = (
    Contender("inflate-zlib", "Inflating with zlib", Group.INFLATING, INFLATE_ZLIB, needs=ZLIB),
    Contender("inflate-isal", "Inflating with ISA-L", Group.INFLATING, INFLATE_ISAL, needs=ISAL),
    Contender("polars-totals", "Polars", Group.TOTALS, (*python("polars_totals"), ARCHIVES), needs=ENGINES),
    Contender(
        "clickhouse-totals", "ClickHouse (chdb)", Group.TOTALS, (*python("clickhouse_totals"), ARCHIVES), needs=ENGINES
    ),
    Contender("duckdb-totals", "DuckDB", Group.TOTALS, (*python("duckdb_totals"), ARCHIVES), needs=ENGINES),
    Contender(
        "mawk-totals",
        "zcat and mawk",
        Group.TOTALS,
        (*shell("zcat_mawk_totals"), ARCHIVES),
        needs=frozenset({"mawk"}),
    ),
    Contender(
        "python-totals",
        "Python: asyncio and a process pool",
        Group.TOTALS,
        (*python("python_map_reduce"), ARCHIVES),
        needs=ENGINES,
        once=True,
    ),
    Contender(
        "clickhouse-stored",
        "ClickHouse (chdb): MergeTree ordered by n-gram and year",
        Group.STORED,
        (*python("clickhouse_stored"), ARCHIVES),
        answer=python("clickhouse_answer"),
        needs=ENGINES,
    ),
    Contender(
        "duckdb-stored",
        "DuckDB: a table of rows and one of totals",
        Group.STORED,
        (*python("duckdb_stored"), ARCHIVES),
        answer=python("duckdb_answer"),
        needs=ENGINES,
    ),
    Contender(
        "sqlite-import",
        "sqlite3 .import: a row per year, indexed",
        Group.STORED,
        (*shell("sqlite_import"), ARCHIVES),
        answer=shell("sqlite_answer"),
        needs=frozenset({"sqlite3"}),
        # `.import` needs a row per year.
        editions=frozenset({"2012"}),
        once=True,
    ),
    Contender("ngrams", "ngrams ingest", Group.STORED, **ngrams("ngrams")),
    Contender("ngrams-isal", "ngrams ingest, with ISA-L", Group.STORED, **ngrams("ngrams_isal"), needs=NGRAMS_ISAL),
    Contender("inflate-one-zlib", "Inflating with zlib", Group.ONE, INFLATE_ZLIB, needs=ZLIB),
    Contender("inflate-one-isal", "Inflating with ISA-L", Group.ONE, INFLATE_ISAL, needs=ISAL),
    Contender("ngrams-one", "ngrams ingest", Group.ONE, **ngrams("ngrams")),
    Contender("ngrams-one-isal", "ngrams ingest, with ISA-L", Group.ONE, **ngrams("ngrams_isal"), needs=NGRAMS_ISAL),
)


@dataclass(frozen=True)
class Ratio:
    """The ratio of the times of two contenders."""

    title: str
    numerator: str
    denominator: str


RATIOS: tuple[Ratio, ...] = (
    Ratio("DuckDB stored ÷ ours", "duckdb-stored", "ngrams"),
    Ratio("ClickHouse stored ÷ ours", "clickhouse-stored", "ngrams"),
    Ratio("Polars totals ÷ ours", "polars-totals", "ngrams"),
    Ratio("ClickHouse totals ÷ ours", "clickhouse-totals", "ngrams"),
    Ratio("DuckDB totals ÷ ours", "duckdb-totals", "ngrams"),
    Ratio("zcat and mawk ÷ ours", "mawk-totals", "ngrams"),
    Ratio("Python ÷ ours", "python-totals", "ngrams"),
    Ratio("sqlite3 .import ÷ ours", "sqlite-import", "ngrams"),
    Ratio("ours ÷ inflating", "ngrams", "inflate-zlib"),
    Ratio("one archive: ours ÷ inflating it", "ngrams-one", "inflate-one-zlib"),
    Ratio("DuckDB stored ÷ ours with ISA-L", "duckdb-stored", "ngrams-isal"),
    Ratio("ClickHouse stored ÷ ours with ISA-L", "clickhouse-stored", "ngrams-isal"),
    Ratio("Polars totals ÷ ours with ISA-L", "polars-totals", "ngrams-isal"),
    Ratio("Python ÷ ours with ISA-L", "python-totals", "ngrams-isal"),
    Ratio("ours with ISA-L ÷ inflating with ISA-L", "ngrams-isal", "inflate-isal"),
    Ratio(
        "one archive: ours with ISA-L ÷ inflating it with ISA-L",
        "ngrams-one-isal",
        "inflate-one-isal",
    ),
)


def fill(template: Sequence[str], placeholders: dict[str, str], archives: Sequence[str]) -> list[str]:
    """Returns a command with its placeholders replaced."""
    words: list[str] = []
    for word in template:
        words += archives if word == ARCHIVES else [word.format_map(placeholders)]
    return words
