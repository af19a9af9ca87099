"""Records: a page to read and the raw data beside it. None is ever overwritten."""

import datetime
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from harness.console import say


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown: the first column to the left, the others to the right."""
    marks = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, marks, *rows))


def facts(named: dict[str, str]) -> str:
    """A list of names with what belongs to them."""
    return "\n".join(f"- {name}: {value}" for name, value in named.items())


def megabytes(number: float) -> str:
    """Bytes as decimal megabytes."""
    return f"{number / 1e6:,.1f}" if number < 100e6 else f"{number / 1e6:,.0f}"


def seconds(number: float) -> str:
    """Seconds with three digits that count, more or less."""
    return f"{number:.3f}" if number < 1 else f"{number:.2f}" if number < 100 else f"{number:,.0f}"


def spread(numbers: Sequence[float]) -> str:
    """The smallest and the largest of some seconds, if there are several."""
    return f"{seconds(min(numbers))}–{seconds(max(numbers))}" if len(numbers) > 1 else "–"


def page(title: str, sections: dict[str, str], environment: dict[str, dict[str, str]], command: str) -> str:
    """The page of a record: what was found, then what it was found with, and how to find it again."""
    parts = [f"# {title}, {today()}"]
    for head, body in sections.items():
        parts += ([f"## {head}"] if head else []) + [body]
    parts += ["## Machine", facts(environment["machine"]), "## Versions", facts(environment["versions"])]
    parts += ["## Again", f"```sh\n{command}\n```"]
    return "\n\n".join(parts) + "\n"


def today() -> str:
    """The date of the record."""
    return datetime.date.today().isoformat()


def save(kind: str, text: str, raw: dict, folder: Path) -> None:
    """Writes `YYYY-MM-DD-kind.md`, and the raw data to `data/`; a second record of a day is `…-kind-2.md`."""
    name = f"{today()}-{kind}"
    number = 1
    while (folder / f"{name}.md").exists():
        number += 1
        name = f"{today()}-{kind}-{number}"
    data = folder / "data" / f"{name}.json"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text(json.dumps({"kind": kind, "date": today()} | raw, indent=1, ensure_ascii=False) + "\n")
    (folder / f"{name}.md").write_text(f"{text}\nRaw data: [`data/{name}.json`](data/{name}.json).\n")
    say(f"wrote {name}.md and data/{name}.json")
