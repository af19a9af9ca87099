"""Records: a page, and the raw data in a separate file. A record never overwrites another."""

import datetime
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from harness.console import report


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Returns a Markdown table. The first column is aligned left, the others right."""
    marks = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, marks, *rows))


def facts(named: dict[str, str]) -> str:
    """Returns a Markdown list of names and values."""
    return "\n".join(f"- {name}: {value}" for name, value in named.items())


def megabytes(number: float) -> str:
    """Formats bytes as decimal megabytes."""
    return f"{number / 1e6:,.1f}" if number < 100e6 else f"{number / 1e6:,.0f}"


def seconds(number: float) -> str:
    """Formats seconds with about three significant digits."""
    return f"{number:.3f}" if number < 1 else f"{number:.2f}" if number < 100 else f"{number:,.0f}"


def spread(numbers: Sequence[float]) -> str:
    """Formats the range of several times. A single time has no range."""
    return f"{seconds(min(numbers))}–{seconds(max(numbers))}" if len(numbers) > 1 else "–"


def page(title: str, sections: dict[str, str], environment: dict[str, dict[str, str]], command: str) -> str:
    """Returns the page of a record: the results, the machine, the versions, and the command that repeats the run."""
    parts = [f"# {title}, {today()}"]
    for head, body in sections.items():
        parts += ([f"## {head}"] if head else []) + [body]
    parts += ["## Machine", facts(environment["machine"]), "## Versions", facts(environment["versions"])]
    parts += ["## To reproduce", f"```sh\n{command}\n```"]
    return "\n\n".join(parts) + "\n"


def today() -> str:
    """Returns the date of the record."""
    return datetime.date.today().isoformat()


def save(kind: str, text: str, raw: dict, folder: Path) -> None:
    """Writes `YYYY-MM-DD-kind.md`, and the raw data to `data/`. The second record of a day is `…-kind-2.md`."""
    name = f"{today()}-{kind}"
    number = 1
    while (folder / f"{name}.md").exists():
        number += 1
        name = f"{today()}-{kind}-{number}"
    data = folder / "data" / f"{name}.json"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_text(json.dumps({"kind": kind, "date": today()} | raw, indent=1, ensure_ascii=False) + "\n")
    (folder / f"{name}.md").write_text(f"{text}\nRaw data: [`data/{name}.json`](data/{name}.json).\n")
    report(f"wrote {name}.md and data/{name}.json")
