"""Looks for inputs that break somark_tools. `python -m fuzzing --help` tells how; CONTRIBUTING.md, when."""
