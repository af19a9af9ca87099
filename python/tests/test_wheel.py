"""Tests of the wheel that carries the program."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from ngrams import program

ROOT = Path(__file__).parent.parent.parent
GLIBC = {"linux-vdso.so.1", "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2"}


def _run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


@unittest.skipUnless(shutil.which("patchelf"), "there is no patchelf")
class WheelTests(unittest.TestCase):
    """What `pip install` of the wheel gives."""

    def test_installed(self):
        """The command works where nothing but Python and glibc is, and the wheel is small."""
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "NGRAMS_PYTHON": sys.executable}
            _run(ROOT / "python" / "wheel", f"{folder}/wheel", env=environment)
            (wheel,) = Path(f"{folder}/wheel").iterdir()
            self.assertLess(wheel.stat().st_size, 20_000_000)
            self.assertRegex(wheel.name, r"ngrams-[0-9.]+-py3-none-manylinux_2_[0-9]+_\w+\.whl")
            _run(sys.executable, "-m", "venv", f"{folder}/venv")
            _run(f"{folder}/venv/bin/pip", "install", "-q", "--no-index", wheel)
            bare = {"HOME": folder, "PATH": "/nowhere"}
            command = f"{folder}/venv/bin/ngrams"
            version = _run(program.path(), "--version")
            self.assertEqual(_run(command, "--version", env=bare), version)

            carried = next(Path(f"{folder}/venv/lib").glob("python3*/site-packages/ngrams/bin/ngrams"))
            for line in _run("ldd", carried).splitlines():
                name, place = line.split()[0], line.split(" => ")[-1]
                if name not in GLIBC and not name.startswith("/"):
                    self.assertIn(str(carried.parent), place)

            samples = Path(program.path()).parent / "ngrams-samples"
            _run(samples, "small", f"{folder}/samples")
            store = ["--db", f"{folder}/s.sqlite"]
            ingest = ["ingest", *store, "--recursive", "--progress", "none", f"{folder}/samples"]
            _run(command, *ingest, env=bare)
            query = ["query", "top", *store, "--corpus", "eng-2012", "--format", "csv"]
            self.assertEqual(_run(command, *query, env=bare), _run(program.path(), *query))


if __name__ == "__main__":
    unittest.main()
