#!/usr/bin/env python3
"""Writes the inflected forms of English words, for `ngrams query frequency --forms FILE`.

The forms come from the dictionary of LemmInflect (https://github.com/bjascob/LemmInflect, MIT license), which was made
from the SPECIALIST Lexicon of the National Library of Medicine:

    python3 -m venv .venv
    .venv/bin/pip install lemminflect==0.2.3
    .venv/bin/python tools/english_forms.py > english-forms.tsv

A line has a base, a tag and a form, separated by tabs. The base itself is the first form of each tag.
"""

import csv
import gzip
import sys

from lemminflect import config, getAllInflections

#: The tags of the Penn Treebank whose forms are inflections, by the tag that Google's n-grams have.
TAGS = {
    "NOUN": ("NN", "NNS"),
    "VERB": ("VB", "VBZ", "VBD", "VBN", "VBG", "VBP"),
    "ADJ": ("JJ", "JJR", "JJS"),
    "ADV": ("RB", "RBR", "RBS"),
}


def bases() -> list[str]:
    """Returns all bases of the dictionary that are single words in lower case, sorted."""
    with gzip.open(config.inflection_lu_fn, "rt", encoding="utf-8") as rows:
        words = {row[0] for row in csv.reader(rows) if row}
    # The library has this one in its code.
    words.add("be")
    return sorted(word for word in words if word.isalpha() and word.islower())


def forms(base: str, tag: str) -> list[str]:
    """Returns the forms of a base with a tag, each once; none if the base is not a word of that tag."""
    inflections = getAllInflections(base, tag)
    if tag == "VERB":
        inflections = getAllInflections(base, "AUX") | inflections
    found = [base] if inflections else []
    for penn_tag in TAGS[tag]:
        found += inflections.get(penn_tag, ())
    return [form for form in dict.fromkeys(found) if form.isalpha()]


def main() -> None:
    """Writes all forms to standard output."""
    for base in bases():
        for tag in TAGS:
            for form in forms(base, tag):
                sys.stdout.write(f"{base}\t{tag}\t{form}\n")


if __name__ == "__main__":
    main()
