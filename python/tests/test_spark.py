"""Tests of `ngrams.spark` with the built program and Spark on this machine."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

from ngrams import program

try:
    import pyspark
except ImportError:
    pyspark = None

PACKAGE = str(Path(__file__).parent.parent)


@unittest.skipUnless(pyspark, "there is no pyspark")
@unittest.skipUnless(shutil.which("java"), "there is no Java")
class SparkTests(unittest.TestCase):
    """Stores that Spark builds answer as the one that a single ingest makes."""

    def setUp(self):
        """Make archives, and the store of all."""
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        samples = Path(program.path()).parent / "ngrams-samples"
        self.archives = []
        command = [samples, "archives", f"{self.folder.name}/a", "--count", "4", "--rows", "20000", "--totals"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        self.archives = sorted(str(path) for path in Path(f"{self.folder.name}/a").iterdir())
        self.whole = f"{self.folder.name}/whole.sqlite"
        program.run("ingest", "--db", self.whole, "--progress", "none", *self.archives)

    def build(self, archives, output, master, code=0, spark=""):
        """Run the command, and return what it wrote."""
        listing = f"{self.folder.name}/list"
        Path(listing).write_text("".join(f"{archive}\n" for archive in archives))
        environment = {**os.environ, "PYTHONPATH": PACKAGE, "NGRAMS_PROGRAM": program.path()}
        environment |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        environment |= {"PYSPARK_SUBMIT_ARGS": f"{spark} pyspark-shell"}
        command = [sys.executable, "-m", "ngrams.spark", "build", "--archives", listing, "--output", output]
        ended = subprocess.run(
            [*command, "--master", master], capture_output=True, text=True, check=False, env=environment
        )
        self.assertEqual(ended.returncode, code, ended.stderr[-3000:])
        return ended.stdout + ended.stderr

    def kill_executors(self, output, times):
        """Kill an executor as soon as there is another store, a few times."""
        for count in range(1, times + 1):
            deadline = time.monotonic() + 120
            while len(list(Path(output).glob("*.sqlite"))) < count and time.monotonic() < deadline:
                time.sleep(0.05)
            found = subprocess.run(["pgrep", "-f", "CoarseGrainedExecutorBackend"], capture_output=True, check=False)
            for process in found.stdout.split()[:1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(process), signal.SIGKILL)
                    self.killed += 1

    def test_kills(self):
        """Lost executors and tasks that run twice change nothing."""
        self.killed = 0
        output = f"{self.folder.name}/out"
        killer = threading.Thread(target=self.kill_executors, args=(output, 2))
        killer.start()
        self.build(self.archives, output, "local-cluster[2,1,1024]", spark="--conf spark.speculation=true")
        killer.join()
        self.assertGreater(self.killed, 0)
        self.assertEqual(self.export(output), self.export(self.whole))
        self.assertEqual(len(list(Path(output).glob("*.sqlite"))), len(self.archives))

    def test_lost_driver(self):
        """What was done before the driver was lost is not done again."""
        output = f"{self.folder.name}/out"
        listing = f"{self.folder.name}/list"
        Path(listing).write_text("".join(f"{archive}\n" for archive in self.archives))
        environment = {**os.environ, "PYTHONPATH": PACKAGE, "NGRAMS_PROGRAM": program.path()}
        environment |= {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
        command = [sys.executable, "-m", "ngrams.spark", "build", "--archives", listing, "--output", output]
        driver = subprocess.Popen(
            [*command, "--master", "local[1]"], env=environment, start_new_session=True, stdout=-3, stderr=-3
        )
        while driver.poll() is None and not list(Path(output).glob(".entry-*")):
            time.sleep(0.001)
        os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        entries = [json.loads(path.read_text()) for path in Path(output).glob(".entry-*")]
        self.assertFalse((Path(output) / "manifest.json").exists())
        self.assertTrue(1 <= len(entries) < len(self.archives), entries)
        nodes = {entry["store"]: (Path(output) / entry["store"]).stat() for entry in entries}
        self.build(self.archives, output, "local[2]")
        for name, status in nodes.items():
            self.assertEqual((Path(output) / name).stat().st_ctime_ns, status.st_ctime_ns)
        self.assertEqual(self.export(output), self.export(self.whole))
        self.assertEqual(list(Path(output).glob(".*")), [])

    def export(self, store):
        """Return all counts of a store, or of a folder of them."""
        return program.run("export", "years", "--db", store)

    def test_builds(self):
        """Threads and separate executors give the same stores and manifest, which answer as one."""
        manifests = []
        for master in ("local[2]", "local-cluster[2,1,1024]"):
            output = f"{self.folder.name}/{len(manifests)}"
            self.build(self.archives, output, master)
            self.assertEqual(self.export(output), self.export(self.whole))
            manifests.append((Path(output) / "manifest.json").read_bytes())
            self.assertEqual([path for path in Path(output).iterdir() if path.name.startswith(".")], [])
        self.assertEqual(manifests[0], manifests[1])
        manifest = json.loads(manifests[0])
        self.assertEqual([entry["archive"] for entry in manifest["archives"]], self.archives)
        self.assertEqual(manifest["missing"], [])

    def test_missing(self):
        """Archives that cannot be read are listed, and the next run reads only them."""
        output = f"{self.folder.name}/out"
        hidden = self.archives[1] + ".hidden"
        Path(self.archives[1]).rename(hidden)
        printed = self.build(self.archives, output, "local[2]", code=1)
        self.assertIn(f"missing: ngrams: error: {self.archives[1]}", printed)
        manifest = json.loads((Path(output) / "manifest.json").read_text())
        self.assertEqual([entry["archive"] for entry in manifest["missing"]], [self.archives[1]])
        times = {path: path.stat().st_mtime_ns for path in Path(output).glob("*.sqlite")}
        self.assertEqual(len(times), len(self.archives) - 1)
        Path(hidden).rename(self.archives[1])
        self.build(self.archives, output, "local[2]")
        self.assertEqual(self.export(output), self.export(self.whole))
        for path, modified in times.items():
            self.assertEqual(path.stat().st_mtime_ns, modified)


if __name__ == "__main__":
    unittest.main()
