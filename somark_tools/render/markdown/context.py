"""What the handlers of one output share: the document, the options, the pictures at hand, and the dialect's escapes."""

from dataclasses import dataclass, field

from somark_tools.assets import Assets
from somark_tools.document import Document
from somark_tools.render.markdown.escape import GFM, SOMARKDOWN, Escapes
from somark_tools.render.markdown.options import Options


@dataclass(frozen=True, slots=True)
class Context:
    """The document that is rendered, how, and with which pictures."""

    document: Document
    options: Options
    assets: Assets
    escapes: Escapes = field(init=False)
    somarkdown: bool = field(init=False)

    def __post_init__(self) -> None:
        somarkdown = self.options.dialect == "somarkdown"
        object.__setattr__(self, "somarkdown", somarkdown)
        object.__setattr__(self, "escapes", SOMARKDOWN if somarkdown else GFM)
