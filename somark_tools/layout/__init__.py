"""How the pages of a document are laid out: text area, columns, lines, margins, sizes of type, neighbours."""
