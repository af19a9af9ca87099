"""Where stores are written: a folder that all machines share, or one of Hadoop's file systems.

Files appear whole or not at all. Two attempts of a task may write the same file at the same time.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path
from xml.sax.saxutils import escape

from ngrams.program import NgramsError

# The file systems that rename in one step. The others show a file when its upload ends.
_RENAMING = {"file", "hdfs", "viewfs", "abfs", "abfss"}


def is_address(output):
    """Tell whether an output is an address of a file system of Hadoop instead of a path."""
    return re.match(r"[a-z][a-z0-9+.-]*://", output) is not None


def at(output, settings=None):
    """Return the folder at a path or an address; settings are those of Hadoop, by name."""
    return HadoopFolder(output, settings or {}) if is_address(output) else LocalFolder(output)


class LocalFolder:
    """A folder that all machines reach by the same path."""

    def __init__(self, path):
        """Name the folder, which need not exist."""
        self.path = Path(path).absolute()

    def make(self):
        """Create the folder, unless it is there."""
        self.path.mkdir(parents=True, exist_ok=True)

    def names(self):
        """Return the names of its files."""
        return {path.name for path in self.path.iterdir()} if self.path.is_dir() else set()

    def read(self, name):
        """Return the content of a file."""
        return (self.path / name).read_bytes()

    def read_all(self, prefix):
        """Return the contents of the files whose names begin with a prefix, one after the other."""
        return b"".join(path.read_bytes() for path in sorted(self.path.glob(f"{prefix}*")))

    def remove_all(self, prefix):
        """Remove the files whose names begin with a prefix."""
        for path in self.path.glob(f"{prefix}*"):
            path.unlink(missing_ok=True)

    def put(self, source, name, *, modified=None, replaces=False):
        """Copy a file into the folder, unless it is there, and set its modification time, in nanoseconds since 1970."""
        place = self.path / name
        if place.exists() and not replaces:
            return
        # Beside its place, so that it is moved there in one step, and under a name that no other attempt has.
        handle, part = tempfile.mkstemp(dir=self.path, prefix=f".{name}.")
        os.close(handle)
        try:
            shutil.copyfile(source, part)
            with Path(part).open("rb") as copied:
                os.fsync(copied.fileno())
            Path(part).chmod(0o644)
            if modified is not None:
                os.utime(part, ns=(modified, modified))
            Path(part).replace(place)
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(part).unlink()

    @contextlib.contextmanager
    def fetched(self, names):
        """Provide a folder that has the named files."""
        yield self.path


class HadoopFolder:
    """A folder of a file system that Hadoop's classes reach: `hdfs://`, `s3a://`, `gs://`, `abfss://`.

    Spark brings Hadoop's classes along, so every machine has them. Their shell runs in a process of its own, because
    Python tasks do not share the process of the executor.
    """

    def __init__(self, address, settings):
        """Name the folder, which need not exist; settings are those of Hadoop, by name."""
        self.address = address.rstrip("/")
        self.settings = settings
        self._renames = address.split(":", 1)[0] in _RENAMING

    def _shell(self, *arguments, check=True):
        with tempfile.TemporaryDirectory(prefix="ngrams-hadoop-") as folder:
            # A file, because command lines are visible to all users, and settings may be secret.
            properties = "".join(
                f"<property><name>{escape(name)}</name><value>{escape(value)}</value></property>"
                for name, value in self.settings.items()
            )
            own = Path(folder) / "settings.xml"
            own.touch(mode=0o600)
            own.write_text(f"<configuration>{properties}</configuration>")
            # The shell refuses to start without this file. That of the cluster comes first.
            (Path(folder) / "core-site.xml").write_text("<configuration/>")
            command = [_java(), "-cp", ":".join([*_classes(), folder]), "org.apache.hadoop.fs.FsShell"]
            ended = subprocess.run(
                [*command, "-conf", str(own), *arguments], stdin=subprocess.DEVNULL, capture_output=True, check=False
            )
        if check and ended.returncode != 0:
            # Warnings of Hadoop's own come before the message.
            reason = ended.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no reason was given"]
            raise NgramsError(74, f"{self.address}: {reason[0]}")
        return ended

    def make(self):
        """Create the folder, unless it is there."""
        self._shell("-mkdir", "-p", self.address)

    def names(self):
        """Return the names of its files."""
        if self._shell("-test", "-d", self.address, check=False).returncode != 0:
            return set()
        listed = self._shell("-ls", "-C", self.address).stdout.decode()
        return {line.rsplit("/", 1)[-1] for line in listed.splitlines()}

    def read(self, name):
        """Return the content of a file."""
        return self._shell("-cat", f"{self.address}/{name}").stdout

    def read_all(self, prefix):
        """Return the contents of the files whose names begin with a prefix, one after the other."""
        return self._shell("-cat", f"{self.address}/{prefix}*").stdout

    def remove_all(self, prefix):
        """Remove the files whose names begin with a prefix."""
        self._shell("-rm", "-f", "-skipTrash", f"{self.address}/{prefix}*")

    def put(self, source, name, *, modified=None, replaces=False):
        """Copy a file into the folder, unless it is there. Its modification time is the file system's."""
        place = f"{self.address}/{name}"
        if replaces or not self._renames:
            self._shell("-put", "-f", *([] if self._renames else ["-d"]), str(source), place)
            return
        part = f"{self.address}/.{name}.{uuid.uuid4().hex}"
        try:
            self._shell("-put", str(source), part)
            # Fails if another attempt has put it there.
            self._shell("-mv", part, place, check=False)
            self._shell("-test", "-e", place)
        finally:
            self._shell("-rm", "-f", "-skipTrash", part, check=False)

    @contextlib.contextmanager
    def fetched(self, names):
        """Provide a folder that has the named files."""
        with tempfile.TemporaryDirectory(prefix="ngrams-") as folder:
            if names:
                self._shell("-get", *(f"{self.address}/{name}" for name in names), folder)
            yield Path(folder)


def _java():
    home = os.environ.get("JAVA_HOME")
    return str(Path(home) / "bin" / "java") if home else "java"


def _classes():
    """Return where Hadoop's settings and classes are on this machine."""
    from pyspark import SparkFiles
    from pyspark.find_spark_home import _find_spark_home

    places = [os.environ[name] for name in ("HADOOP_CONF_DIR", "YARN_CONF_DIR") if os.environ.get(name)]
    places.append(f"{_find_spark_home()}/jars/*")
    # Those of `--jars` and `--packages`.
    with contextlib.suppress(Exception):
        places.append(f"{SparkFiles.getRootDirectory()}/*")
    return places + [os.environ[name] for name in ("SPARK_DIST_CLASSPATH",) if os.environ.get(name)]
