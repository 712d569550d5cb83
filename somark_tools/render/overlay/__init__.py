"""A Document → pictures for checking by eye: one description of what is drawn (`scene.py`), and several writers."""
