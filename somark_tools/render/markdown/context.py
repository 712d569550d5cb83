"""What the handlers of one output share: the document."""

from dataclasses import dataclass

from somark_tools.document import Document


@dataclass(frozen=True, slots=True)
class Context:
    """The document that is rendered."""

    document: Document
