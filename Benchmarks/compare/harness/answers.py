"""The answers of the contenders, and whether they agree.

An answer has some of these numbers: `rows`, `ngrams`, `matches` (the sum of the match counts), `volumes` (the sum of
the volume counts), `uncompressed_bytes`.
"""

import json
from dataclasses import dataclass, field

from harness.archives import Archive
from harness.console import HarnessError

Answer = dict[str, int]

#: The numbers that `ngrams-samples` reports for each archive. No n-gram occurs in two generated archives, so these
#: numbers can be added.
GENERATED_FACTS = ("rows", "ngrams", "matches", "uncompressed_bytes")


def parse(text: str, name: str) -> Answer:
    """Parses the answer on the last line of the output of a program."""
    try:
        answer = json.loads(text.strip().splitlines()[-1])
        return {key: int(value) for key, value in answer.items()}
    except (IndexError, ValueError, TypeError, AttributeError) as error:
        raise HarnessError(f"{name} printed no answer, but {text[-200:]!r}") from error


@dataclass
class Agreement:
    """The numbers so far, each with the name of the contender that reported it first."""

    numbers: dict[str, tuple[int, str]] = field(default_factory=dict)

    @classmethod
    def about(cls, archives: list[Archive]) -> "Agreement":
        """Returns an agreement that starts with the numbers of the generator, if the archives were generated."""
        agreement = cls()
        for key in GENERATED_FACTS:
            numbers = [getattr(archive, key) for archive in archives]
            if None not in numbers:
                agreement.numbers[key] = (sum(numbers), "ngrams-samples")
        return agreement

    def check(self, answer: Answer, name: str) -> None:
        """Adds an answer. Raises `HarnessError` if it contradicts an earlier one."""
        for key, number in answer.items():
            expected, first = self.numbers.setdefault(key, (number, name))
            if expected != number:
                raise HarnessError(f"{name} reports {key} {number:,}, but {first} reports {expected:,}")

    def facts(self) -> Answer:
        """Returns the numbers on which all answers agree."""
        return {key: number for key, (number, _) in self.numbers.items()}
