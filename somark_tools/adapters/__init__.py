"""A Document, or its tables, → the values of other libraries. Each module needs its library, and only that one."""
