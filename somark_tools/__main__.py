"""`python -m somark_tools` is `somark-tools`."""

from somark_tools.cli import main

main()
