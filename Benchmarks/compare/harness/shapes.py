"""The shapes of archives: the sets that `run` generates and compares the contenders with."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Shape:
    """A set of archives of one edition, n and order of n-grams."""

    name: str
    title: str
    edition: str
    archives: int
    #: The approximate rows of an archive. For the 2020 edition, years.
    rows: int
    #: Further options of `ngrams-samples archives`.
    options: tuple[str, ...] = ()

    def resized(self, archives: int | None, rows: int | None) -> "Shape":
        """Returns the shape with another number of archives or rows, if given."""
        return replace(self, archives=archives or self.archives, rows=rows or self.rows)

    def folder(self) -> str:
        """Returns the name of the folder of the archives."""
        size = f"{self.archives}x{self.rows}"
        return size if self.name == WORDS else f"{self.name}-{size}"

    def arguments(self) -> tuple[str, ...]:
        """Returns the options of `ngrams-samples archives`."""
        size = ("--count", str(self.archives), "--rows", str(self.rows))
        return ("--edition", self.edition, *size, *self.options)


#: The shape that `growth` has too, with more archives.
WORDS = "2012-1grams"

PAIRS = ("--order", "2", "--years", "30", "--arrangement")

SHAPES: tuple[Shape, ...] = (
    Shape(WORDS, "2012 1-grams", "2012", 4, 10_180_000),
    Shape(
        "2012-5grams",
        "2012 5-grams, 8 years each",
        "2012",
        2,
        20_000_000,
        ("--order", "5", "--years", "8", "--arrangement", "sorted"),
    ),
    Shape("2020-2grams", "2020 2-grams, sorted, 30 years each", "2020", 2, 76_500_000, (*PAIRS, "sorted")),
    Shape("2020-2grams-shuffled", "2020 2-grams, shuffled, 30 years each", "2020", 2, 76_500_000, (*PAIRS, "shuffled")),
)

#: Many archives that take longer to open, plan and complete than to read.
SMALL = Shape("2020-small", "small 2020 archives", "2020", 20_000, 1_000)
