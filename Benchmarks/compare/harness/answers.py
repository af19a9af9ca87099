"""What contenders say of the archives, and whether they agree.

An answer has some of: `rows`, `ngrams`, `matches` (the sum of the match counts), `volumes`, `unpacked_bytes`.
"""

import json
from dataclasses import dataclass, field

from harness.archives import Archive
from harness.console import HarnessError

Answer = dict[str, int]

#: What the maker of the archives says too. An n-gram lies in one generated archive only, so its numbers can be added.
VOUCHED = ("rows", "ngrams", "matches", "unpacked_bytes")


def parse(text: str, name: str) -> Answer:
    """The answer on the last line that a program printed."""
    try:
        answer = json.loads(text.strip().splitlines()[-1])
        return {key: int(value) for key, value in answer.items()}
    except (IndexError, ValueError, TypeError, AttributeError) as error:
        raise HarnessError(f"{name} printed no answer but {text[-200:]!r}") from error


@dataclass
class Agreement:
    """The answer so far, each number with the name of who said it first."""

    numbers: dict[str, tuple[int, str]] = field(default_factory=dict)

    @classmethod
    def about(cls, archives: list[Archive]) -> "Agreement":
        """An agreement that begins with what the maker of the archives says, where there is one."""
        agreement = cls()
        for key in VOUCHED:
            numbers = [getattr(archive, key) for archive in archives]
            if None not in numbers:
                agreement.numbers[key] = (sum(numbers), "the maker of the archives")
        return agreement

    def hold(self, answer: Answer, name: str) -> None:
        """Adds an answer. Throws `HarnessError` when it contradicts one before."""
        for key, number in answer.items():
            said, who = self.numbers.setdefault(key, (number, name))
            if said != number:
                raise HarnessError(f"{name} says {key} {number:,}, but {who} says {said:,}")

    def facts(self) -> Answer:
        """The numbers that all agree on."""
        return {key: number for key, (number, _) in self.numbers.items()}
