"""Tests of the data source of Spark with the built program: data frames hold what the program exports."""

import csv
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from ngrams import program

try:
    import pyarrow
    from pyspark.sql import SparkSession
except ImportError:
    pyarrow = None

PACKAGE = str(Path(__file__).parent.parent)


@unittest.skipUnless(pyarrow, "there is no pyspark or no pyarrow")
@unittest.skipUnless(shutil.which("java"), "there is no Java")
class SourceTests(unittest.TestCase):
    """Data frames of a store, and of a folder of stores that share n-grams."""

    @classmethod
    def setUpClass(cls):
        """Make a store, a folder of stores with the same counts, and a session."""
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        samples = Path(program.path()).parent / "ngrams-samples"
        subprocess.run(
            [samples, "archives", f"{cls.folder}/a", "--count", "3", "--rows", "9000"], check=True, stdout=-3
        )
        archives = sorted(Path(f"{cls.folder}/a").iterdir())
        # An archive with the same n-grams and other counts: sums are over all stores.
        again = archives[0].with_name("googlebooks-eng-all-1gram-20120701-other")
        rows = subprocess.run(["gzip", "-dc", archives[0]], check=True, capture_output=True).stdout
        again.write_bytes(rows.replace(b"\t1\t1\n", b"\t7\t2\n"))
        cls.whole = f"{cls.folder}/whole.sqlite"
        program.run("ingest", "--db", cls.whole, "--progress", "none", *archives, again)
        cls.parts = f"{cls.folder}/parts"
        Path(cls.parts).mkdir()
        for index, archive in enumerate([*archives, again]):
            program.run("ingest", "--db", f"{cls.parts}/{index}.sqlite", "--progress", "none", archive)
        os.environ |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": PACKAGE, "SPARK_LOCAL_IP": "127.0.0.1"}
        os.environ |= {"NGRAMS_PROGRAM": program.path()}
        builder = SparkSession.builder.master("local[2]").config("spark.ui.showConsoleProgress", "false")
        cls.spark = (
            builder.config("spark.ui.enabled", "false")
            .config("spark.sql.python.filterPushdown.enabled", "true")
            .getOrCreate()
        )
        cls.addClassCleanup(cls.spark.stop)
        cls.spark.sparkContext.setLogLevel("OFF")

    def exported(self, table, *arguments):
        """Return the rows that the program exports, as tuples."""
        text = program.run("export", table, "--db", self.whole, *arguments).decode()
        rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
        return [(row[0], *map(int, row[1:])) for row in rows]

    def frame(self, store, **options):
        """Return a data frame."""
        reader = self.spark.read.format("ngrams")
        return reader.options(**{name.rstrip("_"): value for name, value in options.items()}).load(store)

    def rows(self, frame):
        """Return the rows of a data frame as tuples, in the order of the program."""
        return sorted((tuple(row) for row in frame.collect()), key=lambda row: (row[0].encode(), row[1]))

    def test_tables(self):
        """All rows are there, once, however many tasks there are."""
        for table in ("years", "totals"):
            expected = self.exported(table)
            for store, partitions in ((self.whole, 1), (self.whole, 5), (self.parts, 3), (self.parts, 50)):
                with self.subTest(table=table, store=store, partitions=partitions):
                    frame = self.frame(store, schema=table, partitions=partitions)
                    self.assertEqual(self.rows(frame), expected)
                    # The stores have few blocks, so there are few bounds.
                    tasks = frame.rdd.getNumPartitions()
                    self.assertTrue(min(partitions, 2) <= tasks <= partitions, tasks)

    def test_options(self):
        """Options choose the n-grams and the years that the program's options choose."""
        words = [row[0] for row in self.exported("totals")]
        word = words[len(words) // 2]
        for table in ("years", "totals"):
            for options, arguments in (
                ({"prefix": word[0]}, ["--prefix", word[0]]),
                ({"from_": 1900, "to": 1950}, ["--from=1900", "--to=1950"]),
                ({"corpus": "eng-2012", "prefix": "a", "to": 1900}, ["--prefix", "a", "--to=1900"]),
            ):
                with self.subTest(table=table, options=options):
                    frame = self.frame(self.parts, schema=table, partitions=4, **options)
                    self.assertEqual(self.rows(frame), self.exported(table, *arguments))
            frame = self.frame(self.parts, schema=table, ngram=word)
            self.assertEqual(self.rows(frame), [row for row in self.exported(table) if row[0] == word])
            self.assertEqual(frame.rdd.getNumPartitions(), 1)
        reader = self.spark.read.format("ngrams").schema("volume_count bigint, year int")
        some = reader.option("ngram", word).load(self.whole)
        expected = [(row[3], row[1]) for row in self.exported("years") if row[0] == word]
        self.assertEqual(sorted(tuple(row) for row in some.collect()), sorted(expected))

    def test_conditions(self):
        """Conditions that are pushed down leave the rows that Spark would leave."""
        rows = self.exported("years")
        words = sorted({row[0] for row in rows})
        numbers = random.Random(5)
        comparisons = {
            "=": lambda a, b: a == b,
            "<": lambda a, b: a < b,
            "<=": lambda a, b: a <= b,
            ">": lambda a, b: a > b,
            ">=": lambda a, b: a >= b,
        }
        for _ in range(8):
            word, year = numbers.choice(words), numbers.randint(1700, 2008)
            on_words, on_years = numbers.choice(list(comparisons)), numbers.choice(list(comparisons))
            frame = self.frame(self.parts, pushFilters="true", partitions=3)
            text = word.replace("\\", "\\\\").replace("'", "\\'")
            found = frame.where(f"ngram {on_words} '{text}' AND year {on_years} {year}")
            expected = [
                row
                for row in rows
                if comparisons[on_words](row[0].encode(), word.encode()) and comparisons[on_years](row[1], year)
            ]
            with self.subTest(word=word, on_words=on_words, year=year, on_years=on_years):
                self.assertEqual(self.rows(found), expected)
        begin = words[len(words) // 3][:2]
        found = self.frame(self.parts, pushFilters="true").where(f"ngram LIKE '{begin}%' AND match_count > 3")
        self.assertEqual(self.rows(found), [row for row in rows if row[0].startswith(begin) and row[2] > 3])
        none = self.frame(self.parts, pushFilters="true").where("year > 1950 AND year < 1940 AND ngram = 'neverthere'")
        self.assertEqual(self.rows(none), [])

    def test_failures(self):
        """What cannot be read is an error that names it."""
        for path, options, expected in (
            (f"{self.folder}/nowhere", {}, "nowhere: there is no store here"),
            (self.whole, {"schema": "words"}, "schema is words, and must be one of: years, totals"),
            (self.whole, {"corpus": "fre-2012"}, "has no corpus"),
        ):
            with self.subTest(path=path), self.assertRaises(Exception) as failure:
                self.frame(path, **options).count()
            self.assertIn(expected, str(failure.exception))
        with self.assertRaises(Exception) as failure:
            self.spark.read.format("ngrams").schema("year bigint").load(self.whole).count()
        self.assertIn("the column year bigint is none of", str(failure.exception))

    def test_hadoop(self):
        """Stores are written to and read from a file system of Hadoop, in the same way as a folder."""
        archives = sorted(str(path) for path in Path(f"{self.folder}/a").iterdir())
        from ngrams.spark import build

        place = f"{self.folder}/hadoop"
        self.assertEqual(build(self.spark, archives, f"file://{place}"), [])
        names = sorted(path.name for path in Path(place).iterdir() if not path.name.startswith("."))
        self.assertEqual(len(names), len(archives) + 1)
        entries = json.loads((Path(place) / "manifest.json").read_text())["archives"]
        self.assertEqual([*sorted(entry["store"] for entry in entries), "manifest.json"], names)
        for table in ("years", "totals"):
            self.assertEqual(self.rows(self.frame(f"file://{place}", schema=table)), self.exported(table))
        word = self.exported("totals")[5][0]
        found = self.rows(self.frame(f"file://{place}", ngram=word))
        self.assertEqual(found, [row for row in self.exported("years") if row[0] == word])
        # Nothing is done again.
        times = {path: path.stat().st_mtime_ns for path in Path(place).glob("*.sqlite")}
        self.assertEqual(build(self.spark, archives, f"file://{place}"), [])
        self.assertEqual({path: path.stat().st_mtime_ns for path in times}, times)


if __name__ == "__main__":
    unittest.main()
