"""What the texts of a document say once it is known whole: its language, how it writes, what its marks speak of."""
