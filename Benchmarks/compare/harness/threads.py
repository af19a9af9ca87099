"""The processor time of each thread of a program, by the name of the thread.

The kernel has no total that remains after a thread has ended, so the times are sampled. The last interval of each
thread is missing.
"""

import threading
from collections import Counter
from pathlib import Path

from harness.processes import descendants

#: The seconds between two samples.
SAMPLE_INTERVAL = 0.005


class ThreadTimes:
    """Samples the processor time of all threads of the descendants of a process, in a thread."""

    def __init__(self, root: int) -> None:
        self._root = root
        self._found: dict[str, tuple[str, float]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "ThreadTimes":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def seconds(self) -> dict[str, float]:
        """Returns the processor time of the threads with each name, most first."""
        sums: Counter[str] = Counter()
        for name, seconds in self._found.values():
            sums[name] += seconds
        return {name: round(seconds, 3) for name, seconds in sums.most_common()}

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_INTERVAL):
            for process in descendants(self._root):
                for task in Path(f"/proc/{process}/task").glob("*"):
                    self._sample(task)

    def _sample(self, task: Path) -> None:
        try:
            # The first number of `schedstat` is the time on a processor in nanoseconds.
            nanoseconds = int((task / "schedstat").read_text().split()[0])
            self._found[task.name] = ((task / "comm").read_text().strip(), nanoseconds / 1e9)
        except (OSError, IndexError):
            # The thread has ended. Its last sample counts.
            return
