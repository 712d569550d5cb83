"""A Word file → its parts, its bytes, and the end of the circles in which python-docx ties it.

python-docx's own walks over the parts end as functions that hold themselves and all parts, and parts hold each other:
memory that only a full collection gives back, and those are rare.
"""

import io

from docx.document import Document as WordFile
from docx.opc.package import OpcPackage
from docx.opc.part import Part
from docx.opc.pkgwriter import PackageWriter


def parts_of(package: OpcPackage) -> list[Part]:
    """Return the parts of a file, each once, in the order in which they are met along the relationships."""
    found: dict[int, Part] = {}
    waiting = [iter(package.rels.values())]
    while waiting:
        relation = next(waiting[-1], None)
        if relation is None:
            waiting.pop()
        elif not relation.is_external and id(relation.target_part) not in found:
            found[id(relation.target_part)] = relation.target_part
            waiting.append(iter(relation.target_part.rels.values()))
    return list(found.values())


def free_number(package: OpcPackage, pattern: str) -> int:
    """Return the first number, from 1, that makes a name of no part of a pattern such as `/word/header%d.xml`."""
    taken = {str(part.partname) for part in parts_of(package)}
    return next(number for number in range(1, len(taken) + 2) if pattern % number not in taken)


def saved(word: WordFile) -> io.BytesIO:
    """Return the file as python-docx writes it."""
    package, stream = word.part.package, io.BytesIO()
    parts = parts_of(package)
    for part in parts:
        part.before_marshal()  # type: ignore[no-untyped-call]
    PackageWriter.write(stream, package.rels, parts)  # type: ignore[no-untyped-call]
    return stream


def untie(word: WordFile) -> None:
    """End the circles. The file is of no more use after that."""
    package = word.part.package
    for each in (package, *parts_of(package)):
        each.rels.related_parts.clear()
        each.rels.clear()
