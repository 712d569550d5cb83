"""Document → its whole graph as JSON, which `read` takes again."""

from somark_tools.document import Document


def render_document(document: Document) -> str:
    """Return the Document as JSON: what `document.to_json()` gives."""
    return document.to_json()
