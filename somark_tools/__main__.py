"""`python -m somark_tools` is `somark-tools`."""

from somark_tools.cli import main

if __name__ == "__main__":
    main()
