"""Ingests archives as tasks of Apache Spark.

Each task reads one archive into a store of its own on the local disk of its machine, verifies it, and moves it into the
output folder in one step, under a name made from the content and the options. So it does not matter whether a task is
tried again, runs twice, or loses its machine: the store of an archive always has the same name. The driver writes the
manifest last.
"""

import dataclasses
import hashlib
import json
import tempfile
from pathlib import Path

from ngrams import program
from ngrams.spark import files

MANIFEST = "manifest.json"
# The names of the files begin with this in which tasks leave their entries, in case that the driver is lost.
_ENTRY = ".entry-"
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


def store_time(name):
    """Return the modification time that a store of this name gets, in nanoseconds since 1970: some second of 2010.

    The program takes a store with this time for the one that the manifest describes, and opens it only if it needs it.
    Real times would make two manifests of the same archives differ.
    """
    return (1_262_304_000 + int(hashlib.sha256(name.encode()).hexdigest()[:6], 16)) * 10**9


def _ledger(store):
    return json.loads(program.run("sql", "--db", str(store), "--format", "json", _LEDGER))


def ingest(archive, folder, options):
    """Make the store of one archive in a folder of `files`, and return what the manifest says of it.

    An archive that cannot be read is an entry with a `failure`.
    """
    with tempfile.TemporaryDirectory(prefix="ngrams-") as local:
        store = Path(local) / "store.sqlite"
        arguments = ["ingest", "--db", str(store), "--progress", "none", "--jobs", "1", *options.arguments()]
        try:
            program.run(*arguments, "--", archive)
            program.run("verify", "--db", str(store))
        except program.NgramsError as error:
            return {"archive": archive, "corpus": options.corpus or None, "failure": str(error), "code": error.code}
        (entry,) = _ledger(store)
        name = store_name(entry, options)
        folder.put(store, name, modified=store_time(name))
        entry = {"archive": archive, "store": name, "store_modified": store_time(name), **entry}
        line = Path(local) / "entry"
        line.write_text(json.dumps({"options": dataclasses.asdict(options), **entry}) + "\n")
        folder.put(line, f"{_ENTRY}{hashlib.sha256(archive.encode()).hexdigest()}", replaces=True)
    return entry


def _done(folder, options):
    """Return the entries of the manifest, and those that a lost driver left, whose stores are there, by archive."""
    names = folder.names()
    entries = []
    if MANIFEST in names:
        manifest = json.loads(folder.read(MANIFEST))
        entries += [{"options": manifest["options"], **entry} for entry in manifest["archives"]]
    if any(name.startswith(_ENTRY) for name in names):
        entries += [json.loads(line) for line in folder.read_all(_ENTRY).splitlines()]
    done = {}
    for entry in entries:
        if entry.pop("options") == dataclasses.asdict(options) and entry["store"] in names:
            done[entry["archive"]] = entry
    return done


def write_manifest(folder, options, entries, missing):
    """Write the manifest in one step."""
    manifest = {
        "version": 1,
        "options": dataclasses.asdict(options),
        "archives": sorted(entries, key=lambda entry: entry["archive"]),
        "missing": sorted(missing, key=lambda entry: entry["archive"]),
    }
    with tempfile.NamedTemporaryFile("w") as file:
        json.dump(manifest, file, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        folder.put(file.name, MANIFEST, replaces=True)


def hadoop_settings(spark):
    """Return the settings of Hadoop that were given to Spark."""
    prefix = "spark.hadoop."
    settings = spark.sparkContext.getConf().getAll()
    return {name.removeprefix(prefix): value for name, value in settings if name.startswith(prefix)}


def build(spark, archives, output, options=Options()):
    """Build the stores of archives, given by paths or addresses that all machines read.

    The output is a folder that they share, or an address of one of Hadoop's file systems, such as `s3a://bucket/stores`.

    Archives that the manifest of the folder has are not read again. Return the entries of the archives that could not
    be read, which the manifest lists as missing.
    """
    archives = list(dict.fromkeys(archives))
    folder = files.at(output, hadoop_settings(spark))
    folder.make()
    done = _done(folder, options)
    entries = [done[archive] for archive in archives if archive in done]
    todo = [archive for archive in archives if archive not in done]
    missing = []
    if todo:
        # A task each, so that no machine waits for another one's archives.
        tasks = spark.sparkContext.parallelize(todo, len(todo))
        for entry in tasks.map(lambda archive: ingest(archive, folder, options)).collect():
            (missing if "failure" in entry else entries).append(entry)
    write_manifest(folder, options, entries, missing)
    folder.remove_all(_ENTRY)
    return missing
