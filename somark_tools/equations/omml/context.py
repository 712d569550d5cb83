"""What is told on while a formula is written: the look of its characters, and who writes elements."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from somark_tools.equations.omml.characters import runs_of
from somark_tools.equations.omml.xml import Element, Item, Look, argument


@dataclass(frozen=True, slots=True)
class Context:
    """`write` makes items of an element that is no leaf, `row` of several elements that follow each other."""

    write: Callable[[Element, "Context"], list[Item]]
    row: Callable[[Iterable[Element], "Context"], list[Item]]
    look: Look

    def written(self, element: Element) -> list[Item]:
        """Return the items that an element becomes."""
        return self.write(element, self)

    def base(self, element: Element) -> list[Item]:
        """Return the items of what bears something; an operator is only its sign there."""
        if element.tag != "mo":
            return self.row([element], self)
        return [run._replace(operator=False) for run in runs_of(element, self.within(element).look)]

    def argument(self, name: str, *elements: Element) -> str:
        """Return `m:name` with the items that the elements become."""
        return argument(name, self.row(elements, self))

    def within(self, element: Element) -> "Context":
        """Return the context of what is in an element, with the look that its attributes say."""
        colour = element.get("mathcolor")
        bold = element.get("mathvariant") == "bold"
        if not colour and not bold:
            return self
        look = self.look._replace(colour=colour or self.look.colour, style="b" if bold else self.look.style)
        return replace(self, look=look)
