"""Where the built program begins; in a checkout the script `clinic` does the same."""

import sys

from ui.app import main

sys.exit(main())
