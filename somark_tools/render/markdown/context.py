"""What the handlers of one output share: the document, the options, the pictures at hand, and the dialect's escapes."""

from dataclasses import dataclass, field

from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.lists import NO_LISTS, Lists, list_items
from somark_tools.render.markdown.escape import GFM, GFM_WITH_NOTES, SOMARKDOWN, Escapes
from somark_tools.render.markdown.footnotes import Footnotes, footnotes
from somark_tools.render.markdown.options import Options


@dataclass(frozen=True, slots=True)
class Context:
    """The document that is rendered, how, and with which pictures."""

    document: Document
    options: Options
    assets: Assets
    escapes: Escapes = field(init=False)
    somarkdown: bool = field(init=False)
    footnotes: Footnotes = field(init=False)
    lists: Lists = field(init=False)

    def __post_init__(self) -> None:
        somarkdown = self.options.dialect == "somarkdown"
        object.__setattr__(self, "somarkdown", somarkdown)
        notes = footnotes(self.document) if self.options.footnotes else Footnotes()
        object.__setattr__(self, "footnotes", notes)
        object.__setattr__(self, "lists", self.document.remembered(list_items) if self.options.lists else NO_LISTS)
        object.__setattr__(self, "escapes", SOMARKDOWN if somarkdown else GFM_WITH_NOTES if notes.labels else GFM)
