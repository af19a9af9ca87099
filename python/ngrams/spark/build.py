"""Ingests archives as tasks of Apache Spark.

Each task reads one archive into a store of its own on the local disk of its machine, verifies it, and moves it into the
output folder in one step, under a name made from the content and the options. So it does not matter whether a task is
tried again, runs twice, or loses its machine: the store of an archive always has the same name. The driver writes the
manifest last.
"""

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

from ngrams import program

MANIFEST = "manifest.json"
_LEDGER = (
    "SELECT corpus, name, contents, edition, n, digest, rows, bad_rows, placeholder_policy, ngrams, observations, "
    "first_ngram, last_ngram, first_year, last_year FROM archives WHERE state = 'complete'"
)


@dataclasses.dataclass(frozen=True)
class Options:
    """How archives are read: as the options of `ngrams ingest`."""

    corpus: str = ""
    placeholders: str = "keep"
    bad_rows: str = "fail"

    def arguments(self):
        """Return them as arguments of `ngrams ingest`."""
        corpus = ["--corpus", self.corpus] if self.corpus else []
        return [*corpus, "--placeholders", self.placeholders, "--bad-rows", self.bad_rows]


def store_name(entry, options):
    """Return the name of the store of an archive: the same for the same content and options, and else another one."""
    key = json.dumps([entry["corpus"], entry["name"], entry["digest"], dataclasses.asdict(options)])
    return f"{entry['corpus']}-{entry['name']}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.sqlite"


def _ledger(store):
    return json.loads(program.run("sql", "--db", str(store), "--format", "json", _LEDGER))


def ingest(archive, output, options):
    """Make the store of one archive, and return what the manifest says of it.

    An archive that cannot be read is an entry with a `failure`.
    """
    with tempfile.TemporaryDirectory(prefix="ngrams-") as folder:
        store = Path(folder) / "store.sqlite"
        arguments = ["ingest", "--db", str(store), "--progress", "none", "--jobs", "1", *options.arguments()]
        try:
            program.run(*arguments, "--", archive)
            program.run("verify", "--db", str(store))
        except program.NgramsError as error:
            return {"archive": archive, "failure": str(error), "code": error.code}
        (entry,) = _ledger(store)
        name = store_name(entry, options)
        place = Path(output) / name
        if not place.exists():
            # Beside its place, so that it is moved there in one step, and under a name that no other attempt has.
            handle, part = tempfile.mkstemp(dir=output, prefix=f".{name}.")
            os.close(handle)
            try:
                shutil.copyfile(store, part)
                with Path(part).open("rb") as copied:
                    os.fsync(copied.fileno())
                Path(part).chmod(0o644)
                Path(part).replace(place)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    Path(part).unlink()
        # With these, the program knows what is in the store without opening it, as long as it is this file.
        status = place.stat()
    return {
        "archive": archive,
        "store": name,
        "store_bytes": status.st_size,
        "store_modified": status.st_mtime_ns,
        **entry,
    }


def _done(output, options):
    """Return the entries of the manifest whose stores are there, by archive."""
    try:
        manifest = json.loads((Path(output) / MANIFEST).read_text())
    except FileNotFoundError:
        return {}
    if manifest["options"] != dataclasses.asdict(options):
        return {}
    return {entry["archive"]: entry for entry in manifest["archives"] if (Path(output) / entry["store"]).exists()}


def write_manifest(output, options, entries, missing):
    """Write the manifest in one step."""
    manifest = {
        "version": 1,
        "options": dataclasses.asdict(options),
        "archives": sorted(entries, key=lambda entry: entry["archive"]),
        "missing": sorted(missing, key=lambda entry: entry["archive"]),
    }
    handle, part = tempfile.mkstemp(dir=output, prefix=f".{MANIFEST}.")
    with os.fdopen(handle, "w") as file:
        json.dump(manifest, file, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    Path(part).chmod(0o644)
    Path(part).replace(Path(output) / MANIFEST)


def build(spark, archives, output, options=Options()):
    """Build the stores of archives, given by paths or addresses that all machines read, into a folder that they share.

    Archives that the manifest of the folder has are not read again. Return the entries of the archives that could not
    be read, which the manifest lists as missing.
    """
    archives = list(dict.fromkeys(archives))
    output = str(Path(output).absolute())
    Path(output).mkdir(parents=True, exist_ok=True)
    done = _done(output, options)
    entries = [done[archive] for archive in archives if archive in done]
    todo = [archive for archive in archives if archive not in done]
    missing = []
    if todo:
        # A task each, so that no machine waits for another one's archives.
        tasks = spark.sparkContext.parallelize(todo, len(todo))
        for entry in tasks.map(lambda archive: ingest(archive, output, options)).toLocalIterator(
            prefetchPartitions=True
        ):
            (missing if "failure" in entry else entries).append(entry)
    write_manifest(output, options, entries, missing)
    return missing
