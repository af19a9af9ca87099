"""Replaces the ICU data in a program by the part that is needed without other languages than English.

Swift's Foundation brings the data of all languages along, 34 MB. The rest of its place is filled with zeros, which a
wheel compresses to nothing. The format of the data is that of ICU's `udata.h` (`UDataInfo`) and `ucmndata.cpp`
(`UDataOffsetTOC`): a header, the number of items, the offsets of their names and contents, the names, the contents.
"""

import struct
import sys
from pathlib import Path

_LANGUAGES = {"en", "root", "res_index", "pool", "supplementalData"}
_ALIGNMENT = 16
_MAGIC = b"\xda\x27"
_FORMAT = b"CmnD"


def find(program):
    """Return where the data begins in a program."""
    start = -1
    places = []
    while (start := program.find(_FORMAT, start + 1)) >= 0:
        # The header: its size, the magic bytes, and a description of 20 bytes whose format is at 8.
        if program[start - 10 : start - 8] == _MAGIC:
            places.append(start - 12)
    if len(places) != 1:
        raise ValueError(f"there are {len(places)} sets of ICU data in the program, 1 was expected")
    return places[0]


def items(data):
    """Return the size of the header, and the names, offsets and sizes of the items but the last."""
    header = struct.unpack_from("<H", data)[0]
    (count,) = struct.unpack_from("<I", data, header)
    entries = [struct.unpack_from("<II", data, header + 4 + 8 * index) for index in range(count)]
    names = [data[header + name : data.index(b"\0", header + name)].decode() for name, _ in entries]
    ends = [place for _, place in entries[1:]]
    return header, [
        (name, header + place, end - place) for name, (_, place), end in zip(names, entries, ends, strict=False)
    ]


def is_needed(name):
    """Tell whether an item is needed: whether it is not of another language."""
    base, _, kind = name.rsplit("/", 1)[-1].rpartition(".")
    language = base.split("_")[0]
    is_language = kind == "res" and len(language) in (2, 3) and language.islower()
    return kind not in ("cnv", "dict") and (language == "en" or not is_language)


def trimmed(data):
    """Return the data with the needed items, filled up with zeros from the end of its items to that of the last one."""
    header, found = items(data)
    kept = [item for item in found if is_needed(item[0])]
    names, table = b"", []
    first = 4 + 8 * len(kept)
    for name, _, _ in kept:
        table.append(first + len(names))
        names += name.encode() + b"\0"
    start = -(-(header + first + len(names)) // _ALIGNMENT) * _ALIGNMENT - header
    contents, offsets = [], []
    for _, place, size in kept:
        offsets.append(start)
        contents.append(data[place : place + size] + bytes(-size % _ALIGNMENT))
        start += len(contents[-1])
    toc = struct.pack("<I", len(kept)) + b"".join(map(struct.pack, ["<II"] * len(kept), table, offsets)) + names
    toc += bytes(offsets[0] - len(toc))
    result = data[:header] + toc + b"".join(contents)
    end = max(place + size for _, place, size in found)
    return result + bytes(end - len(result))


def main():
    """Trim the data in the program that is named."""
    path = Path(sys.argv[1])
    program = path.read_bytes()
    start = find(program)
    data = trimmed(program[start:])
    path.write_bytes(program[:start] + data + program[start + len(data) :])


if __name__ == "__main__":
    main()
