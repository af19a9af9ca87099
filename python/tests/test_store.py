"""Tests of the package with the built program: python -m unittest discover python/tests."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import ngrams
from ngrams import program

try:
    import pyarrow as arrow
    from pyarrow import parquet
except ImportError:
    arrow = None


class StoreTests(unittest.TestCase):
    """What the package answers is what the program prints."""

    @classmethod
    def setUpClass(cls):
        """Make a store of the sample archives."""
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = f"{cls.folder.name}/samples.sqlite"
        samples = Path(program.path()).parent / "ngrams-samples"
        subprocess.run(
            [os.environ.get("NGRAMS_SAMPLES", samples), "small", f"{cls.folder.name}/s"], check=True, stdout=-3
        )
        program.run("ingest", "--db", cls.path, "--recursive", f"{cls.folder.name}/s", "--progress", "none")
        cls.store = ngrams.open(cls.path, corpus="eng-2012")

    @classmethod
    def tearDownClass(cls):
        """Remove the store."""
        cls.folder.cleanup()

    def rows(self, *arguments):
        """Return the rows that the program prints, with numbers as numbers and empty counts as None."""
        output = program.run(*arguments, "--db", self.path, "--corpus", "eng-2012", allowed=(0, 1)).decode()

        def value(name, text):
            if name in ("ngram", "series", "parent"):
                return text
            return (float(text) if name == "frequency" else int(text)) if text else None

        return [{k: value(k, v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(output, newline=""))]

    @unittest.skipUnless(arrow, "there is no pyarrow")
    def test_missing(self):
        """What is missing in a folder of stores is a warning of every answer."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(self.path, folder)
            missing = {"archive": "gone.gz", "corpus": None, "failure": "no answer"}
            manifest = {"version": 1, "archives": [], "missing": [missing]}
            (Path(folder) / "manifest.json").write_text(json.dumps(manifest))
            store = ngrams.open(folder, corpus="eng-2012")
            for ask in (lambda: store.total("apple"), lambda: store.to_parquet(f"{folder}/x.parquet", prefix="apple")):
                with self.assertWarnsRegex(ngrams.NgramsWarning, "manifest.json is missing, .*gone.gz"):
                    ask()

    @unittest.skipUnless(arrow, "there is no pyarrow")
    def test_queries(self):
        """Every question gives the rows of its command."""
        csv_format = ["--format", "csv"]
        words = ["apple", "neverthere", "aardvark"]
        store = self.store
        self.assertEqual(store.total(*words).to_pylist(), self.rows("query", "total", *csv_format, *words))
        self.assertEqual(
            store.years("apple", first=1990).to_pylist(),
            self.rows("query", "years", *csv_format, "--from=1990", "apple"),
        )
        self.assertEqual(
            store.top(5, prefix="a", tags="include").to_pylist(),
            self.rows("query", "top", *csv_format, "-n", "5", "--prefix=a", "--tags=include"),
        )
        self.assertEqual(
            store.search("appl*", 3, ignore_case=True).to_pylist(),
            self.rows("query", "search", *csv_format, "-n", "3", "--ignore-case", "appl*"),
        )
        found = store.frequency("apple,aardvark", first=2000, smoothing=1)
        expected = self.rows("query", "frequency", *csv_format, "--from=2000", "--smoothing=1", "apple,aardvark")
        self.assertEqual(found.to_pylist(), expected)
        # Words that look like options are words.
        self.assertEqual(store.total("--help").num_rows, 1)

    @unittest.skipUnless(arrow, "there is no pyarrow")
    def test_parquet(self):
        """Parquet files have the rows of the exports, and appear whole or not at all."""
        for table in ("years", "totals"):
            output = f"{self.folder.name}/{table}.parquet"
            self.store.to_parquet(output, table=table)
            self.assertEqual(parquet.read_table(output).to_pylist(), self.rows("export", table))
        missing = f"{self.folder.name}/missing.parquet"
        with self.assertRaises(ngrams.NgramsError):
            ngrams.open(self.path, corpus="tlh-2012").to_parquet(missing)
        self.assertFalse(Path(missing).exists())
        self.assertEqual([path for path in Path(self.folder.name).iterdir() if path.name.startswith(".")], [])

    def test_program(self):
        """The command of the package finds the program behind itself in the PATH, and passes on what it is given."""
        command = f"{self.folder.name}/bin/ngrams"
        Path(command).parent.mkdir()
        script = f"#!{sys.executable}\nfrom ngrams.program import main\nmain()\n"
        Path(command).write_text(script)
        Path(command).chmod(0o755)
        environment = {k: v for k, v in os.environ.items() if k != "NGRAMS_PROGRAM"}
        path = f"{Path(command).parent}:{Path(program.path()).parent}"
        environment |= {"PATH": path, "PYTHONPATH": str(Path(__file__).parent.parent)}
        for arguments, code in (
            [["--version"], 0],
            [["query", "total", "--db", self.path, "--corpus", "none", "x"], 64],
        ):
            ended = subprocess.run([command, *arguments], capture_output=True, check=False, env=environment)
            self.assertEqual(ended.returncode, code, ended.stderr)
        environment["PATH"] = str(Path(command).parent)
        ended = subprocess.run([command], capture_output=True, check=False, env=environment)
        self.assertIn(b"there is no program ngrams", ended.stderr)

    def test_errors(self):
        """What the program refuses is an error with its code and message."""
        with self.assertRaises(ngrams.NgramsError) as raised:
            ngrams.open(f"{self.folder.name}/none.sqlite")
        self.assertEqual(raised.exception.code, 66)
        with self.assertRaisesRegex(ngrams.NgramsError, "no corpus"):
            program.run("query", "total", "--db", self.path, "--corpus", "tlh-2012", "x")


if __name__ == "__main__":
    unittest.main()
