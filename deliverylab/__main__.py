"""The door to the command line: `python -m deliverylab`; see `deliverylab.command_line`."""

import sys

from deliverylab.command_line import main

if __name__ == "__main__":
    sys.exit(main())
